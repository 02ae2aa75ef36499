"""What a form on a task offers: who may do it, and what of a household it may be about."""

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from accompaniment.queries.files import current_stay, open_support_of, own_teams
from accompaniment.queries.tasks import colleagues
from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.vocab import Action
from app.i18n.formats import day as shown
from app.i18n.labels import named
from app.web.records import Records, by_name


@dataclass(frozen=True)
class Offered:
    """Who: colleagues, `kept` before them; about what: (code, text), and the part of `TaskFacts` that it stands for."""

    colleagues: Records
    kept: list[Any]
    about: list[tuple[str, str]]
    about_things: dict[str, dict[str, Any]]

    @property
    def myself(self):
        """The reader's own account, to be proposed; nothing where they have no tasks."""
        return next((one.public_id for one in self.kept if isinstance(one, User) and one.id == reader().user_id), "")


def offered_for(household, task=None):
    """For a new task on a household, or on none; what `task` holds already stays on offer."""
    standing = [task.worker, task.team] if task else []
    kept = [one for one in (*standing, *own_teams(reader().organisation_id)) if one is not None]
    among = by_name(colleagues(reader().organisation_id), User)
    if task is None:
        kept = [*among.some(1, User.id == reader().user_id), *kept]
    return Offered(replace(among, called=_called), kept, *_about(household, task))


def _called(rows):
    """Colleagues by name, then teams by axis."""
    people = sorted((one for one in rows if isinstance(one, User)), key=lambda one: (one.sort_name, one.id))
    teams = sorted((one for one in rows if not isinstance(one, User)), key=lambda one: (one.axis.number, one.id))
    return [(one, one.name) for one in people] + [(one, _team_name(one)) for one in teams]


def _team_name(team):
    return gettext("task.team", number=team.axis.number, name=named(team.axis))


def _about(household, task):
    """The household itself, its support, its stay: those of today, and those that the task holds."""
    if household is None or not reader().may(Action.SUPPORT_VIEW):
        return [], {}
    support = (task.support if task else None) or open_support_of(household.id, reader().organisation_id)
    stay = (task.stay if task else None) or current_stay(household.id)
    choices, things = [("", gettext("task.about.household"))], {}
    if support is not None:
        choices.append(("support", gettext("task.about.support", day=shown(support.start_on))))
        things["support"] = {"support": support}
    if stay is not None:
        choices.append(("stay", gettext("task.about.stay", site=stay.unit.site.name, unit=stay.unit.code)))
        things["stay"] = {"stay": stay}
    return choices, things

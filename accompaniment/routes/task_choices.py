"""What a form on a task offers: who may do it, and what of a household it may be about."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from accompaniment.queries.files import current_stay, open_support_of, own_teams
from accompaniment.queries.tasks import colleagues
from app.auth.gate import reader
from app.auth.vocab import Action
from app.i18n.formats import day as shown
from app.i18n.labels import named


@dataclass(frozen=True)
class Offered:
    """Choices as (code, text), and what each code stands for: parts of `TaskFacts`."""

    who: list[tuple[str, str]]
    doers: dict[str, dict[str, Any]]
    about: list[tuple[str, str]]
    about_things: dict[str, dict[str, Any]]

    @property
    def myself(self):
        """The reader's own code."""
        return next((code for code, one in self.doers.items() if _is_me(one)), "")


def _is_me(doer):
    return "worker" in doer and doer["worker"].id == reader().user_id


def offered_for(household, task=None):
    """For a new task on a household, or on none; what `task` holds already stays on offer."""
    people, teams = {one.public_id: one for one in colleagues(reader().organisation_id)}, _teams()
    if task is not None and task.worker is not None:
        people |= {task.worker.public_id: task.worker}
    if task is not None and task.team is not None:
        teams |= {task.team.public_id: task.team}
    who = [(f"u.{key}", one.name) for key, one in people.items()]
    who += [(f"t.{key}", _team_name(one)) for key, one in teams.items()]
    doers = {f"u.{key}": {"worker": one} for key, one in people.items()}
    doers |= {f"t.{key}": {"team": one} for key, one in teams.items()}
    about, things = _about(household, task)
    return Offered(who, doers, about, things)


def _teams():
    return {one.public_id: one for one in own_teams(reader().organisation_id)}


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

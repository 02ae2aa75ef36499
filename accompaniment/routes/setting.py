"""What a form on a support offers: the people, teams and workers to choose among, and the stay that can be its roof."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from accompaniment.queries.files import current_stay, own_teams, workers_of
from accompaniment.queries.people import members_today, names_among
from accompaniment.routes.opening import called
from accompaniment.services.supports import Setting
from accompaniment.vocab import Roof
from app.auth.gate import reader
from app.auth.models.users import User
from app.i18n.labels import named
from app.web.records import by_name


@dataclass(frozen=True)
class Offered:
    """By public id: `people` as (key, name), and teams of the reader's organisation; `worker` is the one proposed."""

    people: dict[str, tuple[int, str]]
    teams: dict[str, Any]
    worker: Any
    stay: Any

    def fill(self, form):
        """Hand the choices to the form."""
        form.offer(
            people=[(key, name) for key, (_, name) in self.people.items()],
            teams=[(key, f"{one.axis.number}. {named(one.axis)}") for key, one in self.teams.items()],
            housed=self.stay is not None,
        )
        form.reference_worker.among(by_name(workers_of(reader().organisation_id), User), self.worker, none="—")

    def chosen(self, form):
        """(keys of persons, setting) as the form says them."""
        setting = Setting(
            team=self.teams[form.team.data],
            reference_worker=form.reference_worker.record,
            roof=Roof(form.roof.data),
            stay=self.stay,
            place=form.place.data or None,
        )
        return {"people": [self.people[key][0] for key in form.people.data], "setting": setting}


def offered_in(file, worker):
    """For a support to be opened, by `worker` unless another is chosen."""
    household = file.household
    people = {one.public_id: (one.person_id, called(one)) for one in members_today(household.id, named=file.named)}
    teams = {one.public_id: one for one in own_teams(reader().organisation_id)}
    return Offered(people, teams, worker, current_stay(household.id))


def offered_again(file, support, standing):
    """For one that stands: what it holds stays on offer, also who left the household or the organisation since.

    `standing`: keys of the persons in it.
    """
    worker = support.reference_worker
    offered = offered_in(file, worker)
    known = {key for key, _ in offered.people.values()}
    gone = names_among(standing - known, named=file.named)
    people = offered.people | {who: (key, name or gettext("contact.gone")) for key, (who, name) in gone.items()}
    teams = offered.teams | {support.team.public_id: support.team}
    return Offered(people, teams, worker, offered.stay or support.stay)

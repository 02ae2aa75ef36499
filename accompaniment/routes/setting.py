"""What a form on a support offers: the people, teams and workers to choose among, and the stay that can be its roof."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from accompaniment.queries.files import current_stay, own_teams, own_workers
from accompaniment.queries.people import members_today, names_among
from accompaniment.routes.opening import called
from accompaniment.services.supports import Setting
from accompaniment.vocab import Roof
from app.auth.gate import reader
from app.i18n.labels import named


@dataclass(frozen=True)
class Offered:
    """By public id: `people` as (key, name), teams and workers of the reader's organisation."""

    people: dict[str, tuple[int, str]]
    teams: dict[str, Any]
    workers: dict[str, Any]
    stay: Any

    @property
    def myself(self):
        """The reader's own public id, where they can be the reference worker."""
        return next((key for key, one in self.workers.items() if one.id == reader().user_id), "")

    def fill(self, form):
        """Hand the choices to the form."""
        form.offer(
            people=[(key, name) for key, (_, name) in self.people.items()],
            teams=[(key, f"{one.axis.number}. {named(one.axis)}") for key, one in self.teams.items()],
            workers=[(key, one.name) for key, one in self.workers.items()],
            housed=self.stay is not None,
        )

    def chosen(self, form):
        """(keys of persons, setting) as the form says them."""
        setting = Setting(
            team=self.teams[form.team.data],
            reference_worker=self.workers.get(form.reference_worker.data),
            roof=Roof(form.roof.data),
            stay=self.stay,
            place=form.place.data or None,
        )
        return {"people": [self.people[key][0] for key in form.people.data], "setting": setting}


def offered_in(file):
    """For a support to be opened."""
    mine, household = reader().organisation_id, file.household
    people = {one.public_id: (one.person_id, called(one)) for one in members_today(household.id, named=file.named)}
    teams, workers = ({one.public_id: one for one in found} for found in (own_teams(mine), own_workers(mine)))
    return Offered(people, teams, workers, current_stay(household.id))


def offered_again(file, support, standing):
    """For one that stands: what it holds stays on offer, also who left the household or the organisation since.

    `standing`: keys of the persons in it.
    """
    offered = offered_in(file)
    known = {key for key, _ in offered.people.values()}
    gone = names_among(standing - known, named=file.named)
    people = offered.people | {who: (key, name or gettext("contact.gone")) for key, (who, name) in gone.items()}
    worker = support.reference_worker
    workers = offered.workers | ({worker.public_id: worker} if worker else {})
    teams = offered.teams | {support.team.public_id: support.team}
    return Offered(people, teams, workers, offered.stay or support.stay)

"""Incidents in the demonstration: of each grade, answered, closed, to be taken up; and what waits to be mended."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import sqlalchemy as sa

from accompaniment.models.incidents import Incident, IncidentStep
from accompaniment.models.supports import Support
from accompaniment.vocab_incidents import IncidentKind, IncidentOutcome, IncidentReporter, IncidentStepKind
from app.auth.models.users import User
from app.auth.vocab import Role
from app.db import db
from axes.models.people import Household
from occupancy.models.stays import Stay
from sites.models.units import Unit

K, R, S = IncidentKind, IncidentReporter, IncidentStepKind


@dataclass(frozen=True)
class Told:
    """`steps`: kind, how many days ago, note, and in how many days the next one is due."""

    kind: IncidentKind
    grade: int
    ago: int
    by: IncidentReporter
    account: str
    people: str | None = None
    technical: str | None = None
    repaired: int | None = None
    steps: tuple[tuple[IncidentStepKind, int, str | None, int | None], ...] = ()
    outcome: IncidentOutcome | None = None


# Of each worker, one after the other on the dwellings of their households.
OF_HOUSEHOLDS = (
    Told(
        K.NEIGHBOUR_CONFLICT,
        2,
        16,
        R.NEIGHBOUR,
        "La voisine du dessous se plaint des pas la nuit.",
        "La voisine du rez-de-chaussée",
        steps=((S.TALK, 14, "Chaussons et tapis : d’accord.", None), (S.MEDIATION, 6, "Rencontre à trois, utile.", 2)),
    ),
    Told(
        K.WATER,
        3,
        4,
        R.OCCUPANT,
        "La douche coule dans l’appartement du dessous, le sol a été protégé.",
        technical="Joint de la douche percé, dégât au plafond du dessous. Plombier à envoyer.",
        steps=((S.REPAIR_ASKED, 4, "Appelé le service technique.", 1),),
    ),
    Told(
        K.VIOLENCE, 4, 2, R.POLICE, "Coups lors d’une visite, la police est venue.", "Un visiteur, une blessée légère"
    ),
    Told(
        K.DAMAGE,
        1,
        40,
        R.TEAM,
        "Porte d’armoire arrachée en déménageant.",
        technical="Porte d’armoire de la cuisine à refixer.",
        repaired=30,
        steps=((S.TALK, 38, None, None),),
        outcome=IncidentOutcome.REPAIRED,
    ),
    Told(K.NOISE, 1, 9, R.NEIGHBOUR, "Musique un soir de fête."),
)
# In the common parts of the site where the first worker's first household lives.
OF_SITE = Told(
    K.INFESTATION,
    2,
    12,
    R.TEAM,
    "Souris vues dans la cave aux vélos.",
    technical="Souris dans la cave aux vélos : passage d’un dératiseur.",
)


def note_incidents(today: date, users: dict[str, User]) -> None:
    """Each worker has some; one noted a quarrel in a dwelling that another organisation follows."""
    workers = [user for user in users.values() if user.role is Role.FIELD_WORKER]
    homes = {user.id: _homes(user, today) for user in workers}
    for turn, user in enumerate(workers):
        told = (*OF_HOUSEHOLDS[turn:], *OF_HOUSEHOLDS[:turn])
        for (stay, unit), one in zip(homes[user.id], told, strict=False):
            _note(today, user, one, unit, stay)
    first = next(user for user in workers if homes[user.id])
    _note(today, first, OF_SITE, homes[first.id][0][1], None, common=True)
    _elsewhere(today, workers, homes)
    db.session.flush()


def _homes(user: User, today: date) -> list[tuple[Stay, Unit]]:
    """Where the households that the worker is the reference of live now, since long enough, none of them protected."""
    query = (
        sa.select(Stay, Unit)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Household, Household.id == Stay.household_id)
        .join(Support, Support.household_id == Household.id)
        .where(Support.reference_worker_id == user.id, Support.end_on.is_(None), Stay.end_on.is_(None))
        .where(Stay.start_on <= today - timedelta(days=60), Household.is_protected.is_(False))
        .order_by(Stay.id)
    )
    return [(stay, unit) for stay, unit in db.session.execute(query)]


def _elsewhere(today: date, workers: list[User], homes: dict[int, list[tuple[Stay, Unit]]]) -> None:
    told = Told(K.OCCUPANT_CONFLICT, 3, 5, R.TEAM, "Dispute entendue dans le couloir pendant une visite voisine.")
    for user, other in pairwise(workers):
        if user.organisation_id != other.organisation_id and homes[other.id]:
            _note(today, user, told, homes[other.id][-1][1], None)
            return


def _note(today: date, user: User, told: Told, unit: Unit, stay: Stay | None, *, common: bool = False) -> None:
    def day(ago: int) -> date:
        return today - timedelta(days=ago)

    made = Incident(
        site_id=unit.site_id,
        unit_id=None if common else unit.id,
        household_id=stay.household_id if stay else None,
        organisation_id=user.organisation_id,
        author_id=user.id,
        happened_on=day(told.ago),
        reported_by=told.by,
        kind=told.kind,
        grade=told.grade,
        repaired_on=None if told.repaired is None else day(told.repaired),
        closed_on=day(min(told.ago, 20)) if told.outcome else None,
        outcome=told.outcome,
    )
    made.account, made.people = told.account, told.people
    made.technical = made.technical_shown = told.technical
    db.session.add(made)
    db.session.flush()
    for kind, ago, note, after in told.steps:
        next_on = None if after is None else today + timedelta(days=after)
        _step(made, user, kind, day(ago), note=note, next_on=next_on)
    if made.closed_on is not None:
        _step(made, user, S.CLOSED, made.closed_on, outcome=told.outcome)


def _step(incident: Incident, user: User, kind: IncidentStepKind, on: date, **given: object) -> None:
    made = IncidentStep(incident_id=incident.id, user_id=user.id, kind=kind, taken_on=on)
    for name, value in given.items():
        setattr(made, name, value)
    db.session.add(made)

"""Incidents as their readers may see them: who is in charge of the household, whoever wrote of no household, and who is
in charge of people that lived there on that day."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from accompaniment.models.incidents import Incident, IncidentStep
from accompaniment.rules.incidents import GRADES, LOOKED_BACK, SERIOUS
from accompaniment.vocab_incidents import IncidentOutcome, IncidentState
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.web.asked import Filters
from axes.models.people import Household
from axes.queries.scope import readable
from occupancy.models.stays import Stay
from sites.models.sites import Site
from sites.models.units import Unit

COUNTS = sa.or_(Incident.outcome.is_(None), Incident.outcome != IncidentOutcome.MISTAKEN)
STATES = (IncidentState.OPEN.value, IncidentState.CLOSED.value, "all")


def whole(reader: Reader, action: Action = Action.INCIDENT_VIEW) -> sa.ColumnElement[bool]:
    """Condition on `incident`: the reader is in charge of its household; of none, their organisation wrote it."""
    if not reader.may(action):
        return sa.false()
    of_file = sa.exists().where(Household.id == Incident.household_id, readable(reader, action)).correlate(Incident)
    own = sa.and_(Incident.household_id.is_(None), Incident.organisation_id == reader.organisation_id)
    return sa.or_(of_file, own)


def nearby(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `incident`: another organisation wrote it, of no household, and people that the reader is in charge
    of lived in that unit on that day; not taken up yet. Its author is never told so: what they see is the same whoever
    lived there."""
    if not reader.may(Action.INCIDENT_ACT):
        return sa.false()
    lived = sa.exists().where(
        Household.id == Stay.household_id,
        readable(reader, Action.INCIDENT_ACT),
        Stay.unit_id == Incident.unit_id,
        there(),
    )
    elsewhere = Incident.organisation_id != reader.organisation_id
    waits = _not_taken_up(reader)
    return sa.and_(Incident.household_id.is_(None), elsewhere, lived.correlate(Incident), waits)


def there() -> sa.ColumnElement[bool]:
    """Condition on `stay` and `incident`: it held the unit on that day, the day of leaving too."""
    goes_on = sa.or_(Stay.end_on.is_(None), Stay.end_on >= Incident.happened_on)
    return sa.and_(Stay.start_on <= Incident.happened_on, goes_on)


def _not_taken_up(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `incident`: no note that the reader reads takes it up."""
    after = aliased(Incident)
    mine = sa.exists().where(Household.id == after.household_id, readable(reader, Action.INCIDENT_VIEW))
    return ~sa.exists().where(after.taken_from_id == Incident.id, mine.correlate(after)).correlate(Incident)


def next_due() -> sa.ColumnElement[Any]:
    """The day by which an open `incident` asks for an answer: the one said with the last step; without one, a grave
    incident asks since then. NULL for nothing."""
    last = sa.select(IncidentStep.next_on).where(IncidentStep.incident_id == Incident.id)
    since = sa.select(IncidentStep.taken_on).where(IncidentStep.incident_id == Incident.id)
    said, taken = (_last(query) for query in (last, since))
    grave = sa.case((Incident.grade >= SERIOUS, sa.func.coalesce(taken, Incident.happened_on)))
    due = sa.func.coalesce(said, grave)
    return sa.type_coerce(sa.case((Incident.closed_on.is_(None), due)), sa.Date())


def _last(query: sa.Select[Any]) -> Any:
    return query.order_by(IncidentStep.id.desc()).limit(1).correlate(Incident).scalar_subquery()


@dataclass(frozen=True)
class IncidentFilters(Filters):
    """What the list is narrowed to: `site` (public id), `state` (open unless told), `grade`."""

    site: str | None = None
    state: str | None = None
    grade: str | None = None

    @property
    def kept_state(self) -> str:
        """The state asked for; nonsense is open."""
        return self.state if self.state in STATES else IncidentState.OPEN.value

    @property
    def kept_grade(self) -> int | None:
        """The grade asked for; nonsense is all."""
        return next((grade for grade in GRADES if str(grade) == self.grade), None)


def list_incidents(reader: Reader, filters: IncidentFilters) -> sa.Select[Any]:
    """Incidents in sight, plain columns: those that ask for an answer first, then the latest."""
    query = listed(reader).where(sa.or_(whole(reader), nearby(reader)))
    if filters.site:
        query = query.where(Site.public_id == filters.site)
    if filters.kept_grade:
        query = query.where(Incident.grade == filters.kept_grade)
    if filters.kept_state != "all":
        closed = filters.kept_state == IncidentState.CLOSED
        query = query.where(Incident.closed_on.is_not(None) if closed else Incident.closed_on.is_(None))
    due = next_due()
    return query.order_by(due.is_(None), due, Incident.happened_on.desc(), Incident.id.desc())


def of_household(reader: Reader, household_id: int) -> sa.Select[Any]:
    """Those of a household that the reader reads, the latest first."""
    query = listed(reader).where(Incident.household_id == household_id, whole(reader))
    return query.order_by(Incident.happened_on.desc(), Incident.id.desc())


def of_stay(reader: Reader, stay: Stay) -> sa.Select[Any]:
    """Those of the stay's household in its unit while it lived there."""
    query = of_household(reader, stay.household_id).where(
        Incident.unit_id == stay.unit_id, Incident.happened_on >= stay.start_on
    )
    return query if stay.end_on is None else query.where(Incident.happened_on <= stay.end_on)


def listed(reader: Reader) -> sa.Select[Any]:
    """Plain columns of incidents; `elsewhere` marks a note of another organisation. Without scope nor order."""
    columns: tuple[Any, ...] = (
        Incident.public_id,
        Incident.happened_on,
        Incident.kind,
        Incident.grade,
        Incident.closed_on,
        Incident.household_id,
        Site.name.label("site"),
        Unit.code.label("unit"),
        Household.reference,
        next_due().label("due_on"),
        sa.and_(Incident.household_id.is_(None), Incident.organisation_id != reader.organisation_id).label("elsewhere"),
    )
    return (
        sa.select(*columns)
        .select_from(Incident)
        .join(Site, Site.id == Incident.site_id)
        .outerjoin(Unit, Unit.id == Incident.unit_id)
        .outerjoin(Household, Household.id == Incident.household_id)
    )


def sites_with(reader: Reader) -> list[Any]:
    """Sites with an incident that the reader reads: public_id, name, by name."""
    here = sa.exists().where(Incident.site_id == Site.id, sa.or_(whole(reader), nearby(reader))).correlate(Site)
    query = sa.select(Site.public_id, Site.name).where(here).order_by(Site.sort_name, Site.id)
    return list(db.session.execute(query))


def incident_read(public_id: str, reader: Reader) -> Incident | None:
    """An incident that the reader reads, with all that its page shows; its steps are read apart."""
    seen = sa.or_(whole(reader), nearby(reader))
    return db.session.scalar(_loaded().where(Incident.public_id == public_id, seen))


def incident_to_act_on(public_id: str, reader: Reader) -> Incident | None:
    """An incident that the reader answers to."""
    return db.session.scalar(_loaded().where(Incident.public_id == public_id, whole(reader, Action.INCIDENT_ACT)))


def incident_to_take_up(public_id: str, reader: Reader) -> Incident | None:
    """A note of another organisation, on a unit where people lived that the reader is in charge of."""
    return db.session.scalar(_loaded().where(Incident.public_id == public_id, nearby(reader)))


def _loaded() -> sa.Select[Incident]:
    return sa.select(Incident).options(
        joinedload(Incident.site),
        joinedload(Incident.unit),
        joinedload(Incident.household),
        joinedload(Incident.organisation),
        joinedload(Incident.author),
        joinedload(Incident.outage),
        selectinload(Incident.steps).joinedload(IncidentStep.user),
    )


def earlier_count(incident: Incident) -> int:
    """How many others there were in the twelve months before: of the same household; without one, of the same place,
    written by the same organisation."""
    if incident.household_id is not None:
        same = Incident.household_id == incident.household_id
    else:
        place = Incident.unit_id == incident.unit_id if incident.unit_id else Incident.unit_id.is_(None)
        own = Incident.organisation_id == incident.organisation_id
        same = sa.and_(Incident.household_id.is_(None), own, place, Incident.site_id == incident.site_id)
    since = Incident.happened_on.between(incident.happened_on - LOOKED_BACK, incident.happened_on)
    query = sa.select(sa.func.count(Incident.id)).where(same, since, COUNTS, Incident.id != incident.id)
    return db.session.scalar(query) or 0

"""Rights that come back to an organisation's workers, and what a support opened: scoped to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.models.supports import Support
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.queries.standing import standing
from accompaniment.rules.entitlements import Due, due_of
from accompaniment.vocab import RightState, RightTheme
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.crypto import unseal_column
from app.periods import lived_contains
from app.web.asked import Filters
from axes.models.people import Household, HouseholdMember, Person
from axes.models.programmes import Team
from axes.queries.scope import nameable, readable

SOON = timedelta(days=30)
FACTS = ("event_id", "said", "state", "happened_on", "valid_until", "next_on", "remind_on", "deadline")


@dataclass(frozen=True)
class DueFilters(Filters):
    """What the list is narrowed to: `worker` ("me", nothing for all), team (public id), theme, and `until`: what shows
    by today (nothing), within 30 days ("soon"), or ever ("all")."""

    worker: str | None = None
    team: str | None = None
    theme: str | None = None
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class DueRight:
    """A right to follow; `name` is None for a reader who may not know."""

    household_public_id: str
    person_public_id: str
    right: Entitlement
    reference: str
    name: str | None
    state: RightState
    due: Due


@dataclass
class _Standing:
    """What stands, as the rules read it."""

    id: int
    state: RightState
    happened_on: date
    valid_until: date | None
    next_on: date | None


def health_open(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `household` and `entitlement`: the right is not of the health area, or that area is open."""
    return sa.or_(Entitlement.sensitive.is_(False), readable(reader, Action.HOUSEHOLD_HEALTH))


def rights_due(reader: Reader, day: date, filters: DueFilters, *, households: Any = None) -> sa.Select[Any]:
    """Rights that come back, of the people whom the reader's organisation accompanies, in some `households` (a query of
    keys) if told; the most pressing first."""
    own = sa.select(Support.household_id).where(of_organisation(reader.organisation_id), in_force(day))
    theirs = own if households is None else households
    here = standing(day, EntitlementEvent.person_id.in_(people_of(theirs, day)))
    columns: tuple[Any, ...] = (
        Entitlement,
        *(here.c[name] for name in FACTS),
        Household.id.label("household_id"),
        Household.public_id.label("household_public_id"),
        Household.reference,
        Person.public_id.label("person_public_id"),
        Person.name_sealed,
        nameable(reader).label("named"),
    )
    lives = lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day)
    query = (
        sa.select(*columns)
        .select_from(here)
        .join(Entitlement, Entitlement.id == here.c.entitlement_id)
        .join(Person, Person.id == here.c.person_id)
        .join(HouseholdMember, sa.and_(HouseholdMember.person_id == Person.id, lives))
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(here.c.remind_on.is_not(None), sa.or_(Entitlement.closed_on.is_(None), Entitlement.closed_on > day))
        .where(Household.id.in_(theirs), readable(reader, Action.SUPPORT_VIEW), health_open(reader))
        .where(_accompanied(reader, day, filters), *_narrowed(here, day, filters))
    )
    return query.order_by(here.c.remind_on, here.c.event_id)


def people_of(households: Any, day: date) -> sa.Select[Any]:
    """Keys of the people of these households: the rights of a whole region would be ranked for a few."""
    lives = lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day)
    members = sa.select(HouseholdMember.person_id).where(lives, HouseholdMember.household_id.in_(households))
    return members.correlate(None)


def _accompanied(reader: Reader, day: date, filters: DueFilters) -> sa.ColumnElement[bool]:
    found = sa.exists().where(Support.household_id == Household.id, of_organisation(reader.organisation_id))
    found = found.where(in_force(day))
    if filters.worker == "me":
        found = found.where(Support.reference_worker_id == reader.user_id)
    if filters.team:
        team = sa.select(Team.id).where(Team.public_id == filters.team).scalar_subquery()
        found = found.where(Support.team_id == team)
    return found.correlate(Household)


def _narrowed(here: sa.Subquery, day: date, filters: DueFilters) -> list[sa.ColumnElement[bool]]:
    last = day + SOON if filters.until == "soon" else day
    conditions = [] if filters.until == "all" else [here.c.remind_on <= last]
    if filters.theme in set(RightTheme):
        conditions.append(Entitlement.theme == RightTheme(filters.theme))
    return conditions


def due_rights(rows: Sequence[Any]) -> list[DueRight]:
    """The rows of `rights_due` in words: why each comes back, and by when."""
    found = []
    for row in rows:
        event = _Standing(row.event_id, row.said, row.happened_on, row.valid_until, row.next_on)
        due = due_of(event, row.Entitlement)
        assert due is not None  # the rows are those that come back
        name = unseal_column(Person, "name", row.person_public_id, row.name_sealed) if row.named else None
        facts = {key: getattr(row, key) for key in ("household_public_id", "person_public_id", "reference", "state")}
        found.append(DueRight(**facts, right=row.Entitlement, name=name, due=due))
    return found


def now_for(reader: Reader) -> sa.Select[Any]:
    """What comes back today for the households of which the reader is the reference worker."""
    return rights_due(reader, today(), DueFilters(worker="me"))


def stands_at(day: Any) -> sa.ColumnElement[bool]:
    """Condition on `entitlement_event`: obtained, and held on `day`, a day or a column."""
    event, later = EntitlementEvent, sa.orm.aliased(EntitlementEvent)
    after = sa.or_(
        later.happened_on > event.happened_on,
        sa.and_(later.happened_on == event.happened_on, later.id > event.id),
    )
    overtaken = sa.exists().where(
        later.person_id == event.person_id,
        later.entitlement_id == event.entitlement_id,
        later.cancelled_on.is_(None),
        later.happened_on <= day,
        after,
    )
    return sa.and_(
        event.state == RightState.OBTAINED,
        event.cancelled_on.is_(None),
        event.happened_on <= day,
        sa.or_(event.valid_until.is_(None), event.valid_until >= day),
        ~overtaken,
    )

"""A household's rights, person by person, as of today; the list itself; what is due."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from accompaniment.models.entitlements import Entitlement, EntitlementEvent, PersonResidence
from accompaniment.queries.people import Present
from accompaniment.rules.entitlements import Due, default_state, due_of, standing_on, state_of
from accompaniment.vocab import RightState
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.people import Household
from axes.queries.scope import readable

SETTLED = (RightState.NOT_APPLICABLE, RightState.OBTAINED)


@dataclass(frozen=True, kw_only=True)
class Right:
    """A right of a person on a day, and where it stood before; `event` is what stands, None where nothing was noted."""

    entitlement: Entitlement
    state: RightState
    before: RightState | None
    event: EntitlementEvent | None
    due: Due | None


@dataclass(frozen=True, kw_only=True)
class PersonRights:
    """A person's whole checklist on a day."""

    person: Present
    rights: tuple[Right, ...]

    def number(self, state: str) -> int:
        """How many of the rights stand so."""
        return sum(1 for right in self.rights if right.state == state)

    @property
    def papers_in_order(self) -> bool:
        """Identity and residence are settled, at least one of them obtained."""
        states = [right.state for right in self.rights if right.entitlement.for_papers]
        return RightState.OBTAINED in states and all(state in SETTLED for state in states)


def every_entitlement() -> Sequence[Entitlement]:
    """The whole list, closed ones last."""
    query = sa.select(Entitlement)
    order = (Entitlement.closed_on.is_not(None), Entitlement.position, Entitlement.id)
    return db.session.scalars(query.order_by(*order)).all()


def open_entitlements(day: date, *, health: bool) -> Sequence[Entitlement]:
    """Rights that are asked about on that day; those of the health area only where it is open."""
    query = sa.select(Entitlement).where(sa.or_(Entitlement.closed_on.is_(None), Entitlement.closed_on > day))
    if not health:
        query = query.where(Entitlement.sensitive.is_(False))
    return db.session.scalars(query.order_by(Entitlement.position, Entitlement.id)).all()


def entitlement_of(public_id: str) -> Entitlement | None:
    return db.session.scalar(sa.select(Entitlement).where(Entitlement.public_id == public_id))


def events_of(person_ids: Iterable[int]) -> list[EntitlementEvent]:
    """What stands noted of these persons, the earliest first."""
    query = sa.select(EntitlementEvent).where(EntitlementEvent.person_id.in_(person_ids))
    query = query.where(EntitlementEvent.cancelled_on.is_(None))
    return list(db.session.scalars(query.order_by(EntitlementEvent.happened_on, EntitlementEvent.id)))


def rights_of(
    people: Sequence[Present], day: date, *, health: bool, entry_on: date | None = None
) -> list[PersonRights]:
    """The checklist of each of these persons as of `day`, beside `entry_on` if given. Two statements."""
    rights = open_entitlements(day, health=health)
    noted: dict[tuple[int, int], list[EntitlementEvent]] = defaultdict(list)
    for event in events_of([one.person_id for one in people]):
        noted[event.person_id, event.entitlement_id].append(event)
    found = []
    for one in people:
        theirs = [_right(one, what, noted[one.person_id, what.id], day, entry_on) for what in rights]
        found.append(PersonRights(person=one, rights=tuple(theirs)))
    return found


def _right(
    person: Present, what: Entitlement, events: list[EntitlementEvent], day: date, entry_on: date | None
) -> Right:
    event = standing_on(events, day)
    return Right(
        entitlement=what,
        state=_state(person, what, events, day),
        before=None if entry_on is None else _state(person, what, events, entry_on),
        event=event,
        due=None if event is None else due_of(event, what),
    )


def _state(person: Present, what: Entitlement, events: list[EntitlementEvent], day: date) -> RightState:
    event = standing_on(events, day)
    if event is None:
        return default_state(adults_only=what.adults_only, is_minor=person.is_minor)
    return state_of(event, day)


def history_of(person_id: int, entitlement_id: int) -> Sequence[EntitlementEvent]:
    """All that was noted of a person's right, cancelled ones too, the latest first."""
    query = (
        sa.select(EntitlementEvent)
        .where(EntitlementEvent.person_id == person_id, EntitlementEvent.entitlement_id == entitlement_id)
        .options(joinedload(EntitlementEvent.author))
        .order_by(EntitlementEvent.happened_on.desc(), EntitlementEvent.id.desc())
    )
    return db.session.scalars(query).all()


def event_to_change(public_id: str, reader: Reader) -> EntitlementEvent | None:
    """An event noted by the reader's organisation, of a household on which they may act."""
    query = (
        sa.select(EntitlementEvent)
        .join(EntitlementEvent.household)
        .options(contains_eager(EntitlementEvent.household), joinedload(EntitlementEvent.entitlement))
        .where(EntitlementEvent.public_id == public_id, EntitlementEvent.organisation_id == reader.organisation_id)
        .where(readable(reader, Action.SUPPORT_ACT), EntitlementEvent.cancelled_on.is_(None))
    )
    event = db.session.scalar(query)
    hidden = event is not None and event.entitlement.sensitive and not _health_open(event.household_id, reader)
    return None if hidden else event


def _health_open(household_id: int, reader: Reader) -> bool:
    query = sa.select(Household.id).where(Household.id == household_id, readable(reader, Action.HOUSEHOLD_HEALTH))
    return db.session.scalar(query) is not None


def residences_of(person_id: int) -> Sequence[PersonResidence]:
    """How a person stays in the country, the latest first. For those in charge alone."""
    query = sa.select(PersonResidence).where(PersonResidence.person_id == person_id)
    query = query.options(joinedload(PersonResidence.author))
    return db.session.scalars(query.order_by(PersonResidence.since.desc(), PersonResidence.id.desc())).all()

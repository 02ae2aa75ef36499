"""Entering a unit and staying longer: each one act (DESIGN §3.4 to §3.6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.conflicts import ByGuard, guarded
from app.db import db
from app.happenings import Happening
from app.i18n.formats import day as shown
from app.periods import lived_contains
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from axes.models.people import HouseholdMember
from axes.queries.assignments import open_assignment
from axes.services.referrals import mark_housed
from occupancy.errors import told_at_once
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.stays import PAPERS, Stay, StayExtension, StayObjective, StayPerson
from occupancy.queries.rooms import room_of
from occupancy.rules.allocations import may_follow, state_of
from occupancy.services.contributions import Amount, set_contribution
from occupancy.services.locks import lock_households, lock_units
from occupancy.services.papers import wrong_days
from occupancy.services.rooms import refuse_too_late, refuse_unless_free, taken
from occupancy.services.supervisor_notices import tell_of_occupants
from occupancy.vocab import AllocationStepKind, ObjectiveKind

ENTERED = Happening()  # stay, actor: told once the stay has its people
OF_THE_UNIT = ("unit_not_dwelling", "stay_outside_availability", "unit_out_of_service")  # guards


@dataclass(frozen=True, kw_only=True)
class EntryDays:
    """The days of an entry; those of papers and keys are empty while they are not done."""

    start_on: date
    planned_end_on: date
    agreement_signed_on: date | None = None
    inventory_on: date | None = None
    keys_given_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Entry(EntryDays):
    """What is known on the day somebody enters; `living_situation` is the ETHOS Light code from before the entry."""

    amount: Amount
    objectives: tuple[ObjectiveKind, ...] = ()
    living_situation: str | None = None


def open_stay(*, allocation: Allocation, entry: Entry, actor: Actor) -> Stay:
    """Enter the unit that was allocated, on a real day; the planned end cannot pass the unit's availability (rule 15).

    Raises `Conflict` when the allocation is over or the unit is held, `Refusal` beside the field that stands in the
    way. The referral is answered, and the supervisor of a SISP told, in the same act.
    """
    lock_units([allocation.unit_id])
    lock_households([allocation.household_id])
    _claim(allocation)
    refuse_entry(allocation, entry)
    stay = _entered(allocation, entry)
    write_stay(stay, actor)
    bring_people(stay, members_on(stay.household_id, stay.start_on), actor)
    set_objectives(stay, entry.objectives)
    _close_allocation(allocation, actor)
    record(
        "stay.opened", stay, actor=actor, unit_id=stay.unit_id, household_id=stay.household_id, start_on=stay.start_on
    )
    set_contribution(stay=stay, start_on=stay.start_on, amount=entry.amount, actor=actor)
    mark_housed(household_id=stay.household_id, actor=actor)
    tell_of_occupants(stay.unit_id, day=stay.start_on, actor=actor)
    ENTERED.tell(stay=stay, actor=actor)
    db.session.flush()
    return stay


def _entered(allocation: Allocation, entry: Entry) -> Stay:
    return Stay(
        unit_id=allocation.unit_id,
        household_id=allocation.household_id,
        allocation_id=allocation.id,
        start_on=entry.start_on,
        planned_end_on=entry.planned_end_on,
        living_situation=entry.living_situation,
        agreement_signed_on=entry.agreement_signed_on,
        inventory_on=entry.inventory_on,
        keys_given_on=entry.keys_given_on,
    )


def _claim(allocation: Allocation) -> None:
    """The allocation must be ready for the entry, as it stands now that the unit is locked."""
    db.session.refresh(allocation, attribute_names=["closed_at", "expires_at", "version"])
    kinds = sa.select(AllocationStep.kind).where(AllocationStep.allocation_id == allocation.id)
    steps = list(db.session.scalars(kinds.order_by(AllocationStep.id)))
    state = state_of(steps, allocation.expires_at, now())
    if allocation.closed_at is not None or not may_follow(state, AllocationStepKind.ENTERED):
        raise Conflict("stay.conflict.allocation_over")


def _wrong_days(entry: EntryDays) -> Iterator[Refusal]:
    if entry.start_on > today():
        yield Refusal("stay.refusal.entry_to_come", "start_on", day=shown(today()))
    if entry.planned_end_on <= entry.start_on:
        yield Refusal("stay.refusal.end_before_start", "planned_end_on", day=shown(entry.start_on))
    yield from wrong_days(entry.start_on, {name: getattr(entry, name) for name in PAPERS})


def refuse_entry(allocation: Allocation, entry: EntryDays) -> None:
    """Raise all that is wrong with the days of an entry, together."""
    told_at_once(
        lambda: refuse_all(_wrong_days(entry)),
        lambda: _refuse_unfollowed(allocation, entry.start_on),
        lambda: _refuse_no_room(allocation, entry),
    )


def _refuse_unfollowed(allocation: Allocation, start_on: date) -> None:
    followed = open_assignment(allocation.household_id, start_on)
    if followed is None:
        raise Refusal("stay.refusal.no_team", "start_on")
    if followed.start_on > start_on:
        raise Refusal("stay.refusal.team_later", "start_on", day=shown(followed.start_on))


def _refuse_no_room(allocation: Allocation, entry: EntryDays) -> None:
    room = room_of(allocation.unit_id, entry.start_on, allocation_id=allocation.id)
    refuse_unless_free(room, "start_on")
    refuse_too_late(room, entry.planned_end_on, "planned_end_on")


def _close_allocation(allocation: Allocation, actor: Actor) -> None:
    allocation.closed_at = now()
    step = AllocationStep(allocation_id=allocation.id, kind=AllocationStepKind.ENTERED, user_id=actor.user_id)
    db.session.add(step)


def stay_refusals(unit_id: int, day: date, actor: Actor) -> ByGuard:
    """What the guards of stays say, for `guarded`: who holds the unit on `day` is told as far as `actor` may know."""
    said = {name: Refusal(f"stay.refusal.{name}") for name in OF_THE_UNIT}
    held = dict.fromkeys(("stay_no_overlap", "stay_hits_allocation"), lambda: taken(unit_id, day, actor))
    people = {
        "stay_person_no_overlap": Conflict("stay.conflict.person_elsewhere"),
        "assignment_no_overlap": Conflict("stay.conflict.followed_again"),
    }
    return {**said, **held, **people}


def write_stay(stay: Stay, actor: Actor) -> None:
    """Write a new stay, in a race that the checks could not see too."""
    with guarded(stay_refusals(stay.unit_id, stay.start_on, actor)):
        db.session.add(stay)


def members_on(household_id: int, day: date) -> list[int]:
    """Keys of the persons in the household that day, reference person first."""
    query = sa.select(HouseholdMember.person_id).where(
        HouseholdMember.household_id == household_id,
        lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day),
    )
    return list(db.session.scalars(query.order_by(HouseholdMember.id)))


def bring_people(stay: Stay, person_ids: Iterable[int], actor: Actor) -> None:
    """These people sleep there from the stay's first night on. Raises `Refusal` for nobody, `Conflict` for somebody
    who has nights elsewhere."""
    people = [StayPerson(stay_id=stay.id, person_id=person, start_on=stay.start_on) for person in person_ids]
    if not people:
        raise Refusal("stay.refusal.nobody", "start_on")
    with guarded(stay_refusals(stay.unit_id, stay.start_on, actor)):
        db.session.add_all(people)


def set_objectives(stay: Stay, kinds: Iterable[ObjectiveKind]) -> None:
    """What the stay is for: only at entry (rule 31)."""
    db.session.add_all(StayObjective(stay_id=stay.id, kind=kind) for kind in dict.fromkeys(kinds))


def extend_stay(*, stay: Stay, version: int, new_end_on: date, reason: str, actor: Actor) -> StayExtension:
    """Change the planned end, later or earlier, keeping what it was.

    Raises `Stale` or `Conflict` when somebody was first, `Refusal` beyond what the unit can give, naming the day.
    """
    lock_units([stay.unit_id])
    check_open(stay, version, field="new_end_on")
    if new_end_on <= stay.start_on:
        raise Refusal("stay.refusal.end_before_start", "new_end_on", day=shown(stay.start_on))
    if new_end_on == stay.planned_end_on:
        raise Refusal("stay.refusal.same_end", "new_end_on")
    refuse_too_late(room_of(stay.unit_id, stay.start_on, stay_id=stay.id), new_end_on, "new_end_on")
    extension = StayExtension(
        stay_id=stay.id,
        previous_end_on=stay.planned_end_on,
        new_end_on=new_end_on,
        reason=reason,
        decided_on=today(),
    )
    with guarded(stay_refusals(stay.unit_id, stay.start_on, actor)):
        stay.planned_end_on = new_end_on
        db.session.add(extension)
    record("stay.extended", stay, actor=actor, previous=extension.previous_end_on, planned_end_on=new_end_on)
    return extension


def check_open(stay: Stay, version: int | None = None, *, field: str = "planned_end_on") -> None:
    """Read the stay again under its lock: raise `Conflict` when it is over, `Stale` when it changed since `version`.

    `field` is the form's own, beside which the planned end that stands now is shown.
    """
    db.session.refresh(stay, attribute_names=["version", "end_on", "planned_end_on"])
    if stay.end_on is not None:
        raise Conflict("stay.conflict.over", day=shown(stay.end_on))
    if version is not None:
        refuse_stale(stay, version, {field: stay.planned_end_on})

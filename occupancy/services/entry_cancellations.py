"""Taking back, on the day it was written, an entry or a transfer that was not: as if never written, but for a trace."""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import local, now, today
from app.conflicts import guarded
from app.db import db
from app.happenings import Happening
from app.i18n.formats import day as shown
from app.web.errors import Refusal
from axes.services.referrals import mark_waiting_again
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.closures import ClosureOutcome
from occupancy.models.stays import (
    Absence,
    CancelledStay,
    Contribution,
    Stay,
    StayExtension,
    StayObjective,
    StayPerson,
)
from occupancy.queries.stay_rows import stands
from occupancy.services.cancelled_rows import keep_rows
from occupancy.services.exit_cancellations import refuse_promised, refuse_taken
from occupancy.services.leaving import people_of
from occupancy.services.locks import lock_households, lock_units
from occupancy.services.stays import check_open, stay_refusals
from occupancy.services.supervisor_notices import tell_of_occupants
from occupancy.vocab import AllocationStepKind, DeclineReason
from sites.models.units import Unit

ENTRY_CANCELLED = Happening()  # stay, actor: told while the stay is still there
# What a stay carries with it, and what was planned for it. Anything else that speaks of it keeps it.
CARRIED: tuple[Any, ...] = (StayPerson, StayObjective, Contribution, StayExtension, Absence, ClosureOutcome)
# Columns that the trace has of its own, and those that a stay of today has not. Every other is among its facts.
SAID_APART = {"id", "public_id", "created_at", "version", "unit_id", "household_id", "allocation_id", "start_on"}
SAID_APART |= {"planned_end_on", "transferred_from_id", "end_on", "exit_inventory_on", "keys_back_on"}


def is_of_today(written: Stay | Absence) -> bool:
    """Whether it was written today, and so can still be taken back."""
    return local(written.created_at).date() == today()


def refuse_old(written: Stay | Absence) -> None:
    """Raise `Refusal` for what was written before today: figures were made with it."""
    if not is_of_today(written):
        raise Refusal("stay.refusal.not_of_today", "why", day=shown(local(written.created_at).date()))


def cancel_entry(*, stay: Stay, version: int | None, why: str, actor: Actor) -> Stay | None:
    """Say that nobody entered. After a transfer the stay before goes on, and is returned; else the proposal is open
    again, and the household waits as before.

    Raises `Stale` or `Conflict` when somebody was first, `Refusal` for another day's entry, or once other acts speak of
    the stay.
    """
    before = stay_before(stay)
    lock_units([stay.unit_id, *([before.unit_id] if before else [])])
    lock_households([stay.household_id])
    check_open(stay, version)
    refuse_old(stay)
    return take_back(stay, why, actor)


def take_back(stay: Stay, why: str, actor: Actor, *, lost: bool = False) -> Stay | None:
    """The act itself, under its locks, whenever the entry was written. `lost`: the unit is, so its proposal is over."""
    before = stay_before(stay)
    if stay.allocation_id is not None and not lost:
        refuse_promised(stay.household_id)
    if before is not None:
        refuse_taken(before, stay.start_on, actor)
    moved = _sleepers(stay)
    ENTRY_CANCELLED.tell(stay=stay, actor=actor)
    keep(stay, why, actor)
    facts = {"unit_id": stay.unit_id, "household_id": stay.household_id, "start_on": stay.start_on}
    record("stay.entry_cancelled", stay, actor=actor, **facts, before=before)
    if before is not None:
        _reopen(before, stay.start_on, actor)
        _bring_back(stay, before)
    _remove(stay)
    if before is not None:
        _go_on(before, stay.start_on, moved, actor)
        record("stay.transfer_cancelled", before, actor=actor, on=stay.start_on, unit_id=stay.unit_id)
    else:
        mark_waiting_again(household_id=stay.household_id, since=stay.created_at, actor=actor)
    if lost:
        _give_up(stay, why, actor)
    else:
        _plan_again(stay, actor)
    for unit_id in {stay.unit_id, before.unit_id if before else stay.unit_id}:
        tell_of_occupants(unit_id, day=today(), actor=actor)
    db.session.flush()
    return before


def forget_begun(stay: Stay, on: date, why: str, actor: Actor) -> None:
    """What began on the very day of leaving did not: who came that day slept nowhere yet, nobody was away."""
    begun = [one for one in people_of(stay) if one.start_on == on]
    absences = sa.select(Absence).where(Absence.stay_id == stay.id, Absence.start_on == on, stands())
    for one in begun:
        db.session.delete(one)
    for absence in db.session.scalars(absences):
        absence.cancelled_at, absence.cancelled_by_id, absence.cancel_reason = now(), actor.user_id, why
    if begun:
        record("stay.arrivals_cancelled", stay, actor=actor, on=on, count=len(begun))
    db.session.flush()


def stay_before(stay: Stay) -> Stay | None:
    """The stay that this one continues."""
    return db.session.get(Stay, stay.transferred_from_id) if stay.transferred_from_id else None


def keep(stay: Stay, why: str | None, actor: Actor, moved_to: Unit | None = None) -> None:
    """Write down what the stay said, before it goes or changes."""
    trace = CancelledStay(
        stay=stay.public_id,
        household_id=stay.household_id,
        unit_id=stay.unit_id,
        allocation_id=stay.allocation_id,
        moved_to_id=moved_to.id if moved_to else None,
        start_on=stay.start_on,
        planned_end_on=stay.planned_end_on,
        recorded_at=stay.created_at,
        facts=json.dumps(_facts(stay), sort_keys=True),
        cancelled_by_id=actor.user_id,
        cancel_reason=why,
    )
    db.session.add(trace)
    db.session.flush()
    keep_rows(trace, stay, moved=moved_to is not None)


def _facts(stay: Stay) -> dict[str, Any]:
    """Days, numbers and codes of the stay and its rows; no word of anybody's."""
    names = [one.key for one in Stay.__table__.columns if one.key not in SAID_APART and not one.key.endswith("_sealed")]
    kept: dict[str, Any] = {name: _plain(getattr(stay, name)) for name in names}
    before = stay_before(stay)
    kept["before"] = before.public_id if before else None
    rows: dict[str, tuple[Any, ...]] = {
        "people": (StayPerson.person_id, StayPerson.start_on, StayPerson.end_on),
        "objectives": (StayObjective.kind, StayObjective.reached_on),
        "contributions": (Contribution.start_on, Contribution.amount_cents, Contribution.basis),
        "extensions": (StayExtension.previous_end_on, StayExtension.new_end_on),
        "absences": (Absence.start_on, Absence.end_on),
        "outcomes": (ClosureOutcome.kind, ClosureOutcome.planned_on, ClosureOutcome.unit_id, ClosureOutcome.closure_id),
    }
    for name, columns in rows.items():
        query = sa.select(*columns).where(columns[0].class_.stay_id == stay.id).order_by(columns[0].class_.id)
        kept[name] = [[_plain(value) for value in row] for row in db.session.execute(query)]
    return {name: value for name, value in kept.items() if value}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _sleepers(stay: Stay) -> list[int]:
    """Who came with the stay: those whom a transfer brought."""
    query = sa.select(StayPerson.person_id).where(StayPerson.stay_id == stay.id, StayPerson.start_on == stay.start_on)
    return list(db.session.scalars(query))


def _bring_back(stay: Stay, before: Stay) -> None:
    """What was written before the transfer and moved along with it goes back: who came, or went away, on that day."""
    for model in (StayPerson, Absence):
        along = (model.stay_id == stay.id, model.created_at < stay.created_at)
        db.session.execute(sa.update(model).where(*along).values(stay_id=before.id))


def _remove(stay: Stay) -> None:
    """Take the stay and its rows out; whatever else speaks of it refuses."""
    for model in CARRIED:
        db.session.execute(sa.delete(model).where(model.stay_id == stay.id))
    try:
        with db.session.begin_nested():
            db.session.delete(stay)
    except IntegrityError as error:
        raise Refusal("stay.refusal.counted_on", "why") from error


def _reopen(before: Stay, on: date, actor: Actor) -> None:
    with guarded(stay_refusals(before.unit_id, on, actor)):
        before.end_on = None


def _go_on(before: Stay, on: date, moved: list[int], actor: Actor) -> None:
    """Open again what ended with the transfer."""
    people = sa.select(StayPerson).where(
        StayPerson.stay_id == before.id, StayPerson.end_on == on, StayPerson.person_id.in_(moved)
    )
    absences = sa.select(Absence).where(Absence.stay_id == before.id, Absence.end_on == on, stands())
    rows = [*db.session.scalars(people), *db.session.scalars(absences)]
    with guarded(stay_refusals(before.unit_id, on, actor)):
        for row in rows:
            row.end_on = None


def _plan_again(stay: Stay, actor: Actor) -> None:
    """The proposal that led there holds its unit as before the entry."""
    if stay.allocation_id is None:
        return
    allocation = db.session.get_one(Allocation, stay.allocation_id)
    kind = AllocationStepKind.ENTRY_CANCELLED
    with guarded(stay_refusals(allocation.unit_id, allocation.start_on, actor)):
        allocation.closed_at = None
        db.session.add(AllocationStep(allocation_id=allocation.id, kind=kind, user_id=actor.user_id))


def _give_up(stay: Stay, why: str, actor: Actor) -> None:
    """The proposal that led to a lost unit ends."""
    if stay.allocation_id is None:
        return
    by = {"allocation_id": stay.allocation_id, "user_id": actor.user_id}
    db.session.add(AllocationStep(kind=AllocationStepKind.ENTRY_CANCELLED, **by))
    db.session.flush()
    over = {"kind": AllocationStepKind.WITHDRAWN, "reason": DeclineReason.OTHER, "note": why}
    db.session.add(AllocationStep(**over, **by))

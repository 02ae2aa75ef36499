"""Moving a household to another unit of the project, in one act: one journey goes on (DESIGN §3.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Refusal, refuse_all
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.closures import ClosureOutcome
from occupancy.models.stays import Contribution, Stay
from occupancy.queries.contributions import cap_of, last_contribution
from occupancy.queries.fits import misfits_of
from occupancy.queries.moves import agreed_for
from occupancy.queries.rooms import room_of
from occupancy.rules.matching import Obstacle
from occupancy.services.entry_cancellations import is_of_today, keep
from occupancy.services.leaving import bring_along, leave, refuse_before_events
from occupancy.services.locks import lock_units
from occupancy.services.rooms import refuse_too_late, refuse_unless_free, taken
from occupancy.services.stays import bring_people, check_open, stay_refusals, write_stay
from occupancy.services.supervisor_notices import tell_of_occupants
from occupancy.vocab import AllocationStepKind
from sites.models.units import Unit


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where a household goes, when, until when; `misfit_reason` says why to a unit that does not suit it (rule 19).

    `lost` says why it goes on the very day of its entry, whenever that was written: its site was lost.
    """

    unit: Unit
    on: date
    planned_end_on: date
    misfit_reason: str | None = None
    lost: str | None = None


def transfer(*, stay: Stay, version: int | None, where: Where, actor: Actor) -> Stay:
    """Close the stay on a day, not to come, and open the next on that same day, in another unit, with the same people.

    No night is lost or counted twice: the day of leaving is the day of entering. Who slept there moves; what the
    household contributes goes on, within the cap of the new agreement. A proposal there that all agreed to is carried
    out. On the day of the entry nobody slept there yet: the entry itself is moved. Raises `Stale` or `Conflict` when
    somebody was first, `Refusal` beside the field in the way, or where a unit that does not suit needs its reason; then
    nothing has changed.
    """
    lock_units([stay.unit_id, where.unit.id])
    check_open(stay, version)
    held = agreed_for(stay, where.unit.id)
    _check(stay, where, held, actor)
    unfit = _unfit(stay, where, actor)
    if where.on == stay.start_on:
        return _move_entry(stay, where, held, unfit, actor)
    following = _following(stay, where, held, unfit)
    write_stay(following, actor)
    bring_along(stay, following)
    bring_people(following, leave(stay, where.on, actor), actor)
    _carry_over(stay, following, held, actor)
    facts = {"on": where.on, "unit_id": where.unit.id}
    record("stay.transferred", stay, actor=actor, to=following, **facts)
    record("stay.continued", following, actor=actor, before=stay, **facts, misfits=unfit)
    _tell(stay.unit_id, following, actor)
    return following


def _tell(left: int, stay: Stay, actor: Actor) -> None:
    for unit_id in (left, stay.unit_id):
        tell_of_occupants(unit_id, day=stay.start_on, actor=actor)
    db.session.flush()


def _following(stay: Stay, where: Where, held: Allocation | None, unfit: tuple[Obstacle, ...]) -> Stay:
    return Stay(
        unit_id=where.unit.id,
        household_id=stay.household_id,
        transferred_from_id=stay.id,
        allocation_id=held.id if held else None,
        start_on=where.on,
        planned_end_on=where.planned_end_on,
        living_situation=stay.living_situation,
        misfits=",".join(unfit) or None,
        misfit_reason=where.misfit_reason if unfit else None,
    )


def _wrong(stay: Stay, where: Where) -> Iterator[Refusal]:
    if where.unit.id == stay.unit_id:
        yield Refusal("stay.refusal.same_unit", "unit")
    if where.on > today():
        yield Refusal("stay.refusal.transfer_to_come", "on", day=shown(today()))
    if where.planned_end_on <= where.on:
        yield Refusal("stay.refusal.end_before_start", "planned_end_on", day=shown(where.on))


def _check(stay: Stay, where: Where, held: Allocation | None, actor: Actor) -> None:
    unit, on = where.unit, where.on
    refuse_all(_wrong(stay, where))
    if on != stay.start_on or not (where.lost or is_of_today(stay)):
        refuse_before_events(stay, on, "on", goes_along=True)
    room = room_of(unit.id, on, allocation_id=held.id if held else None)
    if room.taken or room.promised:
        raise taken(unit.id, on, actor)
    refuse_unless_free(room, "unit")
    refuse_too_late(room, where.planned_end_on, "planned_end_on")


def _unfit(stay: Stay, where: Where, actor: Actor) -> tuple[Obstacle, ...]:
    """What the board's rule says against the unit; without a reason why they go all the same, it is refused."""
    found = misfits_of(actor, stay, where.unit, where.on)
    if found and not where.misfit_reason:
        raise Refusal("stay.refusal.misfit", "misfit_reason", why=" ".join(map(label, found)))
    return found


def _move_entry(stay: Stay, where: Where, held: Allocation | None, unfit: tuple[Obstacle, ...], actor: Actor) -> Stay:
    """No night was slept in the unit of that day: the entry was to another, which is kept beside what was written."""
    left, on = stay.unit_id, stay.start_on
    keep(stay, where.lost, actor, moved_to=where.unit)
    with guarded(stay_refusals(where.unit.id, on, actor)):
        stay.unit_id, stay.planned_end_on = where.unit.id, where.planned_end_on
        stay.allocation_id = held.id if held else stay.allocation_id
        stay.misfits, stay.misfit_reason = ",".join(unfit) or None, where.misfit_reason if unfit else None
    db.session.expire(stay, ["unit"])
    db.session.execute(sa.delete(ClosureOutcome).where(ClosureOutcome.stay_id == stay.id))
    _carry_out(held, on, actor)
    cap = cap_of(stay, on).cents
    above = sa.select(Contribution).where(Contribution.stay_id == stay.id, Contribution.amount_cents > cap)
    for row in db.session.scalars(above):
        row.amount_cents = cap
    record("stay.entry_moved", stay, actor=actor, on=on, from_unit_id=left, unit_id=where.unit.id, misfits=unfit)
    _tell(left, stay, actor)
    return stay


def _carry_out(held: Allocation | None, on: date, actor: Actor) -> None:
    """The proposal that led here has become a stay; the day of the entry is the move's, where none was planned."""
    if held is None:
        return
    steps = [AllocationStep(kind=AllocationStepKind.ENTERED)]
    if held.expires_at is not None:
        steps.insert(0, AllocationStep(kind=AllocationStepKind.ENTRY_PLANNED, planned_on=on))
    held.closed_at, held.expires_at = now(), None
    for step in steps:
        step.allocation_id, step.user_id = held.id, actor.user_id
        db.session.add(step)
        db.session.flush()


def _carry_over(stay: Stay, following: Stay, held: Allocation | None, actor: Actor) -> None:
    """What the household contributes goes on, up to the new cap; objectives belong to the journey and stay put."""
    _carry_out(held, following.start_on, actor)
    last = last_contribution(stay.id)
    if last is not None:
        db.session.add(
            Contribution(
                stay_id=following.id,
                start_on=following.start_on,
                amount_cents=min(last.amount_cents, cap_of(following, following.start_on).cents),
                basis=last.basis,
            )
        )

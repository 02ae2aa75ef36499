"""Moving a household to another unit of the project, in one act: one journey goes on (DESIGN §3.6)."""

from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.stays import Contribution, Stay
from occupancy.queries.contributions import cap_of, last_contribution
from occupancy.queries.moves import entry_planned_for
from occupancy.queries.rooms import room_of
from occupancy.services.leaving import leave, refuse_before_events
from occupancy.services.locks import lock_units
from occupancy.services.rooms import refuse_too_late, refuse_unless_free, taken
from occupancy.services.stays import bring_people, check_open, write_stay
from occupancy.services.supervisor_notices import tell_of_occupants
from occupancy.vocab import AllocationStepKind
from sites.models.units import Unit


def transfer(*, stay: Stay, version: int | None, unit: Unit, on: date, planned_end_on: date, actor: Actor) -> Stay:
    """Close the stay on a day, not to come, and open the next on that same day, in another unit, with the same people.

    No night is lost or counted twice: the day of leaving is the day of entering. Who slept there moves; what the
    household contributes goes on, within the cap of the new agreement. An entry planned there is carried out. Raises
    `Stale` or `Conflict` when somebody was first, `Refusal` beside the field in the way; then nothing has changed.
    """
    lock_units([stay.unit_id, unit.id])
    check_open(stay, version)
    held = entry_planned_for(stay, unit.id)
    _check(stay, unit, on, planned_end_on, held, actor)
    people = leave(stay, on, actor)
    following = Stay(
        unit_id=unit.id,
        household_id=stay.household_id,
        transferred_from_id=stay.id,
        allocation_id=held.id if held else None,
        start_on=on,
        planned_end_on=planned_end_on,
        living_situation=stay.living_situation,
    )
    write_stay(following, actor)
    bring_people(following, people, actor)
    _carry_over(stay, following, held, actor)
    record("stay.transferred", stay, actor=actor, to=following, on=on, unit_id=unit.id)
    record("stay.continued", following, actor=actor, before=stay, on=on, unit_id=unit.id)
    for unit_id in (stay.unit_id, unit.id):
        tell_of_occupants(unit_id, day=on, actor=actor)
    db.session.flush()
    return following


def _check(stay: Stay, unit: Unit, on: date, planned_end_on: date, held: Allocation | None, actor: Actor) -> None:
    if unit.id == stay.unit_id:
        raise Refusal("stay.refusal.same_unit", "unit")
    if on > today():
        raise Refusal("stay.refusal.transfer_to_come", "on", day=shown(today()))
    refuse_before_events(stay, on, "on")
    if planned_end_on <= on:
        raise Refusal("stay.refusal.end_before_start", "planned_end_on", day=shown(on))
    room = room_of(unit.id, on, allocation_id=held.id if held else None)
    if room.taken or room.promised:
        raise taken(unit.id, on, actor)
    refuse_unless_free(room, "unit")
    refuse_too_late(room, planned_end_on, "planned_end_on")


def _carry_out(held: Allocation | None, actor: Actor) -> None:
    """The proposal that led here has become a stay."""
    if held is None:
        return
    held.closed_at = now()
    step = AllocationStep(allocation_id=held.id, kind=AllocationStepKind.ENTERED, user_id=actor.user_id)
    db.session.add(step)


def _carry_over(stay: Stay, following: Stay, held: Allocation | None, actor: Actor) -> None:
    """What the household contributes goes on, up to the new cap; objectives belong to the journey and stay put."""
    _carry_out(held, actor)
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

"""Whether what was planned for a stay still stands: derived from what happened since, never kept."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.clock import today
from app.periods import paper_contains
from app.periods.shift import brussels_day, latest_day
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.stays import Stay
from occupancy.queries.agreements import lent_anew
from occupancy.queries.closed_sites import last_open_day
from occupancy.queries.unit_states import moment_of
from occupancy.vocab import AllocationStepKind, ClosureOutcomeKind
from sites.models.units import Unit, UnitAvailability, UnitOutage

PLANNED_TO = ClosureOutcome.unit_id


def is_dead(day: date) -> sa.ColumnElement[bool]:
    """Condition on a `closure_outcome` and its `stay`: as of `day`, the transfer cannot be made as it was planned.

    Its unit is not open on the planned day (or today, when that is past), out of use, in a site that closes before,
    kept by somebody else, planned before for another stay, or its proposal was refused, withdrawn or expired.
    """
    on = latest_day(ClosureOutcome.planned_on, day)
    gone = (~_open(on), _out(on), _closing(on, day), _lived_in(on, day), _promised(on, day), _planned_before(day))
    given_up = _lapsed(ClosureOutcome, day)
    return sa.and_(ClosureOutcome.kind == ClosureOutcomeKind.TRANSFER_PLANNED, sa.or_(*gone, given_up))


def is_proposed(day: date) -> sa.ColumnElement[bool]:
    """Condition on a `closure_outcome`: as of `day` it is a unit proposed, that the household has not accepted yet."""
    accepted = sa.exists().where(
        AllocationStep.allocation_id == ClosureOutcome.allocation_id,
        AllocationStep.kind == AllocationStepKind.HOUSEHOLD_ACCEPTED,
        AllocationStep.at <= moment_of(day),
    )
    return sa.and_(ClosureOutcome.allocation_id.is_not(None), ~accepted.correlate(ClosureOutcome))


def is_settled(day: date) -> sa.ColumnElement[bool]:
    """Condition on a `closure_outcome` and its `stay`: as of `day` it can be, and who was asked has accepted."""
    return sa.and_(~is_dead(day), ~is_proposed(day))


def _lapsed(outcome: Any, day: date) -> sa.ColumnElement[bool]:
    """The outcome is a proposal that holds nothing any more."""
    at = moment_of(day)
    over = (Allocation.closed_at <= at, Allocation.expires_at <= at, Allocation.end_on <= sa.literal(day, sa.Date()))
    return sa.exists().where(Allocation.id == outcome.allocation_id, sa.or_(*over)).correlate(outcome)


def _exists(*conditions: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(*conditions).correlate(ClosureOutcome, Stay, Closure)


def _open(on: Any) -> sa.ColumnElement[bool]:
    opened = paper_contains(UnitAvailability.first_day, UnitAvailability.last_day, on)
    return _exists(UnitAvailability.unit_id == PLANNED_TO, opened)


def _out(on: Any) -> sa.ColumnElement[bool]:
    out = paper_contains(UnitOutage.first_day, UnitOutage.last_day, on)
    return _exists(UnitOutage.unit_id == PLANNED_TO, UnitOutage.cancelled_on.is_(None), out)


def _closing(on: Any, day: date) -> sa.ColumnElement[bool]:
    there, unit = aliased(Closure), aliased(Unit)
    return _exists(
        unit.id == PLANNED_TO,
        there.site_id == unit.site_id,
        there.cancelled_on.is_(None),
        last_open_day(there) < on,
        there.opened_on <= sa.literal(day, sa.Date()),
        ~lent_anew(day, there),
    )


def _lived_in(on: Any, day: date) -> sa.ColumnElement[bool]:
    """Somebody lives there beyond the day, or still does though they should have left: nobody knows until when."""
    other, today = aliased(Stay), sa.literal(day, sa.Date())
    still = sa.and_(
        sa.or_(other.end_on.is_(None), other.end_on > today),
        sa.or_(other.planned_end_on > on, other.planned_end_on <= today),
    )
    return _exists(other.unit_id == PLANNED_TO, brussels_day(other.created_at) <= today, still)


def _promised(on: Any, day: date, *, to_them: bool = False) -> sa.ColumnElement[bool]:
    """A proposal holds the unit for another household, or for this one."""
    at = moment_of(day)
    return _exists(
        Allocation.unit_id == PLANNED_TO,
        Allocation.household_id == Stay.household_id if to_them else Allocation.household_id != Stay.household_id,
        Allocation.created_at <= at,
        sa.or_(Allocation.closed_at.is_(None), Allocation.closed_at > at),
        sa.or_(Allocation.expires_at.is_(None), Allocation.expires_at > at),
        Allocation.end_on > on,
    )


def _planned_before(day: date) -> sa.ColumnElement[bool]:
    before, stay, closure = aliased(ClosureOutcome), aliased(Stay), aliased(Closure)
    planning = _planning(before, stay, closure, day)
    others = _exists(before.id < ClosureOutcome.id, before.unit_id == PLANNED_TO, *planning)
    return sa.and_(others, ~_promised(day, day, to_them=True))


def _planning(outcome: Any, stay: Any, closure: Any, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions: the stay of an outcome is open, its closing not over; it is no proposal that came to nothing."""
    return (
        stay.id == outcome.stay_id,
        stay.end_on.is_(None),
        closure.id == outcome.closure_id,
        closure.is_under_way,
        ~_lapsed(outcome, day),
    )


def planned_for_another(stay_id: int) -> sa.ColumnElement[bool]:
    """Condition on `unit`: a closing plans it for a household that has not moved yet, in another stay."""
    outcome, stay, closure = aliased(ClosureOutcome), aliased(Stay), aliased(Closure)
    planned = (outcome.unit_id == Unit.id, outcome.stay_id != stay_id)
    return sa.exists().where(*planned, *_planning(outcome, stay, closure, today())).correlate(Unit)

"""An allocation about to become a stay, and what the entry form proposes."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods.days import earliest
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.models.referrals import Referral
from axes.queries.scope import readable
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.queries.contributions import Cap, cap_for_household
from occupancy.queries.rooms import Room, room_of
from occupancy.vocab import AllocationStepKind
from sites.models.units import Unit


def allocation_to_enter(public_id: str, reader: Reader) -> Allocation | None:
    """The allocation an address names, with unit, site, household and axis, if the reader may act on its stay."""
    query = (
        sa.select(Allocation)
        .join(Household, Household.id == Allocation.household_id)
        .where(Allocation.public_id == public_id, readable(reader, Action.STAY_ACT))
        .options(
            joinedload(Allocation.household),
            joinedload(Allocation.unit).joinedload(Unit.site),
            joinedload(Allocation.assignment).joinedload(Assignment.team).joinedload(Team.axis),
            joinedload(Allocation.assignment).joinedload(Assignment.team).joinedload(Team.organisation),
        )
    )
    return db.session.scalar(query.execution_options(populate_existing=True))


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """Defaults of an entry: the planned end is the axis's length or the unit's last day, whichever comes first."""

    start_on: date
    planned_end_on: date
    living_situation: str | None
    room: Room
    cap: Cap


def proposed_entry(allocation: Allocation, day: date) -> Proposed:
    """What to propose for an entry noted on `day`: the day that was planned, unless it is still to come."""
    start_on = min(_planned_on(allocation) or allocation.start_on, day)
    room = room_of(allocation.unit_id, start_on, allocation_id=allocation.id)
    axis: Axis = allocation.assignment.team.axis
    last = earliest(room.last_day, room.leave_by)
    by_axis = start_on + timedelta(days=axis.target_days)
    return Proposed(
        start_on=start_on,
        planned_end_on=max(earliest(by_axis, last) or by_axis, start_on + timedelta(days=1)),
        living_situation=_situation(allocation.household_id),
        room=room,
        cap=cap_for_household(allocation.household_id, allocation.unit_id, start_on),
    )


def _planned_on(allocation: Allocation) -> date | None:
    planned = sa.select(AllocationStep.planned_on).where(
        AllocationStep.allocation_id == allocation.id, AllocationStep.kind == AllocationStepKind.ENTRY_PLANNED
    )
    return db.session.scalar(planned.order_by(AllocationStep.id.desc()).limit(1))


def _situation(household_id: int) -> str | None:
    """What the latest referral said of where they lived."""
    said = sa.select(Referral.living_situation).where(Referral.household_id == household_id)
    return db.session.scalar(said.order_by(Referral.id.desc()).limit(1))

"""What becomes of proposals and stays when a household is erased: their nights, units and outcomes stay."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.periods.shift import brussels_day
from axes.erasing import BLANK, Emptied, Erasing, acted_on
from axes.vocab_erasures import PersonalData as Data
from axes.vocab_erasures import UnderWay
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.closures import ClosureOutcome
from occupancy.models.exits import StayExit
from occupancy.models.stays import Absence, CancelledRow, CancelledStay, Stay, StayExtension, StayObjective

OF_STAY = "stay_id.household_id"


def _running(day: date) -> sa.Select[Any]:
    return sa.select(Stay.household_id).where(sa.or_(Stay.end_on.is_(None), Stay.end_on > day))


def _proposed(_day: date) -> sa.Select[Any]:
    return sa.select(Allocation.household_id).where(Allocation.closed_at.is_(None))


OCCUPANCY = Erasing(
    emptied=(
        Emptied(AllocationStep, Data.HOUSING, "allocation_id.household_id"),
        Emptied(ClosureOutcome, Data.HOUSING, OF_STAY, {"note": BLANK}),
        Emptied(Absence, Data.STAY, OF_STAY),
        Emptied(StayObjective, Data.STAY, OF_STAY),
        Emptied(StayExtension, Data.STAY, OF_STAY),
        Emptied(StayExit, Data.STAY, OF_STAY),
        Emptied(CancelledRow, Data.STAY, "cancelled_stay_id.household_id"),
        Emptied(CancelledStay, Data.STAY),
        Emptied(Stay, Data.STAY),
    ),
    acts=(
        acted_on(
            Allocation.household_id, brussels_day(AllocationStep.at), AllocationStep.allocation_id == Allocation.id
        ),
        acted_on(Stay.household_id, Stay.start_on),
        acted_on(Stay.household_id, Stay.end_on),
    ),
    followed=(sa.select(Stay.household_id),),
    under_way={UnderWay.STAY: _running, UnderWay.PROPOSAL: _proposed},
)

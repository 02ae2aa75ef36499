"""What becomes of proposals and stays when a household is erased: their nights, units and outcomes stay."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.clock import now
from app.db import db
from app.periods.shift import brussels_day
from axes.erasing import BLANK, Emptied, Erasing, acted_on
from axes.vocab_erasures import PersonalData as Data
from axes.vocab_erasures import UnderWay
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.closures import ClosureOutcome
from occupancy.models.exits import StayExit
from occupancy.models.stays import Absence, CancelledRow, CancelledStay, Stay, StayExtension, StayObjective, StayPerson

OF_STAY, NIGHT = "stay_id.household_id", timedelta(days=1)


def _running(day: date) -> sa.Select[Any]:
    return sa.select(Stay.household_id).where(sa.or_(Stay.end_on.is_(None), Stay.end_on > day))


def _proposed(_day: date) -> sa.Select[Any]:
    return sa.select(Allocation.household_id).where(Allocation.closed_at.is_(None))


def _end(household_id: int, day: date) -> None:
    """Stays end on the day, a night after their start at least, and free their dwelling; proposals are closed."""
    open_ones = sa.select(Stay).where(Stay.household_id == household_id, Stay.end_on.is_(None))
    for stay in db.session.scalars(open_ones).all():
        people = db.session.scalars(sa.select(StayPerson).where(StayPerson.stay_id == stay.id)).all()
        for one in people:
            one.end_on = one.end_on or max(day, one.start_on + NIGHT)
        db.session.flush()  # those who sleep there leave first
        stay.end_on = max([day, stay.start_on + NIGHT, *(one.end_on for one in people if one.end_on)])
    proposals = sa.update(Allocation).where(Allocation.household_id == household_id, Allocation.closed_at.is_(None))
    db.session.execute(proposals.values(closed_at=now(), version=Allocation.version + 1))


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
    ends=_end,
)

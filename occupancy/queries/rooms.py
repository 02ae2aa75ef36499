"""How long a unit can be lived in from a day on, and what stands at the end of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.clock import now, today
from app.db import db
from app.periods import lived_contains, paper_contains
from app.periods.days import ONE_DAY, earliest
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.queries.agreements import final_last_day, signed_by
from occupancy.queries.closed_sites import closed_as_of
from sites.models.units import Unit, UnitAvailability, UnitOutage


@dataclass(frozen=True)
class Room:
    """A unit from a day on. Days named `*_from` are the first on which it is no longer free; None where never.

    `taken`, `promised`, `out`: something stands in the way on that very day already.
    """

    unit_code: str
    last_day: date | None  # of its availability; None when the unit is not open that day
    reference: str | None  # of the agreement that lends it
    agreement_last_day: date | None
    taken_from: date | None
    promised_from: date | None
    out_from: date | None
    taken: bool
    promised: bool
    out: bool

    @property
    def leave_by(self) -> date | None:
        """The latest day of leaving; None when the unit is not open at all."""
        if self.last_day is None:
            return None
        return earliest(self.last_day + ONE_DAY, self.taken_from, self.promised_from, self.out_from)


def room_of(unit_id: int, day: date, *, stay_id: int = 0, allocation_id: int | None = None) -> Room:
    """The unit from `day` on, apart from one stay and its allocation. One statement."""
    others, promises = Stay.id != stay_id, Allocation.id != (allocation_id or 0)
    columns: tuple[Any, ...] = (
        Unit.code,
        _open_until(day),
        _agreement(day, Agreement.reference),
        _agreement(day, final_last_day(today())),
        _first(Stay.start_on, Stay.unit_id, others, Stay.start_on > day),
        _first(Allocation.start_on, Allocation.unit_id, promises, *_held(), Allocation.start_on > day),
        _first(UnitOutage.first_day, UnitOutage.unit_id, UnitOutage.cancelled_on.is_(None), UnitOutage.first_day > day),
        _any(Stay.unit_id, others, lived_contains(Stay.start_on, Stay.end_on, day)),
        _any(Allocation.unit_id, promises, *_held(), lived_contains(Allocation.start_on, Allocation.end_on, day)),
        _any(
            UnitOutage.unit_id,
            UnitOutage.cancelled_on.is_(None),
            paper_contains(UnitOutage.first_day, UnitOutage.last_day, day),
        ),
    )
    return Room(*db.session.execute(sa.select(*columns).where(Unit.id == unit_id)).one())


def _held() -> tuple[sa.ColumnElement[bool], ...]:
    return Allocation.closed_at.is_(None), sa.or_(Allocation.expires_at.is_(None), Allocation.expires_at > now())


def _open_until(day: date) -> Any:
    return (
        sa.select(UnitAvailability.last_day)
        .where(UnitAvailability.unit_id == Unit.id)
        .where(paper_contains(UnitAvailability.first_day, UnitAvailability.last_day, day), ~closed_as_of(day))
        .scalar_subquery()
    )


def _agreement(day: date, column: Any) -> Any:
    return (
        sa.select(column)
        .select_from(Agreement)
        .join(AgreementUnit, AgreementUnit.agreement_id == Agreement.id)
        .where(AgreementUnit.unit_id == Unit.id, signed_by(today()), final_last_day(today()) >= day)
        .where(paper_contains(AgreementUnit.first_day, AgreementUnit.last_day, day))
        .order_by(Agreement.first_day.desc(), Agreement.id.desc())
        .limit(1)
        .correlate(Unit)
        .scalar_subquery()
    )


def _first(day: Any, unit_id: Any, *conditions: Any) -> Any:
    earliest_day = sa.func.min(day, type_=sa.Date)
    return sa.select(earliest_day).where(unit_id == Unit.id, *conditions).correlate(Unit).scalar_subquery()


def _any(unit_id: Any, *conditions: Any) -> Any:
    return sa.exists().where(unit_id == Unit.id, *conditions).correlate(Unit)

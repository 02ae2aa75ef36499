"""Who holds a unit, for whoever finds it taken: the record in the way, as far as the reader may know."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.people import Household
from axes.queries.scope import readable
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.queries.offers import coming
from occupancy.queries.waiting import live
from sites.models.units import Unit, UnitOutage


class HolderKind(StrEnum):
    """What stands in the way of a proposal."""

    PROPOSAL = "proposal"
    ENTRY = "entry"
    STAY = "stay"
    OUTAGE = "outage"
    CLOSED = "closed"


@dataclass(frozen=True)
class Holder:
    """`reference` is the household's, for readers who may know; `until` a day, or for a proposal the instant by which
    it is answered; `free_on` the first day that would work."""

    kind: HolderKind
    reference: str | None = None
    until: date | datetime | None = None
    free_on: date | None = None


def holder_of(unit_id: int, start_on: date, reader: Reader) -> Holder:
    """What keeps the unit from being proposed from `start_on` on."""
    next_free = coming(start_on, Unit.id == unit_id, limit=1)
    free_on = next_free[0].free_on if next_free else None
    found = _allocation(unit_id, start_on, reader) or _stay(unit_id, start_on, reader) or _outage(unit_id, start_on)
    kind, reference, until = found or (HolderKind.CLOSED, None, None)
    return Holder(kind, reference, until, free_on)


Found = tuple[HolderKind, str | None, date | datetime | None]


def _allocation(unit_id: int, start_on: date, reader: Reader) -> Found | None:
    query = _named(Allocation, Allocation.end_on, Action.ALLOCATION_VIEW, reader).add_columns(Allocation.expires_at)
    row = _first(query.where(Allocation.unit_id == unit_id, Allocation.end_on > start_on, *live()), Allocation.start_on)
    if row is None:
        return None
    kind = HolderKind.PROPOSAL if row.expires_at else HolderKind.ENTRY
    return kind, row.reference, row.expires_at or row.until


def _stay(unit_id: int, start_on: date, reader: Reader) -> Found | None:
    query = _named(Stay, sa.func.coalesce(Stay.end_on, Stay.planned_end_on), Action.STAY_VIEW, reader)
    there = sa.or_(Stay.end_on.is_(None), Stay.end_on > start_on)
    row = _first(query.where(Stay.unit_id == unit_id, there), Stay.start_on)
    return row and (HolderKind.STAY, row.reference, row.until)


def _outage(unit_id: int, start_on: date) -> Found | None:
    stands = sa.or_(UnitOutage.last_day.is_(None), UnitOutage.last_day >= start_on)
    query = sa.select(UnitOutage.last_day.label("until")).where(
        UnitOutage.unit_id == unit_id, UnitOutage.cancelled_on.is_(None), stands
    )
    row = _first(query, UnitOutage.first_day)
    return row and (HolderKind.OUTAGE, None, row.until)


def _named(model: Any, until: Any, action: Action, reader: Reader) -> sa.Select[Any]:
    reference = sa.case((readable(reader, action), Household.reference), else_=sa.null())
    query = sa.select(reference.label("reference"), until.label("until"))
    return query.select_from(model).join(Household, Household.id == model.household_id)


def _first(query: sa.Select[Any], order: Any) -> Any:
    return db.session.execute(query.order_by(order).limit(1)).first()

"""Who holds a unit, for whoever finds it taken: the record in the way, as far as the reader may know."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.clock import today
from app.db import db
from axes.models.people import Household
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.queries.offers import coming
from occupancy.queries.sight import in_sight, withheld
from occupancy.queries.waiting import live
from sites.models.sites import Site
from sites.models.units import Unit, UnitOutage


class HolderKind(StrEnum):
    """What stands in the way of a proposal."""

    PROPOSAL = "proposal"
    ENTRY = "entry"
    STAY = "stay"
    OUTAGE = "outage"
    UNAVAILABLE = "unavailable"  # the reader may not know why, nor until when
    CLOSED = "closed"


@dataclass(frozen=True)
class Holder:
    """`reference` is the household's; `until` a day, or for a proposal the instant by which it is answered; `free_on`
    the first day that would work. A holder whom the reader may not know has none of the three."""

    kind: HolderKind
    reference: str | None = None
    until: date | datetime | None = None
    free_on: date | None = None


def holder_of(unit_id: int, start_on: date, reader: Reader) -> Holder:
    """What keeps the unit from being proposed from `start_on` on."""
    found = _allocation(unit_id, start_on, reader) or _stay(unit_id, start_on, reader)
    if found is None and _is_withheld(unit_id, reader):
        return Holder(HolderKind.UNAVAILABLE)
    next_free = coming(reader, start_on, Unit.id == unit_id, limit=1)
    free_on = next_free[0].free_on if next_free else None
    kind, reference, until = found or _outage(unit_id, start_on) or (HolderKind.CLOSED, None, None)
    return Holder(kind, reference, until, free_on)


def called(unit: Unit) -> str:
    """The unit with its site, as lists name it: the code alone is that of many."""
    site = db.session.scalar(sa.select(Site.name).where(Site.id == unit.site_id))
    return f"{site} {unit.code}"


def _is_withheld(unit_id: int, reader: Reader) -> bool:
    return db.session.scalar(sa.select(Unit.id).where(Unit.id == unit_id, withheld(reader, today()))) is not None


Found = tuple[HolderKind, str | None, date | datetime | None]


def _allocation(unit_id: int, start_on: date, reader: Reader) -> Found | None:
    query = _named(Allocation, Allocation.end_on, reader).add_columns(Allocation.expires_at)
    row = _first(query.where(Allocation.unit_id == unit_id, Allocation.end_on > start_on, *live()), Allocation.start_on)
    if row is None:
        return None
    kind = HolderKind.PROPOSAL if row.expires_at else HolderKind.ENTRY
    return kind, row.reference, row.expires_at or row.until


def _stay(unit_id: int, start_on: date, reader: Reader) -> Found | None:
    query = _named(Stay, sa.func.coalesce(Stay.end_on, Stay.planned_end_on), reader)
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


def _named(model: Any, until: Any, reader: Reader) -> sa.Select[Any]:
    query = sa.select(Household.reference, until.label("until")).select_from(model)
    return query.join(Household, Household.id == model.household_id).where(*in_sight(reader, model))


def _first(query: sa.Select[Any], order: Any) -> Any:
    return db.session.execute(query.order_by(order).limit(1)).first()

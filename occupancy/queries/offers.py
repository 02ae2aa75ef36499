"""Units that can be offered: dwellings whose availability goes on, free now or from a day, until when."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.clock import now
from app.db import db
from app.periods.shift import day_shifted
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.rules.matching import Offer
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability, UnitOutage
from sites.vocab import UnitUse

NEVER = date(9999, 12, 30)


def offers(by: date) -> sa.Select[*tuple[Any, ...]]:
    """Dwellings that are free on `by`: one row each, with `free_on` (since when) and `last_day` (until when, included).

    A unit is free from the latest of: its availability's first day, the end (actual, else planned) of its last stay,
    the day after its last outage; and until the earliest of: its availability's last day, the eve of the next stay,
    of the next outage. Units promised to somebody are not offered.
    """
    free_on = _latest(UnitAvailability.first_day, _stay_before(by), _outage_before(by))
    last_day = _earliest(UnitAvailability.last_day, _stay_after(by), _outage_after(by))
    return (
        sa.select(
            Unit.id.label("unit_id"),
            Unit.public_id,
            Unit.code,
            Unit.bedrooms,
            Unit.max_persons,
            Unit.surface_m2,
            Unit.floor,
            Unit.has_lift,
            Unit.step_free,
            Unit.animals_allowed,
            Site.id.label("site_id"),
            Site.public_id.label("site_public_id"),
            Site.name.label("site_name"),
            Site.postal_code,
            free_on.label("free_on"),
            last_day.label("last_day"),
        )
        .join(Site, Site.id == Unit.site_id)
        .join(UnitAvailability, UnitAvailability.unit_id == Unit.id)
        .where(Unit.use == UnitUse.DWELLING, UnitAvailability.last_day >= by, free_on <= by)
        .where(~_promised(by))
        .order_by(free_on, Site.name, Unit.code, Unit.id)
    )


def offer_of(unit_id: int, start_on: date) -> Offer | None:
    """The offer of one unit from a day on; None when it is not free then."""
    row = db.session.execute(offers(start_on).where(Unit.id == unit_id)).first()
    if row is None:
        return None
    return Offer(
        unit_id=row.unit_id,
        postal_code=row.postal_code,
        max_persons=row.max_persons,
        step_free=row.step_free,
        animals_allowed=row.animals_allowed,
        start_on=start_on,
        last_day=row.last_day,
    )


def _latest(first: Any, *others: Any) -> sa.ColumnElement[date]:
    """The latest of several days; NULL counts for nothing."""
    latest = first
    for day in others:
        latest = sa.case((day > latest, day), else_=latest)
    return sa.type_coerce(latest, sa.Date)


def _earliest(first: Any, *others: Any) -> sa.ColumnElement[date]:
    """The earliest of several days; NULL counts for nothing."""
    earliest = first
    for day in others:
        earliest = sa.case((day < earliest, day), else_=earliest)
    return sa.type_coerce(earliest, sa.Date)


def _stay_before(by: date) -> Any:
    """The end of the last stay begun by then. One without an end counts until its planned one."""
    end = sa.func.coalesce(Stay.end_on, Stay.planned_end_on)
    return (
        sa.select(sa.func.max(end, type_=sa.Date)).where(Stay.unit_id == Unit.id, Stay.start_on <= by).scalar_subquery()
    )


def _stay_after(by: date) -> Any:
    first = sa.func.min(Stay.start_on, type_=sa.Date)
    return sa.select(day_shifted(first, -1)).where(Stay.unit_id == Unit.id, Stay.start_on > by).scalar_subquery()


def _outage_before(by: date) -> Any:
    """The day after the last outage begun by then; one without an end keeps the unit for ever."""
    last = sa.func.max(sa.func.coalesce(UnitOutage.last_day, sa.literal(NEVER, sa.Date)), type_=sa.Date)
    return (
        sa.select(day_shifted(last, 1))
        .where(UnitOutage.unit_id == Unit.id, UnitOutage.cancelled_on.is_(None), UnitOutage.first_day <= by)
        .scalar_subquery()
    )


def _outage_after(by: date) -> Any:
    first = sa.func.min(UnitOutage.first_day, type_=sa.Date)
    return (
        sa.select(day_shifted(first, -1))
        .where(UnitOutage.unit_id == Unit.id, UnitOutage.cancelled_on.is_(None), UnitOutage.first_day > by)
        .scalar_subquery()
    )


def _promised(by: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Allocation.unit_id == Unit.id,
        Allocation.closed_at.is_(None),
        Allocation.end_on > by,
        sa.or_(Allocation.expires_at.is_(None), Allocation.expires_at > now()),
    )

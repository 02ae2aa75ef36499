"""Units that can be offered: dwellings whose availability goes on, free now or from a day, until when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.clock import today
from app.db import db
from app.periods import days_between
from app.periods.shift import day_shifted, earliest_day, latest_day
from occupancy.models.allocations import Allocation
from occupancy.models.closures import Closure
from occupancy.models.stays import Stay
from occupancy.queries.agreements import lent_anew
from occupancy.queries.closed_sites import last_open_day
from occupancy.queries.sight import out_of_sight, withheld
from occupancy.queries.waiting import live
from occupancy.rules.matching import Offer
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability, UnitOutage
from sites.vocab import UnitUse

ONCE, NEVER = date(1, 1, 1), date(9999, 12, 30)  # stand for no day at all, before or after all others
SHOWN = 500
COMING = 3


def offers(reader: Actor, by: date, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Dwellings that are free on `by` (today or later) and meet `conditions`: one row each.

    `free_on` is since when; `start_on` the first day on which somebody can be proposed, `last_day` the last night's
    day, `days_left` the nights between them. A unit is free from the latest of: its availability's first day, the end
    (actual, else planned) of its last stay or proposal, the day after its last outage; and until the earliest of: its
    availability's last day, its site's closure, the eve of the next stay, proposal or outage. A stay that should have
    ended and has not keeps its unit: nobody knows until when.

    A unit kept for a household that `reader` may not know of is not offered until it is free; since when it has been
    is not told (`occupancy.queries.sight`).
    """
    by = max(by, today())
    spans = _spans(reader, by, by, conditions)
    free_on = latest_day(spans.c.opens_on, spans.c.stay_end, spans.c.promise_end, spans.c.outage_end)
    last_day = earliest_day(
        spans.c.closes_on, spans.c.closure_day, spans.c.stay_next, spans.c.promise_next, spans.c.outage_next
    )
    free = _facts(spans, free_on, last_day).where(free_on <= by, last_day >= by)
    return free.order_by(free_on, *_by_name(spans))


def coming(reader: Actor, after: date, *conditions: sa.ColumnElement[bool], limit: int = COMING) -> Sequence[Any]:
    """The dwellings that free up next, after a day: those with the nearest known end of stay, proposal or outage."""
    spans = _spans(reader, NEVER, today(), conditions)
    free_on = latest_day(spans.c.opens_on, spans.c.stay_end, spans.c.promise_end, spans.c.outage_end)
    last_day = earliest_day(spans.c.closes_on, spans.c.closure_day)
    query = _facts(spans, free_on, last_day).where(free_on > max(after, today()), free_on <= last_day)
    return db.session.execute(query.order_by(free_on, *_by_name(spans)).limit(limit)).all()


def offer_of(reader: Actor, unit_id: int, start_on: date) -> Offer | None:
    """The offer of one unit from a day on, not before today; None when it is not free then."""
    start_on = max(start_on, today())
    row = db.session.execute(offers(reader, start_on, Unit.id == unit_id)).first()
    return None if row is None else offer_from(row, start_on)


def offer_from(row: Any, start_on: date | None = None) -> Offer:
    """A row of `offers` as the match takes it; from its own first day unless told."""
    return Offer(
        unit_id=row.unit_id,
        postal_code=row.postal_code,
        max_persons=row.max_persons,
        step_free=row.step_free,
        animals_allowed=row.animals_allowed,
        start_on=start_on or row.start_on,
        last_day=row.last_day,
    )


def _facts(spans: sa.CTE, free_on: Any, last_day: Any) -> sa.Select[Any]:
    start_on = latest_day(free_on, today())
    of_unit = [column for column in spans.c if column.name not in SPANS]
    return sa.select(
        *of_unit,
        free_on.label("free_on"),
        start_on.label("start_on"),
        last_day.label("last_day"),
        (days_between(start_on, last_day) + 1).label("days_left"),
        sa.case(
            (free_on == spans.c.outage_end, "outage"),
            (free_on == spans.c.promise_end, "promise"),
            (free_on == spans.c.stay_end, "stay"),
            else_="opening",
        ).label("held_by"),
    )


def _by_name(spans: sa.CTE) -> tuple[Any, ...]:
    return (spans.c.site_sort, spans.c.unit_code, spans.c.unit_id)


SPANS = {
    "opens_on",
    "closes_on",
    "closure_day",
    "stay_end",
    "stay_next",
    "promise_end",
    "promise_next",
    "outage_end",
    "outage_next",
}


def _spans(reader: Actor, by: date, open_on: date, conditions: Sequence[sa.ColumnElement[bool]]) -> sa.CTE:
    """Each dwelling open on a day or later, with what holds it around `by`; MATERIALIZED, to be computed once."""
    spans = (
        sa.select(*UNIT, *_around(reader, by))
        .join(Site, Site.id == Unit.site_id)
        .join(UnitAvailability, UnitAvailability.unit_id == Unit.id)
        .where(Unit.use == UnitUse.DWELLING, UnitAvailability.last_day >= open_on, *conditions)
        .where(Unit.id.in_(_not_lived_in(by, open_on)), ~withheld(reader, today()))
    )
    return spans.cte("spans").prefix_with("MATERIALIZED")


UNIT: tuple[Any, ...] = (
    Unit.id.label("unit_id"),
    Unit.public_id.label("unit_public_id"),
    Unit.code.label("unit_code"),
    Unit.bedrooms,
    Unit.max_persons,
    Unit.surface_m2,
    Unit.floor,
    Unit.has_lift,
    Unit.step_free,
    Unit.animals_allowed,
    Site.public_id.label("site_public_id"),
    Site.name.label("site_name"),
    Site.sort_name.label("site_sort"),
    sa.func.coalesce(Site.postal_code, "").label("postal_code"),
)


def _around(reader: Actor, by: date) -> tuple[Any, ...]:
    return (
        UnitAvailability.first_day.label("opens_on"),
        UnitAvailability.last_day.label("closes_on"),
        _closure_day().label("closure_day"),
        _stay_end(reader, by).label("stay_end"),
        _stay_next(by).label("stay_next"),
        _promise_end(by).label("promise_end"),
        _promise_next(by).label("promise_next"),
        _outage_end(by).label("outage_end"),
        _outage_next(by).label("outage_next"),
    )


def _day(value: Any, otherwise: date) -> Any:
    """A day of a subquery, or the one that stands for none."""
    return sa.type_coerce(sa.func.coalesce(value, sa.literal(otherwise, sa.Date)), sa.Date)


def _closure_day() -> Any:
    last = sa.func.min(last_open_day(), type_=sa.Date)
    known = (Closure.site_id == Unit.site_id, Closure.cancelled_on.is_(None), ~lent_anew(today()))
    standing = sa.select(last).where(*known)
    return _day(standing.scalar_subquery(), NEVER)


def _stay_end(reader: Actor, by: date) -> Any:
    """The end of the last stay begun by then. One without an end counts until its planned one; today stands for the
    end of one that the reader may not know of."""
    end = sa.func.coalesce(Stay.end_on, Stay.planned_end_on)
    told = sa.case((out_of_sight(reader, Stay), sa.literal(today(), sa.Date)), else_=end)
    last = sa.select(sa.func.max(told, type_=sa.Date)).where(Stay.unit_id == Unit.id, Stay.start_on <= by)
    return _day(last.scalar_subquery(), ONCE)


def _not_lived_in(by: date, open_on: date) -> sa.Select[Any]:
    """Units open on a day or later in which nobody lives beyond `by`, nor still, though they should have left.

    Few units of a region are left: what holds them is looked up for these alone.
    """
    beyond = sa.and_(Stay.start_on <= by, Stay.planned_end_on > by)
    lived_in = sa.select(Stay.unit_id).where(Stay.end_on.is_(None), sa.or_(beyond, Stay.planned_end_on <= today()))
    return sa.select(UnitAvailability.unit_id).where(
        UnitAvailability.last_day >= open_on, UnitAvailability.unit_id.not_in(lived_in)
    )


def _stay_next(by: date) -> Any:
    eve = day_shifted(sa.func.min(Stay.start_on, type_=sa.Date), -1)
    return _day(sa.select(eve).where(Stay.unit_id == Unit.id, Stay.start_on > by).scalar_subquery(), NEVER)


def _promise_end(by: date) -> Any:
    end = sa.func.max(Allocation.end_on, type_=sa.Date)
    begun = sa.select(end).where(Allocation.unit_id == Unit.id, Allocation.start_on <= by, *live())
    return _day(begun.scalar_subquery(), ONCE)


def _promise_next(by: date) -> Any:
    eve = day_shifted(sa.func.min(Allocation.start_on, type_=sa.Date), -1)
    later = sa.select(eve).where(Allocation.unit_id == Unit.id, Allocation.start_on > by, *live())
    return _day(later.scalar_subquery(), NEVER)


def _outage_end(by: date) -> Any:
    """The day after the last outage begun by then; one without an end keeps the unit for ever."""
    last = sa.func.max(sa.func.coalesce(UnitOutage.last_day, sa.literal(NEVER, sa.Date)), type_=sa.Date)
    begun = sa.select(day_shifted(last, 1)).where(*_of_outage(UnitOutage.first_day <= by))
    return _day(begun.scalar_subquery(), ONCE)


def _outage_next(by: date) -> Any:
    eve = day_shifted(sa.func.min(UnitOutage.first_day, type_=sa.Date), -1)
    return _day(sa.select(eve).where(*_of_outage(UnitOutage.first_day > by)).scalar_subquery(), NEVER)


def _of_outage(when: sa.ColumnElement[bool]) -> tuple[sa.ColumnElement[bool], ...]:
    return (UnitOutage.unit_id == Unit.id, UnitOutage.cancelled_on.is_(None), when)

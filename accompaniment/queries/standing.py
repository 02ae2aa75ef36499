"""Where rights stand on a day, in SQL: the twin of `accompaniment.rules.entitlements`."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.rules.entitlements import HOLDING
from accompaniment.vocab import RightState
from app.periods.shift import day_shifted, earliest_day, next_yearly

NEVER = date(9999, 12, 31)
Columns = Any


def standing(day: date, *conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """The event that stands on `day` for each person and right, beside its right's rules: event_id, person_id,
    entitlement_id, said, state, happened_on, valid_until, next_on, remind_on and deadline (NULL when it does not come
    back)."""
    event = EntitlementEvent
    last = sa.func.row_number().over(
        partition_by=(event.person_id, event.entitlement_id), order_by=(event.happened_on.desc(), event.id.desc())
    )
    columns: tuple[Any, ...] = (
        event.id.label("event_id"),
        event.person_id,
        event.entitlement_id,
        event.state.label("said"),
        event.happened_on,
        event.valid_until,
        event.next_on,
        last.label("place"),
    )
    ranked = sa.select(*columns).where(event.cancelled_on.is_(None), event.happened_on <= day, *conditions).subquery()
    kept = [column for column in ranked.c if column.name != "place"]
    query = (
        sa.select(*kept, _state(ranked.c, day).label("state"), *_due(ranked.c))
        .join(Entitlement, Entitlement.id == ranked.c.entitlement_id)
        .where(ranked.c.place == 1)
    )
    return query.subquery("standing")


def _state(of: Columns, day: date) -> Any:
    ended = sa.and_(of.said == RightState.OBTAINED, of.valid_until < day)
    return sa.case((ended, sa.literal(RightState.EXPIRED, EntitlementEvent.state.type)), else_=of.said)


def _due(of: Columns) -> tuple[Any, Any]:
    """The first day on which the right comes back, and by when it is to be done then."""
    visit, renewal = (
        day_shifted(of.happened_on, Entitlement.every_days),
        next_yearly(of.happened_on, Entitlement.yearly_on),
    )
    holding, warned = of.said.in_(HOLDING), Entitlement.warn_days
    ways = (
        (of.next_on, of.next_on),
        (sa.case((holding, day_shifted(of.valid_until, -warned))), of.valid_until),
        (
            sa.case((_held_until(of, visit), day_shifted(of.happened_on, Entitlement.every_days - warned))),
            visit,
        ),
        (sa.case((_held_until(of, renewal), renewal)), renewal),
    )
    remind_on = earliest_day(*(_or_never(remind) for remind, _ in ways))
    deadlines = [_or_never(sa.case((remind == remind_on, deadline))) for remind, deadline in ways]
    return _unless_never(remind_on).label("remind_on"), _unless_never(earliest_day(*deadlines)).label("deadline")


def _or_never(day: Any) -> Any:
    return sa.func.coalesce(day, sa.literal(NEVER, sa.Date()))


def _unless_never(day: Any) -> Any:
    return sa.type_coerce(sa.func.nullif(day, sa.literal(NEVER, sa.Date())), sa.Date)


def _held_until(of: Columns, deadline: Any) -> Any:
    """What was obtained has not ended before that day."""
    lasts = sa.or_(of.valid_until.is_(None), of.valid_until >= deadline)
    return sa.and_(of.said == RightState.OBTAINED, lasts)

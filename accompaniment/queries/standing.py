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
    entitlement_id, said, state, happened_on, valid_until, next_on, remind_on (NULL when it does not come back)."""
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
        sa.select(*kept, _state(ranked.c, day).label("state"), _remind_on(ranked.c).label("remind_on"))
        .join(Entitlement, Entitlement.id == ranked.c.entitlement_id)
        .where(ranked.c.place == 1)
    )
    return query.subquery("standing")


def _state(of: Columns, day: date) -> Any:
    ended = sa.and_(of.said == RightState.OBTAINED, of.valid_until < day)
    return sa.case((ended, sa.literal(RightState.EXPIRED, EntitlementEvent.state.type)), else_=of.said)


def _remind_on(of: Columns) -> Any:
    """The first day on which the right comes back."""
    ends = sa.case((of.said.in_(HOLDING), day_shifted(of.valid_until, -Entitlement.warn_days)))
    visit, renewal = (
        day_shifted(of.happened_on, Entitlement.every_days),
        next_yearly(of.happened_on, Entitlement.yearly_on),
    )
    again = sa.case(
        (_held_until(of, visit), day_shifted(of.happened_on, Entitlement.every_days - Entitlement.warn_days))
    )
    yearly = sa.case((_held_until(of, renewal), renewal))
    parts = [sa.func.coalesce(part, sa.literal(NEVER, sa.Date())) for part in (of.next_on, ends, again, yearly)]
    first = earliest_day(*parts)
    return sa.type_coerce(sa.func.nullif(first, sa.literal(NEVER, sa.Date())), sa.Date)


def _held_until(of: Columns, deadline: Any) -> Any:
    """What was obtained has not ended before that day."""
    lasts = sa.or_(of.valid_until.is_(None), of.valid_until >= deadline)
    return sa.and_(of.said == RightState.OBTAINED, lasts)

"""Where rights stand on a day, in SQL: the twin of `accompaniment.rules.entitlements`."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.rules.entitlements import HOLDING
from accompaniment.vocab import RightState
from app.periods.shift import earliest_day

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
    ends = sa.case((of.said.in_(HOLDING), moved(of.valid_until, -Entitlement.warn_days)))
    visit, renewal = moved(of.happened_on, Entitlement.every_days), next_yearly(of.happened_on, Entitlement.yearly_on)
    again = sa.case((_held_until(of, visit), moved(of.happened_on, Entitlement.every_days - Entitlement.warn_days)))
    yearly = sa.case((_held_until(of, renewal), renewal))
    parts = [sa.func.coalesce(part, sa.literal(NEVER, sa.Date())) for part in (of.next_on, ends, again, yearly)]
    first = earliest_day(*parts)
    return sa.type_coerce(sa.func.nullif(first, sa.literal(NEVER, sa.Date())), sa.Date)


def _held_until(of: Columns, deadline: Any) -> Any:
    """What was obtained has not ended before that day."""
    lasts = sa.or_(of.valid_until.is_(None), of.valid_until >= deadline)
    return sa.and_(of.said == RightState.OBTAINED, lasts)


class moved(FunctionElement[date]):
    """`moved(day, by)`: the day so many days later, where `by` is a column. NULL stays NULL."""

    name = "moved"
    type = sa.Date()
    inherit_cache = True


@compiles(moved)
@compiles(moved, "postgresql")
def _add(element: moved, compiler: SQLCompiler, **kw: Any) -> str:
    day, by = (compiler.process(part, **kw) for part in element.clauses)
    return f"({day} + ({by}))"


@compiles(moved, "sqlite")
def _modify(element: moved, compiler: SQLCompiler, **kw: Any) -> str:
    day, by = (compiler.process(part, **kw) for part in element.clauses)
    return f"date({day}, ({by}) || ' days')"


class next_yearly(FunctionElement[date]):
    """`next_yearly(day, 'MM-DD')`: the next such day of the year after `day`. NULL stays NULL."""

    name = "next_yearly"
    type = sa.Date()
    inherit_cache = True


@compiles(next_yearly)
@compiles(next_yearly, "postgresql")
def _next_in_postgresql(element: next_yearly, compiler: SQLCompiler, **kw: Any) -> str:
    day, text = (compiler.process(part, **kw) for part in element.clauses)
    year = f"CAST(extract(year FROM {day}) AS INTEGER) + CASE WHEN to_char({day}, 'MM-DD') < {text} THEN 0 ELSE 1 END"
    return f"to_date(CAST({year} AS TEXT) || '-' || {text}, 'YYYY-MM-DD')"


@compiles(next_yearly, "sqlite")
def _next_in_sqlite(element: next_yearly, compiler: SQLCompiler, **kw: Any) -> str:
    day, text = (compiler.process(part, **kw) for part in element.clauses)
    year = f"(CAST(substr({day}, 1, 4) AS INTEGER) + CASE WHEN substr({day}, 6) < {text} THEN 0 ELSE 1 END)"
    return f"({year} || '-' || {text})"

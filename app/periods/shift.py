"""Days moved by a number of days, the first and last of several, and the day of an instant, for a query."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class day_shifted(FunctionElement[date]):
    """`day_shifted(day, by)`: the day `by` days later (earlier if negative); `by` may be a column. NULL stays NULL."""

    name = "day_shifted"
    type = Date()
    inherit_cache = True

    def __init__(self, day: Any, by: Any) -> None:
        super().__init__(_as_day(day), literal(by, Integer()) if isinstance(by, int) else by)


@compiles(day_shifted)
@compiles(day_shifted, "postgresql")
def _add(element: day_shifted, compiler: SQLCompiler, **kw: Any) -> str:
    day, by = (compiler.process(part, **kw) for part in element.clauses)
    return f"({day} + CAST({by} AS INTEGER))"


@compiles(day_shifted, "sqlite")
def _modify(element: day_shifted, compiler: SQLCompiler, **kw: Any) -> str:
    day, by = (compiler.process(part, **kw) for part in element.clauses)
    return f"date({day}, ({by}) || ' days')"


class months_later(FunctionElement[date]):
    """`months_later(day, months)`: the day so many months later, as `add_months`: 31 January and one is 28 February;
    `months` may be a column."""

    name = "months_later"
    type = Date()
    inherit_cache = True

    def __init__(self, day: Any, months: Any) -> None:
        super().__init__(_as_day(day), literal(months, Integer()) if isinstance(months, int) else months)


@compiles(months_later)
@compiles(months_later, "postgresql")
def _add_months(element: months_later, compiler: SQLCompiler, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST({day} + make_interval(months => CAST({months} AS INTEGER)) AS DATE)"


@compiles(months_later, "sqlite")
def _add_months_by_hand(element: months_later, compiler: SQLCompiler, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    same = f"date({day}, 'start of month', {months} || ' months', (strftime('%d', {day}) - 1) || ' days')"
    last = f"date({day}, 'start of month', ({months} + 1) || ' months', '-1 day')"
    return f"min({same}, {last})"


class next_yearly(FunctionElement[date]):
    """`next_yearly(day, 'MM-DD')`: the next such day of the year after `day`. NULL stays NULL."""

    name = "next_yearly"
    type = Date()
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


class latest_day(FunctionElement[date]):
    """`latest_day(day, …)`: the last of these days. None may be NULL."""

    name = "latest_day"
    type = Date()
    inherit_cache = True

    def __init__(self, *days: Any) -> None:
        super().__init__(*(_as_day(day) for day in days))


class earliest_day(FunctionElement[date]):
    """`earliest_day(day, …)`: the first of these days. None may be NULL."""

    name = "earliest_day"
    type = Date()
    inherit_cache = True

    def __init__(self, *days: Any) -> None:
        super().__init__(*(_as_day(day) for day in days))


NAMES = {("latest_day", "sqlite"): "max", ("earliest_day", "sqlite"): "min"}


@compiles(latest_day)
@compiles(earliest_day)
def _choose(element: latest_day | earliest_day, compiler: SQLCompiler, **kw: Any) -> str:
    otherwise = "greatest" if element.name == "latest_day" else "least"
    name = NAMES.get((element.name, compiler.dialect.name), otherwise)
    return f"{name}({compiler.process(element.clauses, **kw)})"


class brussels_day(FunctionElement[date]):
    """`brussels_day(instant)`: the day it was in Brussels, as `app.clock.local(instant).date()`.

    SQLite knows no time zones: there the European rule is written out (summer from the last Sunday of March to the
    last of October, at 01:00 UTC; in force since 1996).
    """

    name = "brussels_day"
    type = Date()
    inherit_cache = True


@compiles(brussels_day)
@compiles(brussels_day, "postgresql")
def _at_time_zone(element: brussels_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AT TIME ZONE 'Europe/Brussels' AS DATE)"


@compiles(brussels_day, "sqlite")
def _by_the_rule(element: brussels_day, compiler: SQLCompiler, **kw: Any) -> str:
    instant = f"substr({compiler.process(element.clauses, **kw)}, 1, 19)"  # it would round up to the next second
    begins, ends = (
        f"datetime(strftime('%Y', {instant}) || '-{month}-25', 'weekday 0', '+1 hour')" for month in ("03", "10")
    )
    summer = f"datetime({instant}) >= {begins} AND datetime({instant}) < {ends}"
    return f"date({instant}, CASE WHEN {summer} THEN '+2 hours' ELSE '+1 hour' END)"


def _as_day(day: Any) -> Any:
    return literal(day, Date()) if isinstance(day, date) else day

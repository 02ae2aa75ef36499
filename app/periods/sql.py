"""The same rules as expressions for a query, equal on SQLite and PostgreSQL (DESIGN §3.1).

Columns are `Date` columns; a NULL end is open. The other days are Python days or columns, so that a table can
also be joined to itself. Where starts are not NULL each predicate is true or false, so it can be negated.
"""

from datetime import date
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Integer, SQLColumnExpression, and_, literal, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from app.periods.days import require_day
from app.periods.lived import LivedPeriod
from app.periods.paper import PaperPeriod

DayColumn = SQLColumnExpression[date]
EndColumn = SQLColumnExpression[date] | SQLColumnExpression[date | None]
Day = date | DayColumn
End = date | EndColumn | None


class days_between(FunctionElement[int]):
    """`days_between(start, end)`: whole days from one day to the other, negative when the end comes first."""

    name = "days_between"
    type = Integer()
    inherit_cache = True

    def __init__(self, start: Day | EndColumn, end: Day | EndColumn) -> None:
        super().__init__(_expression(start), _expression(end))


@compiles(days_between)
def _name_it(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    """Elsewhere, as when a query is printed: its own name."""
    return f"days_between({compiler.process(element.clauses, **kw)})"


@compiles(days_between, "postgresql")
def _subtract_dates(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    """A date less a date is an integer."""
    start, end = (compiler.process(day, **kw) for day in element.clauses)
    return f"({end} - {start})"


@compiles(days_between, "sqlite")
def _subtract_julian_days(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    """Dates are ISO texts; the julian day of a midnight ends in .5, exact in a double."""
    start, end = (f"julianday({compiler.process(day, **kw)})" for day in element.clauses)
    return f"CAST({end} - {start} AS INTEGER)"


class usually(FunctionElement[bool]):
    """`usually(condition)`: the condition, and for SQLite that it holds of nearly all rows.

    Of what is known on a day nearly all had begun. Left to guess, SQLite takes it for one row in four, and reads all
    that ever began by its first day rather than, by its last, the few that go on.
    """

    name = "usually"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLAlchemy would write `= 1` behind it, and no index would serve the condition."""
        return self


@compiles(usually)
@compiles(usually, "postgresql")
def _as_it_is(element: usually, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)})"


@compiles(usually, "sqlite")
def _likely(element: usually, compiler: SQLCompiler, **kw: Any) -> str:
    return f"likely({compiler.process(element.clauses, **kw)})"


def lived_contains(start_col: DayColumn, end_col: EndColumn, day: Day) -> ColumnElement[bool]:
    """`LivedPeriod.contains`: the night that begins on `day` is part of the period."""
    night = _expression(day)
    return and_(usually(start_col <= night), _unless_open(end_col, end_col > night))


def lived_overlaps(start_col: DayColumn, end_col: EndColumn, start: Day, end: End) -> ColumnElement[bool]:
    """`LivedPeriod.overlaps`: a night is shared with `start`..`end` (excluded; None or NULL is open).

    ValueError when these are Python days that make no lived period.
    """
    if isinstance(start, date) and (end is None or isinstance(end, date)):
        LivedPeriod(start, end)
    return and_(
        true() if end is None else _unless_open(end, start_col < _expression(end)),
        _unless_open(end_col, end_col > _expression(start)),
    )


def paper_contains(first_col: DayColumn, last_col: EndColumn, day: Day) -> ColumnElement[bool]:
    """`PaperPeriod.contains`: `day` is one of the period, first and last included."""
    asked = _expression(day)
    return and_(first_col <= asked, _unless_open(last_col, last_col >= asked))


def paper_overlaps(first_col: DayColumn, last_col: EndColumn, first: Day, last: End) -> ColumnElement[bool]:
    """`PaperPeriod.overlaps`: a day is shared with `first`..`last` (included; None or NULL is open).

    ValueError when these are Python days that make no paper period.
    """
    if isinstance(first, date) and (last is None or isinstance(last, date)):
        PaperPeriod(first, last)
    return and_(
        true() if last is None else _unless_open(last, first_col <= _expression(last)),
        _unless_open(last_col, last_col >= _expression(first)),
    )


def _expression(day: Day | EndColumn) -> SQLColumnExpression[Any]:
    """Bind a Python day as a DATE, whatever surrounds it; leave a column as it is."""
    return literal(require_day(day), Date()) if isinstance(day, date) else day


def _unless_open(end: date | EndColumn, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the condition on this end holds, which it does when the end is NULL."""
    return condition if isinstance(end, date) else or_(end.is_(None), condition)

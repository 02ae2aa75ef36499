"""Values of the figures as of any day, all in one statement."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.clock import today
from app.db import db
from axes.models.programmes import Programme
from reports.figures import FIGURES, Figure
from reports.queries.in_sight import rows_in_sight
from reports.queries.rows import Rows
from reports.rules.quarters import closed_quarter
from reports.rules.rounding import rounded


@dataclass(frozen=True)
class Value:
    """A figure on a day. `n` is what it is counted among: its own rows, or those it is a share of."""

    figure: Figure
    as_of: date
    count: int
    n: int

    @property
    def value(self) -> int | Fraction | None:
        """A count, or a share of `n`; no share of nothing."""
        if self.figure.among is None:
            return self.count
        return Fraction(self.count, self.n) if self.n else None


def values(day: date, programme_id: int | None = None, *, reader: Reader | None = None) -> list[Value]:
    """Every figure, in the order in which they are shown, of the people in the reader's sight.

    `reader` None counts everybody: for the command line, and for what is rounded before it is shown.
    """
    columns: list[Any] = []
    for figure in FIGURES:
        columns += [_count(rows_in_sight(figure, day, programme_id, reader, among=among)) for among in (False, True)]
    counts = iter(db.session.execute(sa.select(*columns)).one())
    return [Value(figure, day, next(counts), next(counts)) for figure in FIGURES]


@dataclass(frozen=True)
class Line:
    """A figure as a page shows it: of the people in the reader's sight on the day asked; and `everybody`, rounded, at
    the end of a quarter that was over by then. None where it is no number of people, or of one programme alone."""

    value: Value
    everybody: int | None
    everybody_on: date


def lines(day: date, programme_id: int | None, reader: Reader) -> list[Line]:
    """Every figure for a reader who may not know everybody (docs/decisions/0013). Two statements."""
    quarter = closed_quarter(day, today())
    counts = rounded([value.count for value in values(quarter)]).cells if programme_id is None else ()
    every = {figure.code: count for figure, count in zip(FIGURES, counts, strict=False) if figure.counts_people}
    return [Line(one, every.get(one.figure.code), quarter) for one in values(day, programme_id, reader=reader)]


def _count(query: Rows) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(query.subquery()).scalar_subquery()


def programme_called(code: str) -> Programme | None:
    """The programme of a code, whatever its case."""
    return db.session.scalar(sa.select(Programme).where(sa.func.lower(Programme.code) == code.lower()))


def programmes() -> list[Programme]:
    return list(db.session.scalars(sa.select(Programme).order_by(Programme.sort_name, Programme.id)))


COLUMNS = ("figure", "value", "n", "as_of", "programme")


def cells(value: Value, programme: Programme | None) -> tuple[Any, ...]:
    """A value as it is exported: shares to four decimals, as they are published."""
    shown = round(float(value.value), 4) if isinstance(value.value, Fraction) else value.value
    return (value.figure.code, shown, value.n, value.as_of, programme.code if programme else "")


SHOWN_COLUMNS = (*COLUMNS, "everybody", "everybody_as_of")


def shown_cells(line: Line, programme: Programme | None) -> tuple[Any, ...]:
    """A line of the page as it is exported."""
    return (*cells(line.value, programme), line.everybody, line.everybody_on if line.everybody is not None else None)

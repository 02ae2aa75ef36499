"""Values of the figures as of any day, all in one statement."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app.db import db
from axes.models.programmes import Programme
from reports.figures import FIGURES, Figure
from reports.queries.rows import Rows


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


def values(day: date, programme_id: int | None = None) -> list[Value]:
    """Every figure, in the order in which they are shown."""
    columns: list[Any] = []
    for figure in FIGURES:
        columns += [_count(figure.rows(day, programme_id)), _count((figure.among or figure.rows)(day, programme_id))]
    counts = iter(db.session.execute(sa.select(*columns)).one())
    return [Value(figure, day, next(counts), next(counts)) for figure in FIGURES]


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

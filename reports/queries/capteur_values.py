"""Values of the figures of a capteur programme as of any day: all counts in one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.periods import days_between
from axes.models.programmes import Programme
from capteur.models.measures import CaptureGoal
from reports.capteur_figures import AMONG, COUNTED, FIGURES, CapteurFigure, Shape
from reports.queries.capteur_asked import Asked, Rows
from reports.queries.capteur_follow import acts, acts_of_mediation
from reports.queries.capteur_homes import requests_housed
from reports.queries.capteur_rows import worked_months
from reports.rules.capteur import is_hidden, median, pace, ratio
from reports.rules.rounding import rounded

Counts = Mapping[str, int]
TOGETHER = ("housing_retention", "raw_retention")  # one without the other misleads


@dataclass(frozen=True)
class Value:
    """A figure on a day: `counts` by the code of the list that each opens. `n` is what it is told of; `hidden`: too few
    for its reader to know."""

    figure: CapteurFigure
    asked: Asked
    counts: Counts
    value: Fraction | int | None
    n: int
    hidden: bool = False

    @property
    def count(self) -> int:
        return self.counts[COUNTED]

    @property
    def first_day(self) -> date | None:
        """The first day of what it tells of; None from the beginning."""
        if self.figure.code == "target_attainment":
            return self.asked.goal.first_day if self.asked.goal else None
        return self.asked.since if self.figure.of_period else None

    @property
    def n_part(self) -> str | None:
        """The list that `n` opens; None for a target, of which there is none."""
        if self.figure.code == "target_attainment":
            return None
        return AMONG if self.figure.among else COUNTED


def goal_on(programme_id: int, day: date) -> CaptureGoal | None:
    """The goal that had begun last by the day."""
    query = sa.select(CaptureGoal).where(CaptureGoal.programme_id == programme_id, CaptureGoal.first_day <= day)
    return db.session.scalar(query.order_by(CaptureGoal.first_day.desc()).limit(1))


def values(asked: Asked) -> list[Value]:
    """Every figure, in the order in which they are shown. Two statements."""
    columns = [(figure.code, part, _count(rows(asked))) for figure in FIGURES for part, rows in figure.parts.items()]
    sums = [_sum(rows(asked)) for rows in (worked_months, acts_of_mediation, acts)]
    found = db.session.execute(sa.select(*sums, *(count for *_, count in columns))).one()
    counts: dict[str, dict[str, int]] = {figure.code: {} for figure in FIGURES}
    for (code, part, _), count in zip(columns, found[len(sums) :], strict=True):
        counts[code][part] = count
    half_days, mediation, minutes = found[: len(sums)]
    told = {
        "target_attainment": ratio(counts["target_attainment"][COUNTED], asked.goal.dwellings if asked.goal else 0),
        "capture_pace": pace(half_days, counts["capture_pace"][COUNTED]),
        "mediation_share": ratio(mediation, minutes),
        "time_to_house": median(_waited(asked)),
    }
    return [_value(figure, asked, counts[figure.code], told) for figure in FIGURES]


def ordered(query: Rows) -> sa.Select[Any]:
    """The rows of a list, the latest first; to be paged."""
    rows = query.order_by(None).subquery("listed")
    return sa.select(rows).order_by(rows.c.since.desc(), rows.c.subject_id.desc())


def _count(query: Any) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(query.subquery()).scalar_subquery()


def _sum(query: Rows) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.coalesce(sa.func.sum(query.subquery().c.amount), 0)).scalar_subquery()


def _waited(asked: Asked) -> list[int]:
    """Days from the request to the lease, of those that have one."""
    housed = requests_housed(asked).subquery()
    return [days for days in db.session.scalars(sa.select(days_between(housed.c.since, housed.c.housed_on)))]


def _value(figure: CapteurFigure, asked: Asked, counts: Counts, told: Mapping[str, Fraction | None]) -> Value:
    """Of what is no share of rows, `told` is the value."""
    count, n = counts[COUNTED], counts.get(AMONG, counts[COUNTED])
    if figure.code == "target_attainment":
        n = asked.goal.dwellings if asked.goal else 0
    if figure.code in told:
        return Value(figure, asked, counts, told[figure.code], n)
    return Value(figure, asked, counts, count if figure.shape is Shape.COUNT else ratio(count, n), n)


def for_funder(every: Iterable[Value]) -> list[Value]:
    """As somebody reads them who opens no rows: numbers of people rounded to five (decision 0009), hidden where few;
    both retentions, or none."""
    found = list(every)
    few = {one.figure.code for one in found if one.figure.is_of_people and is_hidden(one.count, one.n)}
    few |= set(TOGETHER) if few & set(TOGETHER) else set()
    return [_rounded(one, one.figure.code in few) if one.figure.is_of_people else one for one in found]


def _rounded(value: Value, hidden: bool) -> Value:
    counts = dict(zip(value.counts, rounded(list(value.counts.values())).cells, strict=True))
    n = counts.get(AMONG, counts[COUNTED])
    shown: Any = value.value
    if value.figure.shape in (Shape.SHARE, Shape.RATIO):
        shown = ratio(counts[COUNTED], n)
    elif value.figure.shape is Shape.COUNT:
        shown = counts[COUNTED]
    return Value(value.figure, value.asked, counts, None if hidden else shown, n, hidden)


COLUMNS = ("figure", "value", "count", "n", "first_day", "as_of", "programme")


def cells(value: Value, programme: Programme) -> tuple[Any, ...]:
    """A value as it is exported: shares and ratios to four decimals; what is hidden is empty."""
    shown = round(float(value.value), 4) if isinstance(value.value, Fraction) else value.value
    numbers = (None, None) if value.hidden else (value.count, value.n)
    return (value.figure.code, shown, *numbers, value.first_day, value.asked.day, programme.code)

"""The five questions of Parliament on those who left for a lasting home (`domain.md` §3.3), and the rows behind each.

A number is a code: `in_place_12`, `reason_arrears`, `by_court`, `went_PRIV`, `occupation`. Each opens onto its rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa

from accompaniment.queries.retention import days_lived, homes, is_over, is_told, state_at
from accompaniment.rules.retention import Retention
from accompaniment.vocab_exits import HomeEndReason, HomeState
from app.auth.reader import Reader
from app.db import db
from occupancy.models.exits import Destination
from occupancy.vocab import ExitDecider
from reports.figures import Figure, Subject
from reports.queries.in_sight import person_in_sight
from reports.queries.rows import Rows

MONTHS = (12, 24, 36, 48)
NOT_NOTED = "none"


@dataclass(frozen=True)
class Asked:
    """What is asked: as of a day, of a programme, of all lasting homes or of Housing First alone."""

    day: date
    programme_id: int | None = None
    housing_first: bool = False


@dataclass(frozen=True)
class Answers:
    """Counts by code; `mean_days` in the home, among those of whom anything is known."""

    counts: dict[str, int]
    mean_days: float | None
    destinations: tuple[Any, ...]

    def retention(self, months: int) -> Retention:
        return Retention({state: self.counts[f"{state.value}_{months}"] for state in HomeState})


def conditions(home: Any, day: date, destinations: Iterable[str]) -> dict[str, sa.ColumnElement[bool]]:
    """The condition on a row of `homes` behind each number, by its code."""
    found: dict[str, sa.ColumnElement[bool]] = {"all": sa.true(), "occupation": is_told(home), "ended": is_over(home)}
    for months in MONTHS:
        state = state_at(home, months, day)
        found[f"n_{months}"] = state.is_not(None)
        found |= {f"{one.value}_{months}": state == one.value for one in HomeState}
    over, known = is_over(home), home.ended_on.is_not(None)
    found |= {f"reason_{one.value}": home.end_reason == one.value for one in HomeEndReason}
    found[f"reason_{NOT_NOTED}"] = sa.and_(over, home.end_reason.is_(None))
    found |= {f"by_{one.value}": sa.and_(known, home.ended_by == one.value) for one in ExitDecider}
    found[f"by_{NOT_NOTED}"] = sa.and_(over, home.ended_by.is_(None))
    found |= {f"went_{code}": home.went_to == code for code in destinations}
    found["went_back"] = sa.and_(home.back_on.is_not(None), home.went_to.is_(None))
    found[f"went_{NOT_NOTED}"] = sa.and_(over, home.back_on.is_(None), home.went_to.is_(None))
    return found


def every_destination() -> tuple[Any, ...]:
    """Destinations with their names, in the order of the list."""
    columns = (Destination.code, Destination.name_fr, Destination.name_nl, Destination.name_en)
    return tuple(db.session.execute(sa.select(*columns).order_by(Destination.position, Destination.id)))


def answers(asked: Asked, reader: Reader | None = None) -> Answers:
    """Every number of the people in the reader's sight, in two statements; of everybody on the command line."""
    destinations = every_destination()
    home = homes(asked.day, asked.programme_id, housing_first=asked.housing_first)
    found = conditions(home.c, asked.day, (one.code for one in destinations))
    mean = sa.func.avg(sa.case((found["occupation"], days_lived(home.c))))
    counted = [sa.func.count(sa.case((condition, 1))) for condition in found.values()]
    query = sa.select(mean, *counted).select_from(home).where(person_in_sight(home.c.person_id, reader))
    average, *counts = db.session.execute(query).one()
    return Answers(dict(zip(found, counts, strict=True)), float(average) if average is not None else None, destinations)


def figure_of(code: str, asked: Asked) -> Figure | None:
    """The number of a code as a figure, so that its rows are shown as those of any other; None for no such code."""
    home = homes(asked.day, asked.programme_id, housing_first=asked.housing_first)
    known = conditions(home.c, asked.day, (one.code for one in every_destination()))
    return Figure(code, Subject.PERSON, partial(_rows, home, known[code])) if code in known else None


def _rows(home: Any, condition: sa.ColumnElement[bool], _day: date, _programme_id: int | None) -> Rows:
    return sa.select(home.c.person_id.label("subject_id"), home.c.left_on.label("since")).where(condition)


COLUMNS = ("question", "code", "value", "n", "as_of", "programme", "homes")


def cells(found: Answers, asked: Asked, programme: str) -> list[tuple[Any, ...]]:
    """All numbers as they are exported, question by question; shares to four decimals."""
    kept = (asked.day, programme, "housing_first" if asked.housing_first else "lasting")
    counts = found.counts
    rows: list[tuple[Any, ...]] = [
        (1, "mean_days", round(found.mean_days, 1) if found.mean_days is not None else None, counts["occupation"])
    ]
    for months in MONTHS:
        one = found.retention(months)
        rows += [(2, f"with_voluntary_{months}", _share(one.with_voluntary), one.n)]
        rows += [(2, f"without_voluntary_{months}", _share(one.without_voluntary), one.n)]
        rows += [(2, f"{state.value}_{months}", one.count(state), one.n) for state in HomeState]
    for question, beginning in ((3, "reason_"), (4, "by_"), (5, "went_")):
        of_question = [code for code in counts if code.startswith(beginning)]
        rows += [(question, code, counts[code], counts["ended"]) for code in of_question]
    return [(*row, *kept) for row in rows]


def _share(share: Any) -> float | None:
    return None if share is None else round(float(share), 4)

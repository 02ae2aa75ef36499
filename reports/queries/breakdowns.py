"""Counts by axis and outcome for publication: rounded before anything leaves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.periods import lived_contains
from axes.models.assessments import Assignment
from axes.models.programmes import Axis, Team
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay, StayPerson
from occupancy.queries.journeys import outcome_of_exit
from occupancy.vocab import OutcomeClass
from reports.queries.rows import persons_left
from reports.rules.rounding import Rounded, rounded


@dataclass(frozen=True)
class Table:
    """One table: `code` names its words, `labels` are codes or axis numbers."""

    code: str
    labels: tuple[Any, ...]
    shown: Rounded


def published(day: date) -> list[Table]:
    """The tables a funder sees. Filters are none but the day: two of them cannot be subtracted."""
    return [
        _table("housed_by_axis", _housed_by_axis(day)),
        _table("left_by_outcome", _left_by_outcome(day)),
    ]


def _table(code: str, counts: dict[Any, int]) -> Table:
    return Table(code, tuple(counts), rounded(list(counts.values())))


def _housed_by_axis(day: date) -> dict[Any, int]:
    """Persons by the axis of their first stay's first night: each person in one cell; every axis is there."""
    first = sa.func.row_number().over(partition_by=StayPerson.person_id, order_by=(StayPerson.start_on, StayPerson.id))
    episode = sa.and_(
        Assignment.household_id == Stay.household_id,
        lived_contains(Assignment.start_on, Assignment.end_on, StayPerson.start_on),
    )
    entries = (
        sa.select(Axis.number, first.label("rank"))
        .select_from(StayPerson)
        .join(Stay, Stay.id == StayPerson.stay_id)
        .outerjoin(Assignment, episode)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .where(StayPerson.start_on <= day)
        .subquery()
    )
    query = sa.select(entries.c.number, sa.func.count()).where(entries.c.rank == 1).group_by(entries.c.number)
    found: dict[int, int] = {number: count for number, count in db.session.execute(query)}
    numbers = db.session.scalars(sa.select(Axis.number).distinct().order_by(Axis.number))
    return {number: found.get(number, 0) for number in numbers}


def _left_by_outcome(day: date) -> dict[Any, int]:
    """Persons who left, by what their last exit amounts to; every class is there, zero included."""
    outcome = sa.func.coalesce(outcome_of_exit(), OutcomeClass.UNKNOWN.value).label("outcome")
    rows = persons_left(day, None).with_only_columns(outcome, StayExit.id).subquery()
    query = sa.select(rows.c.outcome, sa.func.count()).group_by(rows.c.outcome)
    found: dict[str, int] = {code: count for code, count in db.session.execute(query)}
    return {code: found.get(code.value, 0) for code in OutcomeClass}

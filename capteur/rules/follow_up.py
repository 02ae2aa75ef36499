"""Follow-up of lettings: when visits are due, when an alert is told to whom, when a convention is to be reviewed."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from app.periods import add_working_days, is_working_day
from capteur.vocab_follow_up import AlertLevel, AlertState
from capteur.vocab_lettings import RhythmUnit

STEP_DAYS = {RhythmUnit.DAYS: 1, RhythmUnit.WEEKS: 7}
# Working days after the last one to answer: with the usual two days that is the second, the fourth and the seventh.
AFTER_DEADLINE = {AlertLevel.ADDRESSEE: 0, AlertLevel.REFERENTS: 2, AlertLevel.COORDINATION: 5}
REVIEW_WITHIN = timedelta(days=90)
DAY = timedelta(days=1)


class Alert(Protocol):
    """What the state is read in."""

    acknowledged_on: date | None
    acting_on: date | None
    solved_on: date | None


def state_of(one: Alert) -> AlertState:
    """How far the support body is."""
    if one.solved_on is not None:
        return AlertState.SOLVED
    if one.acting_on is not None:
        return AlertState.ACTING
    return AlertState.RAISED if one.acknowledged_on is None else AlertState.ACKNOWLEDGED


def visit_days(begins: date, every: int, unit: RhythmUnit, last: date) -> list[date]:
    """The days on which a visit is due, one rhythm after the beginning, then one after the other, `last` included."""
    step = timedelta(days=every * STEP_DAYS[unit])
    return [begins + count * step for count in range(1, (last - begins) // step + 1)]


def reminders_due(answer_by: date, day: date) -> list[tuple[AlertLevel, date]]:
    """Each level that has to be told by `day`, with the working day on which it was due, whenever the jobs are run."""
    days = [(level, add_working_days(answer_by, count)) for level, count in AFTER_DEADLINE.items()]
    return [(level, due_on) for level, due_on in days if due_on <= day]


def working_days_between(first: date, last: date) -> int:
    """How many working days after `first`, up to `last` included: none on the very day."""
    return sum(is_working_day(first + count * DAY) for count in range(1, (last - first).days + 1))


def needs_review(breached_on: Iterable[date]) -> bool:
    """Whether two of these breaches lie within 90 days of each other."""
    return any(later - sooner <= REVIEW_WITHIN for sooner, later in pairwise(sorted(breached_on)))

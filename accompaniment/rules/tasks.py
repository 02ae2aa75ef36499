"""Where a task stands, when it comes back, and when something due is late: from days alone."""

from datetime import date, datetime, timedelta

from accompaniment.vocab_tasks import Moment, TaskRhythm, TaskState
from app.periods import add_months

WEEK = timedelta(days=7)
MONTHS = {TaskRhythm.MONTHLY: 1, TaskRhythm.QUARTERLY: 3, TaskRhythm.YEARLY: 12}


def task_state(done_at: datetime | None, dropped_at: datetime | None) -> TaskState:
    """Done, dropped, or still open."""
    if done_at is not None:
        return TaskState.DONE
    return TaskState.OPEN if dropped_at is None else TaskState.DROPPED


def next_due(first_on: date, rhythm: TaskRhythm, due_on: date, day: date) -> date:
    """The day on which a task that was due on `due_on` comes back: the next one of its rhythm, never counted from the
    day it was done. Those that are past already by `day` are left out: what was forgotten for months comes back once.

    Counted from `first_on`, the first day of the rhythm: of a 31st, each month keeps its last day.
    """
    turn = 0
    while (found := _turn(first_on, rhythm, turn)) <= due_on or found < day:
        turn += 1
    return found


def _turn(first_on: date, rhythm: TaskRhythm, turn: int) -> date:
    if rhythm is TaskRhythm.WEEKLY:
        return first_on + turn * WEEK
    return add_months(first_on, turn * MONTHS[rhythm])


def week_after(day: date) -> date:
    """The last day of what "this week" means: seven days ahead, so that a Friday shows the Monday after."""
    return day + WEEK


def moment_of(on: date, day: date) -> Moment:
    """Late, for today, or for the days to come."""
    if on == day:
        return Moment.TODAY
    return Moment.LATE if on < day else Moment.WEEK

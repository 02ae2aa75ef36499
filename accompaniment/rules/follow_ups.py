"""When a follow-up is due, and whether it was missed; `queries/follow_ups.py` says the same in SQL (rule 30)."""

from datetime import date, timedelta

from accompaniment.vocab_exits import FollowUpState
from app.periods import add_months, month_of

MILESTONES = (3, 6, 12, 24)  # months after the exit
LATER = (36, 48)  # welcome, never due
GRACE = timedelta(days=60)  # a first setting, for people to change: no source gives it
EARLY = timedelta(days=30)
ODD = timedelta(days=4)


def due_on(left_on: date, months: int) -> date:
    """The day on which a follow-up falls due."""
    return add_months(left_on, months)


def last_to_leave(day: date, months: int) -> date:
    """The last day on which somebody left whose follow-up has fallen due by `day`: `due_on(left_on, months) <= day` for
    it and all days before, and for none after. So that a database compares days, rather than shifting each."""
    left_on = add_months(day, -months)
    return month_of(left_on).last_day or left_on if day == month_of(day).last_day else left_on


def follow_up_state(left_on: date, months: int, day: date, *, done: bool) -> FollowUpState:
    """Where a follow-up stands on a day. A missed one says nothing of the people."""
    if done:
        return FollowUpState.DONE
    due = due_on(left_on, months)
    if day < due:
        return FollowUpState.TO_COME
    return FollowUpState.MISSED if day > due + GRACE else FollowUpState.DUE


def exits_due(day: date, months: int, by: date | None = None) -> tuple[date, date]:
    """Between which days those left whose follow-up fell due by a day, `day` itself unless told, and is not missed on
    `day`; a little wider, as months have odd days."""
    return add_months(day - GRACE, -months) - ODD, add_months(by or day, -months) + ODD

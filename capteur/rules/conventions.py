"""Where a convention #1 stands on a day, from its days alone (DESIGN §3.1)."""

from datetime import date
from typing import Protocol

from capteur.vocab import ConventionState as State


class Days(Protocol):
    """What the state is read in; `ended_on` is the last day of one that ended before its time."""

    first_day: date
    last_day: date | None
    sent_on: date | None
    signed_on: date | None
    dropped_on: date | None
    ended_on: date | None


def state_of(one: Days, day: date) -> State:
    """The state on `day`. An end to come leaves it in force until that day, the day included."""
    if one.signed_on is None or one.signed_on > day:
        return _unsigned(one, day)
    if one.ended_on is not None and one.ended_on < day:
        return State.TERMINATED
    if one.last_day is not None and one.last_day < day:
        return State.EXPIRED
    return State.IN_FORCE if one.first_day <= day else State.SIGNED


def _unsigned(one: Days, day: date) -> State:
    if one.dropped_on is not None and one.dropped_on <= day:
        return State.DROPPED
    return State.SENT if one.sent_on is not None and one.sent_on <= day else State.DRAFT


def last_in_force(one: Days) -> date | None:
    """Its last day, whatever ended it first; None while nothing does."""
    return min((day for day in (one.last_day, one.ended_on) if day is not None), default=None)

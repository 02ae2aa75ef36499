"""Rules of reserved dwellings: where one stands, by when somebody is proposed, when it goes back, how long unused."""

from datetime import date, timedelta
from typing import Protocol

from accompaniment.vocab_housing import ReservationState


class Facts(Protocol):
    """The days of a reserved dwelling."""

    offered_on: date
    held_on: date | None
    let_on: date | None
    left_on: date | None
    released_on: date | None


def state_of(one: Facts, day: date) -> ReservationState:
    """Where it stands on a day: a lease of a day to come is still held."""
    if one.released_on is not None:
        return ReservationState.RELEASED
    if one.left_on is not None and one.left_on <= day:
        return ReservationState.LEFT
    if one.let_on is not None and one.let_on <= day:
        return ReservationState.LET
    return ReservationState.HELD if one.held_on is not None else ReservationState.FREE


def answer_due_on(offered_on: date, answer_days: int) -> date:
    """The day by which the association proposes somebody, in days of the calendar."""
    return offered_on + timedelta(days=answer_days)


def released_from(offered_on: date, release_days: int) -> date:
    """The first day on which a dwelling that nobody holds goes back to its landlord."""
    return offered_on + timedelta(days=release_days)


def unused_days(one: Facts, day: date) -> int:
    """Days reserved without anybody living there, up to `day` excluded: until it is let, or released."""
    ends = [end for end in (one.let_on, one.released_on, day) if end is not None]
    return max(0, (min(ends) - one.offered_on).days)

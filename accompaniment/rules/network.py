"""Rules of the network: when a service is to be confirmed again, where a request stands, and how long it took.

Delays are counted in days of the calendar, weekends and holidays included: what people wait. Every page and figure
takes them from here, or from the same in SQL (`accompaniment.queries.mobilisation_states`).
"""

from datetime import date, timedelta
from typing import Protocol

from accompaniment.vocab_network import MobilisationAnswer, MobilisationState
from app.periods import add_months

CONFIRMED_FOR = 6  # months; a first setting, no source gives one


class Service(Protocol):
    """What is known of how sure the directory is."""

    confirmed_on: date
    doubted_on: date | None


def confirmed_since(day: date) -> date:
    """A service confirmed before this day is to be confirmed again."""
    return add_months(day, -CONFIRMED_FOR)


def to_confirm(service: Service, day: date) -> bool:
    """Whether what the directory says of a service is old, or doubted."""
    return service.doubted_on is not None or service.confirmed_on < confirmed_since(day)


class Facts(Protocol):
    """The days and codes of a request."""

    sent_on: date | None
    answer: MobilisationAnswer | None
    met_on: date | None
    ended_on: date | None
    dropped_on: date | None


def state_of(one: Facts) -> MobilisationState:
    """Where a request stands."""
    known = (
        (one.dropped_on is not None, MobilisationState.DROPPED),
        (one.ended_on is not None, MobilisationState.FINISHED),
        (one.answer == MobilisationAnswer.DECLINED, MobilisationState.DECLINED),
        (one.met_on is not None, MobilisationState.MET),
        (one.answer == MobilisationAnswer.ACCEPTED, MobilisationState.ACCEPTED),
        (one.sent_on is not None, MobilisationState.SENT),
    )
    return next((state for holds, state in known if holds), MobilisationState.DRAFT)


OPEN = (MobilisationState.DRAFT, MobilisationState.SENT, MobilisationState.ACCEPTED, MobilisationState.MET)


def answer_due_on(sent_on: date, answer_days: int) -> date:
    """The day by which a service should have answered."""
    return sent_on + timedelta(days=answer_days)


def waited(sent_on: date, until: date) -> int:
    """Days from the request to its answer, to the first meeting, or to today while there is none."""
    return (until - sent_on).days


def median(counts: dict[int, int]) -> float | None:
    """The middle of values given with how often each occurs; of an even number, halfway between the two."""
    n = sum(counts.values())
    if n == 0:
        return None
    return (_at(counts, (n - 1) // 2) + _at(counts, n // 2)) / 2


def _at(counts: dict[int, int], place: int) -> int:
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed > place:
            return value
    raise IndexError(place)

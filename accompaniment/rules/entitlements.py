"""Where a right stands on a day and when it comes back: what follows from the events noted and from the list's rules.

`accompaniment.queries.standing` says the same in SQL.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from accompaniment.vocab import ResidenceKind, ResidenceRule, RightDue, RightState

HOLDING = (RightState.REQUESTED, RightState.IN_PROGRESS, RightState.OBTAINED)


class Noted(Protocol):
    """An event: what was noted on a day."""

    id: int
    state: RightState
    happened_on: date
    valid_until: date | None
    next_on: date | None


class Reminding(Protocol):
    """A right of the list: when it reminds, lengths in days."""

    warn_days: int
    every_days: int | None
    yearly_on: str | None


Event = TypeVar("Event", bound=Noted)


@dataclass(frozen=True, order=True)
class Due:
    """To be done by `deadline`; it shows from `remind_on` on."""

    remind_on: date
    deadline: date
    why: RightDue


def standing_on(events: Iterable[Event], day: date) -> Event | None:
    """The event that stands on that day: the last one by then."""
    known = [one for one in events if one.happened_on <= day]
    return max(known, key=lambda one: (one.happened_on, one.id), default=None)


def state_of(event: Noted, day: date) -> RightState:
    """What an event that stands makes of the right: what was obtained expires after its last day."""
    ended = event.valid_until is not None and event.valid_until < day
    return RightState.EXPIRED if ended and event.state is RightState.OBTAINED else event.state


def default_state(*, adults_only: bool, is_minor: bool) -> RightState:
    """Where a right stands of which nothing was noted."""
    return RightState.NOT_APPLICABLE if adults_only and is_minor else RightState.TO_START


def next_yearly(day: date, yearly_on: str) -> date:
    """The next day of the year `MM-DD` after `day`."""
    month, of_month = int(yearly_on[:2]), int(yearly_on[3:])
    this_year = date(day.year, month, of_month)
    return this_year if this_year > day else date(day.year + 1, month, of_month)


def due_of(event: Noted, rule: Reminding) -> Due | None:
    """When a right comes back first, after the event that stands; None when it does not."""
    found = []
    warned = timedelta(days=rule.warn_days)
    if event.next_on is not None:
        found.append(Due(event.next_on, event.next_on, RightDue.NEXT))
    if event.valid_until is not None and event.state in HOLDING:
        found.append(Due(event.valid_until - warned, event.valid_until, RightDue.ENDS))
    if event.state is RightState.OBTAINED:
        found += [due for due in _again(event, rule) if event.valid_until is None or due.deadline <= event.valid_until]
    return min(found, default=None)


def _again(event: Noted, rule: Reminding) -> Iterator[Due]:
    """What is asked again and again of whoever has the right."""
    if rule.every_days is not None:
        again = event.happened_on + timedelta(days=rule.every_days)
        yield Due(again - timedelta(days=rule.warn_days), again, RightDue.AGAIN)
    if rule.yearly_on is not None:
        yearly = next_yearly(event.happened_on, rule.yearly_on)
        yield Due(yearly, yearly, RightDue.YEARLY)


def applies(rule: ResidenceRule, kind: ResidenceKind) -> bool:
    """Whether a right is for somebody who stays so (rule 35). A procedure that runs excludes nothing."""
    if kind is ResidenceKind.IN_PROCEDURE or rule is ResidenceRule.ANY:
        return True
    return (rule is ResidenceRule.LEGAL) is (kind is ResidenceKind.LEGAL)

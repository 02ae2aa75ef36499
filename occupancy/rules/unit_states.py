"""What a unit is on a day, with those who live there or are promised it. In SQL: `occupancy.queries.unit_states`.

Pages ask the database; this says in words what it must answer, and tests compare both (DESIGN §3.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.clock import brussels_midnight, now, today
from app.periods import LivedPeriod
from sites.vocab import UnitCondition, UnitState, UnitUse


@dataclass(frozen=True, slots=True)
class Promise:
    """An allocation: made at an instant, live until it is closed or expires; holds the unit until `end_on`."""

    made_at: datetime
    end_on: date
    closed_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A stay as it was written down at an instant."""

    written_at: datetime
    period: LivedPeriod


def moment(day: date) -> datetime:
    """The instant at which a day is looked at: now for today and later, else the end of that day in Brussels."""
    return now() if day >= today() else brussels_midnight(day + timedelta(days=1))


def occupied_on(day: date, stays: Iterable[Entry]) -> bool:
    """Somebody's night begins there on `day`. A stay without an end goes on, whatever was planned."""
    return any(stay.period.contains(day) for stay in stays)


def promised_on(day: date, at: datetime, promises: Iterable[Promise], stays: Iterable[Entry]) -> bool:
    """A live allocation holds the unit after `day`, or a stay that was written down by then is still to begin."""
    live = any(
        one.made_at <= at
        and (one.closed_at is None or one.closed_at > at)
        and (one.expires_at is None or one.expires_at > at)
        and one.end_on > day
        for one in promises
    )
    return live or any(stay.written_at <= at and stay.period.start_on > day for stay in stays)


def state_on(
    use: UnitUse, condition: UnitCondition, *, occupied: bool, promised: bool, withheld: bool = False
) -> UnitState:
    """Whoever is there is there; else the unit's own dates decide; an open dwelling is free unless promised.

    `occupied` and `promised` speak of what the reader may know; `withheld` of the rest, last of all: what they see of
    a unit already is never changed by what they may not see.
    """
    if occupied:
        return UnitState.OCCUPIED
    if condition is not UnitCondition.OPEN:
        return UnitState(condition.value)
    if use is not UnitUse.DWELLING:
        return UnitState.IN_SERVICE
    if promised:
        return UnitState.RESERVED
    return UnitState.UNAVAILABLE if withheld else UnitState.FREE

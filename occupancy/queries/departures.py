"""Where a household is known to leave for, before its exit is written: what a higher floor tells the form of exits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from occupancy.vocab import ExitReason


@dataclass(frozen=True)
class KnownDeparture:
    """The first day elsewhere, the code of the destination, and why: proposed, never written by itself. `accepted_on`
    is when they said yes to it: no exit comes before."""

    left_on: date | None
    destination: str
    reason: ExitReason | None = None
    accepted_on: date | None = None


Departures = Callable[[int, date], KnownDeparture | None]
_known: list[Departures] = []


def register_departures(of_household: Departures) -> None:
    """Offer what is known of a household (its key) since a day; called by the package that knows. Twice is once."""
    if of_household not in _known:
        _known.append(of_household)


def known_departure(household_id: int, since: date) -> KnownDeparture | None:
    """What is known of a household who entered on `since`: a home that began before one that is planned."""
    found = [one for known in _known if (one := known(household_id, since)) is not None]
    return min(found, key=lambda one: one.left_on is None, default=None)

"""Where a household is known to leave for, before its exit is written: what a higher floor tells the form of exits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from occupancy.vocab import ExitReason


@dataclass(frozen=True)
class KnownDeparture:
    """The first day elsewhere, the code of the destination, and why: proposed, never written by itself."""

    left_on: date
    destination: str
    reason: ExitReason


Departures = Callable[[int, date], KnownDeparture | None]
_known: list[Departures] = []


def register_departures(of_household: Departures) -> None:
    """Offer what is known of a household (its key) since a day; called by the package that knows. Twice is once."""
    if of_household not in _known:
        _known.append(of_household)


def known_departure(household_id: int, since: date) -> KnownDeparture | None:
    """The first that is known of a household who entered on `since`."""
    return next((found for known in _known if (found := known(household_id, since)) is not None), None)

"""A journey: stays of one household chained by transfers, from the first entry to the last leaving (DESIGN §3.6).

Length and outcome are those of the chain: a transfer is neither an exit nor an entry (rules 25 and 28).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from app.periods import LivedPeriod
from occupancy.vocab import OutcomeClass

DURABLE = frozenset({OutcomeClass.DURABLE, OutcomeClass.HOUSING_FIRST})
Key = TypeVar("Key")


@dataclass(frozen=True)
class Leg:
    """A stay as a part of its journey; `previous_id` is the stay it was transferred from."""

    stay_id: int
    previous_id: int | None
    start_on: date
    end_on: date | None = None

    @property
    def period(self) -> LivedPeriod:
        return LivedPeriod(self.start_on, self.end_on)


@dataclass(frozen=True)
class Journey:
    """The stays of a chain, in order; never empty."""

    legs: tuple[Leg, ...]

    @property
    def start_on(self) -> date:
        return self.legs[0].start_on

    @property
    def end_on(self) -> date | None:
        """The day of leaving; None while the last stay is open."""
        return self.legs[-1].end_on

    def nights(self, until: date) -> int:
        """Nights slept before `until`: the sum of the stays, with no gap added (rule 25)."""
        return sum(leg.period.nights(until=until) for leg in self.legs)


@dataclass(frozen=True)
class Episode(Generic[Key]):
    """A period with a team, and what its nights count for: an axis, or a team."""

    key: Key
    start_on: date
    end_on: date | None = None


def journeys(legs: Iterable[Leg]) -> list[Journey]:
    """The journeys that these stays make, by first day. A stay whose predecessor is not given begins one."""
    known = {leg.stay_id: leg for leg in legs}
    following = {leg.previous_id: leg for leg in known.values() if leg.previous_id is not None}
    firsts = [leg for leg in known.values() if leg.previous_id not in known]
    return [Journey(_chain(first, following)) for first in sorted(firsts, key=lambda one: (one.start_on, one.stay_id))]


def _chain(first: Leg, following: dict[int, Leg]) -> tuple[Leg, ...]:
    chain = [first]
    while chain[-1].stay_id in following:
        chain.append(following[chain[-1].stay_id])
    return tuple(chain)


def journey_with(stay_id: int, legs: Iterable[Leg]) -> Journey:
    """The journey that this stay is part of. KeyError when the stay is not given."""
    for journey in journeys(legs):
        if any(leg.stay_id == stay_id for leg in journey.legs):
            return journey
    raise KeyError(stay_id)


def nights_by(journey: Journey, episodes: Sequence[Episode[Key]], until: date) -> dict[Key | None, int]:
    """Nights before `until` under each key; under None those that no episode covers. They sum to the journey's.

    Episodes of one household do not overlap (a guard of the database says so).
    """
    counted: dict[Key | None, int] = {}
    for leg in journey.legs:
        left = leg.period.nights(until=until)
        for episode in episodes:
            nights = leg.period.nights(LivedPeriod(episode.start_on, episode.end_on), until=until)
            counted[episode.key] = counted.get(episode.key, 0) + nights
            left -= nights
        counted[None] = counted.get(None, 0) + left
    return {key: nights for key, nights in counted.items() if nights}


def class_on(classes: Iterable[tuple[date, OutcomeClass]], day: date) -> OutcomeClass:
    """What a destination counts as on the day of an exit: the last class begun by then, else unknown (DESIGN §3.8)."""
    begun = [(first_day, outcome) for first_day, outcome in classes if first_day <= day]
    return max(begun)[1] if begun else OutcomeClass.UNKNOWN

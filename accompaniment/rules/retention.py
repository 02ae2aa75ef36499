"""Retention: of those who left for a lasting home N months ago, how many still live there (`domain.md` §3.3, rule 29).

`queries/retention.py` says the same in SQL; tests compare the two. A person who was not asked is not known, and counts
among those housed then: silence is no success.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from accompaniment.vocab_exits import HomeState
from app.periods import add_months


@dataclass(frozen=True)
class Home:
    """A person's days in the lasting home they left for on `left_on`, as known on a day.

    `known_months` is the last follow-up that found them there; `ended_on` since when they live elsewhere, `voluntary`
    whether by their own will (None: they died); `back_on` when they came back to the project.
    """

    left_on: date
    known_months: int = 0
    ended_on: date | None = None
    voluntary: bool | None = None
    back_on: date | None = None


def state_at(home: Home, months: int, day: date) -> HomeState | None:
    """What is known on `day` of the home so many months after; None when it is not so long ago."""
    at = add_months(home.left_on, months)
    if at > day:
        return None
    if home.ended_on is not None and home.ended_on <= at:
        return {True: HomeState.VOLUNTARY, False: HomeState.LOST, None: HomeState.DECEASED}[home.voluntary]
    if home.back_on is not None and home.back_on <= at:
        return HomeState.BACK
    known = home.known_months >= months or home.ended_on is not None
    return HomeState.IN_PLACE if known else HomeState.NOT_KNOWN


@dataclass(frozen=True)
class Retention:
    """How many are in each state; `n` is all of them: persons housed that long ago."""

    counts: dict[HomeState, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    def count(self, state: HomeState) -> int:
        return self.counts.get(state, 0)

    @property
    def with_voluntary(self) -> Fraction | None:
        """Share still in place, who left by their own will counted as no longer there; the dead are left out."""
        return self._among(self.n - self.count(HomeState.DECEASED))

    @property
    def without_voluntary(self) -> Fraction | None:
        """The same among those who neither died nor left by their own will: the formula of §3.3."""
        return self._among(self.n - self.count(HomeState.DECEASED) - self.count(HomeState.VOLUNTARY))

    def _among(self, others: int) -> Fraction | None:
        return Fraction(self.count(HomeState.IN_PLACE), others) if others else None


def retention(homes: Iterable[Home], months: int, day: date) -> Retention:
    """The retention so many months after, as known on `day`."""
    counts = dict.fromkeys(HomeState, 0)
    for home in homes:
        state = state_at(home, months, day)
        if state is not None:
            counts[state] += 1
    return Retention(counts)

"""Rules of funding calls: where the funding of a household stands, and what remains of targets and envelope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from accompaniment.vocab_housing import FundingState


class Facts(Protocol):
    """The days of a household's funding."""

    granted_on: date | None
    refused_on: date | None
    returned_on: date | None
    sent_on: date | None
    justified_on: date | None
    dropped_on: date | None


def state_of(one: Facts) -> FundingState:
    """Where it stands; the same in SQL is `accompaniment.queries.funding.state`."""
    known = (
        (one.dropped_on, FundingState.DROPPED),
        (one.refused_on, FundingState.REFUSED),
        (one.justified_on, FundingState.JUSTIFIED),
        (one.returned_on, FundingState.RETURNED),
        (one.sent_on, FundingState.SENT),
        (one.granted_on, FundingState.GRANTED),
    )
    return next((state for day, state in known if day is not None), FundingState.REQUESTED)


def per_household(envelope_cents: int, households: int) -> int | None:
    """Whole cents for each household aimed at; None while nobody is. 37,000 € for 10 + 15 is 1,480 €."""
    return envelope_cents // households if households else None


@dataclass(frozen=True)
class Tally:
    """Households of a target: aimed at, asked for and not decided, promised the money, justified; and cents."""

    target: int = 0
    asked: int = 0
    committed: int = 0
    reached: int = 0
    committed_cents: int = 0
    reached_cents: int = 0

    @property
    def remaining(self) -> int:
        """Households still to find; less than none where more were granted than aimed at."""
        return self.target - self.committed


def together(tallies: Iterable[Tally]) -> Tally:
    """Several targets as one."""
    names = tuple(Tally.__dataclass_fields__)
    found = list(tallies)
    return Tally(*(sum(getattr(one, name) for one in found) for name in names))

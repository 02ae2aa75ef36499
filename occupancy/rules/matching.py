"""Words of the match between a unit and a household: why not, and what speaks for it. Codes only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Obstacle(StrEnum):
    """Why a pair cannot be allocated, in the order in which they are told."""

    PROPOSED_ELSEWHERE = "proposed_elsewhere"
    NOT_ASSIGNED = "not_assigned"
    TOO_LARGE = "too_large"
    STEP_FREE = "step_free"
    ANIMALS = "animals"
    TOO_SHORT = "too_short"


class Fit(StrEnum):
    """Size of a household against a unit."""

    JUST = "just"
    TIGHT = "tight"
    ROOMY = "roomy"


@dataclass(frozen=True)
class Offer:
    """A unit as it is offered: free from `start_on`, until its availability ends (`last_day` included)."""

    unit_id: int
    postal_code: str | None
    max_persons: int
    step_free: bool
    animals_allowed: bool
    start_on: date
    last_day: date

    @property
    def days_left(self) -> int:
        """Nights that can be slept in the unit from `start_on` on."""
        return (self.last_day - self.start_on).days + 1


@dataclass(frozen=True)
class Reason:
    """One reason in a score: its code, its points, and the numbers its words need."""

    code: str
    points: int
    numbers: dict[str, int]

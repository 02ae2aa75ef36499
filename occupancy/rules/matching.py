"""Words of the match between a unit and a household: why not, and what speaks for it. Codes only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from axes.rules.teams import told_as


class Obstacle(StrEnum):
    """Why a pair cannot be allocated, in the order in which they are told."""

    PROPOSED_ELSEWHERE = "proposed_elsewhere"
    LIVES_ELSEWHERE = "lives_elsewhere"
    NOT_ASSESSED = "not_assessed"
    NOT_ASSIGNED = "not_assigned"
    NOBODY = "nobody"
    TOO_LARGE = "too_large"
    STEP_FREE = "step_free"
    ANIMALS = "animals"
    TOO_SHORT = "too_short"


# Obstacles that another unit can lift; the others belong to the household, whatever the unit.
OF_THE_UNIT = (Obstacle.TOO_LARGE, Obstacle.STEP_FREE, Obstacle.ANIMALS, Obstacle.TOO_SHORT)


# Those that make a unit unfit for who moves within the project (rule 19); a short time left is kept for moves.
OF_A_MOVE = (Obstacle.TOO_LARGE, Obstacle.STEP_FREE, Obstacle.ANIMALS)


class ReasonCode(StrEnum):
    """What counts in a score, in the order in which it is told."""

    SIZE = "size"
    WAITING = "waiting"
    URGENCY = "urgency"
    TIME = "time"
    COMMUNE = "commune"
    STEP_FREE = "step_free"
    TEAM = "team"


class Weight(StrEnum):
    """Whether a reason speaks for the pair, against it, or is only said."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


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
    """One reason in a score: its code, its points, the words to use and the numbers they need."""

    code: ReasonCode
    variant: str
    points: int
    numbers: dict[str, Any]

    @property
    def weight(self) -> Weight:
        if self.points == 0:
            return Weight.NEUTRAL
        return Weight.FOR if self.points > 0 else Weight.AGAINST


def misfits(pair: Any) -> tuple[Obstacle, ...]:
    """What speaks against a move, for a pair as `Match.fits` gives it."""
    return tuple(code for code in OF_A_MOVE if getattr(pair, f"is_{code.value}"))


def reasons(pair: Any) -> list[Reason]:
    """The reasons behind the score of a pair, as `occupancy.queries.matching.Match` gives it, worth telling.

    What says nothing is left out: an ordinary urgency, a commune nobody asked for, steps that hinder nobody.
    """
    told = [_told(code, pair) for code in ReasonCode]
    return [reason for reason in told if reason is not None]


def _told(code: ReasonCode, pair: Any) -> Reason | None:
    points = getattr(pair, f"points_{code.value}")
    said = WORDS[code](pair, points)
    return None if said is None else Reason(code, said[0], points, said[1])


Said = tuple[str, dict[str, Any]] | None


def _size(pair: Any, points: int) -> Said:
    spare = pair.max_persons - pair.persons
    just = spare == 1 or (spare == 0 and pair.max_persons == 1)
    variant = "just" if just else "tight" if spare == 0 else "roomy"
    return variant, {"persons": pair.persons, "places": pair.max_persons}


def _waiting(pair: Any, points: int) -> Said:
    return "since", {"days": max(pair.waiting_days, 0)}


def _urgency(pair: Any, points: int) -> Said:
    return (pair.urgency.value, {}) if points else None


def _time(pair: Any, points: int) -> Said:
    return ("enough" if points > 0 else "short"), {"target": pair.target_days, "left": pair.days_left}


def _commune(pair: Any, points: int) -> Said:
    return ("wished", {}) if points else None


def _step_free(pair: Any, points: int) -> Said:
    return ("needed" if points > 0 else "unused", {}) if points else None


def _team(pair: Any, points: int) -> Said:
    return told_as(pair.places), {"places": pair.places, "capacity": pair.capacity}


WORDS = {
    ReasonCode.SIZE: _size,
    ReasonCode.WAITING: _waiting,
    ReasonCode.URGENCY: _urgency,
    ReasonCode.TIME: _time,
    ReasonCode.COMMUNE: _commune,
    ReasonCode.STEP_FREE: _step_free,
    ReasonCode.TEAM: _team,
}

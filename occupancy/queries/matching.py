"""The match of one unit with the households that wait: one rule that filters, ranks, explains and validates.

`Match` is written once, in SQL: the board lists its pairs, the proposal asks it for one pair, and both get the same
verdict. A pair has its obstacles (any one excludes it) and its reasons, whose points add up to the score.
"""

from typing import Any

import sqlalchemy as sa

from axes.vocab import Urgency
from occupancy.queries.waiting import waiting
from occupancy.rules import weights
from occupancy.rules.matching import Obstacle, Offer

Column = sa.ColumnElement[Any]


class Match:
    """Verdicts on every waiting household for one offered unit. The day is the offer's first."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self.waiting = waiting(offer.start_on)
        self.points = self._points()

    # Why not

    def obstacles(self) -> dict[Obstacle, Column]:
        """Each obstacle as a condition, in the order in which it is told."""
        offer, facts = self.offer, self.waiting.c
        return {
            Obstacle.PROPOSED_ELSEWHERE: facts.proposed,
            Obstacle.NOT_ASSIGNED: facts.assignment_id.is_(None),
            Obstacle.TOO_LARGE: facts.persons > offer.max_persons,
            Obstacle.STEP_FREE: sa.and_(facts.needs_step_free, sa.literal(not offer.step_free)),
            Obstacle.ANIMALS: sa.and_(facts.has_animals, sa.literal(not offer.animals_allowed)),
            Obstacle.TOO_SHORT: sa.literal(offer.days_left < weights.SHORTEST_STAY),
        }

    def obstacle(self) -> Column:
        """Code of the first obstacle; NULL where the pair can be allocated."""
        whens = [(condition, sa.literal(code.value)) for code, condition in self.obstacles().items()]
        return sa.case(*whens, else_=sa.null())

    # What speaks for it

    def _points(self) -> dict[str, Column]:
        return {
            "size": self._size(),
            "waiting": self._waiting(),
            "urgency": self._urgency(),
            "time": self._time(),
            "commune": self._commune(),
            "step_free": self._step_free(),
            "team": self._team(),
        }

    def _size(self) -> Column:
        spare = self.offer.max_persons - self.waiting.c.persons
        just = sa.or_(spare == 1, sa.and_(spare == 0, sa.literal(self.offer.max_persons == 1)))
        roomy = weights.SIZE_JUST - (spare - 1) * weights.SIZE_ROOMY_LOSS
        return sa.case((just, weights.SIZE_JUST), (spare == 0, weights.SIZE_TIGHT), else_=roomy)

    def _waiting(self) -> Column:
        points = self.waiting.c.waiting_days // weights.DAYS_PER_POINT
        capped = sa.case((points > weights.WAITING_CAP, weights.WAITING_CAP), else_=points)
        return sa.case((self.waiting.c.waiting_days < 0, 0), else_=capped)

    def _urgency(self) -> Column:
        urgency = self.waiting.c.urgency
        return sa.case(
            (urgency == Urgency.IMMEDIATE, weights.URGENCY_IMMEDIATE),
            (urgency == Urgency.HIGH, weights.URGENCY_HIGH),
            else_=0,
        )

    def _time(self) -> Column:
        enough = self.waiting.c.target_days <= self.offer.days_left
        return sa.case((enough, weights.TIME_ENOUGH), else_=weights.TIME_SHORT)

    def _commune(self) -> Column:
        if not self.offer.postal_code:
            return sa.literal(0)
        wished = self.waiting.c.wished_communes.contains(self.offer.postal_code, autoescape=True)
        return sa.case((wished, weights.COMMUNE_WISHED), else_=0)

    def _step_free(self) -> Column:
        if not self.offer.step_free:
            return sa.literal(0)
        return sa.case((self.waiting.c.needs_step_free, weights.STEP_FREE_NEEDED), else_=weights.STEP_FREE_UNUSED)

    def _team(self) -> Column:
        room = self.waiting.c.capacity - self.waiting.c.load
        share = room * weights.TEAM_ROOM // sa.func.nullif(self.waiting.c.capacity, 0)
        return sa.case((room > 0, share), else_=0)

    def score(self) -> Column:
        """Sum of the points of all reasons."""
        first, *others = self.points.values()
        total = first
        for points in others:
            total = total + points
        return total

    # What is asked of it

    def candidates(self) -> sa.Select[Any]:
        """The pairs that can be allocated, best first; ties by waiting time, then by reference."""
        facts = self.waiting.c
        return (
            self._rows()
            .where(self.obstacle().is_(None))
            .order_by(sa.desc("score"), facts.waiting_days.desc(), facts.reference)
        )

    def excluded(self) -> sa.Select[Any]:
        """The pairs that cannot be, each with its first obstacle; longest waiting first."""
        facts = self.waiting.c
        return self._rows().where(self.obstacle().is_not(None)).order_by(facts.waiting_days.desc(), facts.reference)

    def excluded_counts(self) -> sa.Select[Any, int]:
        """How many households each obstacle keeps out."""
        told = self.obstacle().label("obstacle")
        return (
            sa.select(told, sa.func.count()).where(told.is_not(None)).group_by(told).order_by(sa.desc(sa.func.count()))
        )

    def pair(self, household_id: int) -> sa.Select[Any]:
        """The verdict on one household, allocatable or not; no row when it does not wait."""
        return self._rows().where(self.waiting.c.household_id == household_id)

    def _rows(self) -> sa.Select[Any]:
        points = [column.label(f"points_{code}") for code, column in self.points.items()]
        return sa.select(self.waiting, self.obstacle().label("obstacle"), self.score().label("score"), *points)

"""The match of units with the households that wait: one rule that filters, ranks, explains and validates.

`Match` is written once, in SQL, over pairs of a unit and a household: the board lists pairs of one unit, the page of a
household those with every unit, the proposal asks for one pair, and all get the same verdict. A pair has its obstacles
(any one excludes it) and its reasons, whose points add up to the score.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.periods import days_between
from axes.models.people import Household
from axes.models.programmes import Axis
from axes.queries.scope import readable
from axes.vocab import Urgency
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.queries.declines import NEVER, declined
from occupancy.queries.movers import movers
from occupancy.queries.sight import known
from occupancy.queries.waiting import waiting
from occupancy.rules import weights
from occupancy.rules.matching import OF_A_MOVE, OF_THE_UNIT, Obstacle, Offer, ReasonCode

Column = sa.ColumnElement[Any]


class Match:
    """Verdicts on pairs: rows that hold the facts of a waiting household and those of a unit offered."""

    def __init__(self, pairs: sa.FromClause) -> None:
        self.pairs = pairs
        self.c = pairs.c

    @classmethod
    def over(cls, pairs: sa.Select[Any]) -> "Match":
        """The rule over these pairs, whose facts are looked up once each, however often the rule reads them."""
        return cls(pairs.cte("pairs").prefix_with("MATERIALIZED"))

    @classmethod
    def of_unit(cls, offer: "Offer | AnyOffer", reader: Reader, axis: str | None = None) -> "Match":
        """One unit with every waiting household that `reader` may allocate, as it would enter on the offer's day.

        `axis` (its public name) keeps those of one axis. With `AnyOffer` the statement can be kept for any unit.
        """
        scope = readable(reader, Action.ALLOCATION_PROPOSE)
        if axis is not None:
            scope = sa.and_(scope, Axis.public_id == axis)
        said_no = declined(Allocation.unit_id == offer.unit_id)
        households = waiting(offer.start_on, scope)
        households = households.outerjoin(said_no, said_no.c.household_id == Household.id)
        return cls.over(households.add_columns(*_constants(offer), said_no.c.declined_at, said_no.c.declined_reason))

    @classmethod
    def of_household(cls, household_id: int, offers: sa.Subquery, reader: Reader) -> "Match":
        """One household with every unit of `offers`, each on the day it is free."""
        scope = sa.and_(Household.id == household_id, readable(reader, Action.ALLOCATION_PROPOSE))
        said_no = declined(Allocation.household_id == household_id)
        households = waiting(offers.c.start_on, scope, offers)
        households = households.outerjoin(said_no, said_no.c.unit_id == offers.c.unit_id)
        return cls.over(households.add_columns(*offers.c, said_no.c.declined_at, said_no.c.declined_reason))

    @classmethod
    def of_mover(cls, offer: Offer, site_id: int, reader: Reader) -> "Match":
        """One unit with every household that lives in a site, as it would move on the offer's day."""
        scope = readable(reader, Action.ALLOCATION_PROPOSE)
        leaving = movers(offer.start_on, site_id, scope)
        return cls.over(leaving.add_columns(*_constants(offer), *NEVER))

    @classmethod
    def of_stay(cls, stay_id: int, site_id: int, on: date, offered: sa.Subquery, actor: Actor) -> "Match":
        """One household at home in a site with every unit of `offered` (rows of `offers`), moving on a day."""
        scope = sa.and_(Stay.id == stay_id, known(actor))
        leaving = movers(on, site_id, scope).subquery("leaving")
        units = [column for column in offered.c if column.name not in ("start_on", "days_left")]
        days_left = (days_between(on, offered.c.last_day) + 1).label("days_left")
        return cls.over(sa.select(*leaving.c, *units, days_left).select_from(sa.join(leaving, offered, sa.true())))

    # Why not

    def obstacles(self) -> dict[Obstacle, Column]:
        """Each obstacle as a condition, in the order in which it is told."""
        c = self.c
        return {
            Obstacle.PROPOSED_ELSEWHERE: c.proposed,
            Obstacle.LIVES_ELSEWHERE: c.lives_elsewhere,
            Obstacle.NOT_ASSESSED: sa.and_(c.assignment_id.is_(None), ~c.assessed),
            Obstacle.NOT_ASSIGNED: c.assignment_id.is_(None),
            Obstacle.NOBODY: c.persons == 0,
            Obstacle.TOO_LARGE: c.persons > c.max_persons,
            Obstacle.STEP_FREE: sa.and_(c.needs_step_free, ~c.step_free),
            Obstacle.ANIMALS: sa.and_(c.has_animals, ~c.animals_allowed),
            Obstacle.TOO_SHORT: c.days_left < weights.SHORTEST_STAY,
        }

    def obstacle(self, among: Collection[Obstacle] = tuple(Obstacle)) -> Column:
        """Code of the first obstacle; NULL where the pair can be allocated."""
        every = self.obstacles().items()
        whens = [(condition, sa.literal(code.value)) for code, condition in every if code in among]
        return sa.case(*whens, else_=sa.null())

    def misfits(self) -> dict[Obstacle, Column]:
        """What makes the unit unfit for who moves, each as a condition."""
        return {code: condition for code, condition in self.obstacles().items() if code in OF_A_MOVE}

    # What speaks for it

    def points(self) -> dict[ReasonCode, Column]:
        """What each reason adds to the score, or takes from it."""
        return {
            ReasonCode.SIZE: self._size(),
            ReasonCode.WAITING: self._waiting(),
            ReasonCode.URGENCY: self._urgency(),
            ReasonCode.TIME: self._time(),
            ReasonCode.COMMUNE: self._commune(),
            ReasonCode.STEP_FREE: self._step_free(),
            ReasonCode.TEAM: self._team(),
        }

    def _size(self) -> Column:
        spare = self.c.max_persons - self.c.persons
        just = sa.or_(spare == 1, sa.and_(spare == 0, self.c.max_persons == 1))
        roomy = weights.SIZE_JUST - (spare - 1) * weights.SIZE_ROOMY_LOSS
        return sa.case((just, weights.SIZE_JUST), (spare == 0, weights.SIZE_TIGHT), else_=roomy)

    def _waiting(self) -> Column:
        days = self.c.waiting_days
        return sa.case(
            (days < 0, 0),
            (days >= weights.DAYS_PER_POINT * weights.WAITING_CAP, weights.WAITING_CAP),
            else_=days // weights.DAYS_PER_POINT,
        )

    def _urgency(self) -> Column:
        urgency = self.c.urgency
        return sa.case(
            (urgency == Urgency.IMMEDIATE, weights.URGENCY_IMMEDIATE),
            (urgency == Urgency.HIGH, weights.URGENCY_HIGH),
            else_=0,
        )

    def _time(self) -> Column:
        return sa.case((self.c.target_days <= self.c.days_left, weights.TIME_ENOUGH), else_=weights.TIME_SHORT)

    def _commune(self) -> Column:
        place = self.c.postal_code
        wished = sa.and_(place != "", self.c.wished_communes.contains(place))
        return sa.case((wished, weights.COMMUNE_WISHED), else_=0)

    def _step_free(self) -> Column:
        useful = sa.and_(self.c.step_free, self.c.needs_step_free)
        return sa.case((useful, weights.STEP_FREE_NEEDED), (self.c.step_free, weights.STEP_FREE_UNUSED), else_=0)

    def _team(self) -> Column:
        places = self.c.places
        return sa.case((places > 0, places * weights.TEAM_ROOM // self.c.capacity), else_=0)

    def score(self) -> Column:
        """Sum of the points of all reasons."""
        first, *others = self.points().values()
        total = first
        for points in others:
            total = total + points
        return total

    # What is asked of it

    def rows(self) -> sa.Select[Any]:
        """Every pair with its first obstacle, its score and the points behind it."""
        points = [column.label(f"points_{code.value}") for code, column in self.points().items()]
        return sa.select(self.pairs, self.obstacle().label("obstacle"), self.score().label("score"), *points)

    def suiting(self) -> sa.Select[Any]:
        """Every pair with the first obstacle that another unit can lift: what is asked of those who must move."""
        return sa.select(self.pairs, self.obstacle(OF_THE_UNIT).label("obstacle"))

    def fits(self) -> sa.Select[Any]:
        """Every pair with what makes the unit unfit as columns, for `rules.matching.misfits`."""
        return sa.select(self.pairs, *[one.label(f"is_{code.value}") for code, one in self.misfits().items()])

    def candidates(self) -> sa.Select[Any]:
        """The pairs that can be allocated, best first; ties by waiting time, then by reference.

        A household that said no to the unit comes after the others: it may be asked again.
        """
        return (
            self.rows()
            .where(self.obstacle().is_(None))
            .order_by(self.c.declined_at.is_not(None), sa.desc("score"), self.c.waiting_days.desc(), self.c.reference)
        )

    def excluded(self, obstacle: Obstacle) -> sa.Select[Any]:
        """The pairs that this obstacle keeps out before any other; longest waiting first."""
        return (
            self.rows().where(self.obstacle() == obstacle.value).order_by(self.c.waiting_days.desc(), self.c.reference)
        )

    def pair(self, household_id: int) -> sa.Select[Any]:
        """The verdict on one household, with every obstacle as a column; no row when it does not wait."""
        every = [condition.label(f"is_{code.value}") for code, condition in self.obstacles().items()]
        return self.rows().add_columns(*every).where(self.c.household_id == household_id)

    def counts(self) -> sa.Select[Any]:
        """How many households, by what decides: `obstacle` (NULL for candidates), `persons` and needs."""
        told = self.obstacle().label("obstacle")
        facts = (self.c.persons, self.c.needs_step_free, self.c.has_animals)
        return sa.select(told, *facts, sa.func.count().label("households")).group_by(told, *facts)


class AnyOffer:
    """An offer whose facts are parameters, as `parameters_of` names them."""

    unit_id = sa.bindparam("offer_unit_id", type_=sa.Integer)
    postal_code = sa.bindparam("offer_postal_code", type_=sa.String)
    max_persons = sa.bindparam("offer_max_persons", type_=sa.Integer)
    step_free = sa.bindparam("offer_step_free", type_=sa.Boolean)
    animals_allowed = sa.bindparam("offer_animals_allowed", type_=sa.Boolean)
    days_left = sa.bindparam("offer_days_left", type_=sa.Integer)
    start_on: Any = sa.bindparam("offer_start_on", type_=sa.Date)


FACTS = ("unit_id", "postal_code", "max_persons", "step_free", "animals_allowed", "days_left")


def facts_of(offer: Offer) -> dict[str, Any]:
    """The facts of an offer that a pair holds, and its day."""
    return {name: getattr(offer, name) for name in (*FACTS, "start_on")} | {"postal_code": offer.postal_code or ""}


def parameters_of(offer: Offer) -> dict[str, Any]:
    """What a statement over `AnyOffer` is executed with."""
    return {f"offer_{name}": value for name, value in facts_of(offer).items()}


def _constants(offer: Offer | AnyOffer) -> list[Column]:
    """The facts of a unit as columns that hold the same on each row."""
    if isinstance(offer, Offer):
        given = facts_of(offer)
        return [sa.literal(given[name], getattr(AnyOffer, name).type).label(name) for name in FACTS]
    return [getattr(offer, name).label(name) for name in FACTS]

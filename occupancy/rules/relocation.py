"""Who could live where when a site empties: what each pair costs, the cheapest assignment, and why.

Pure: hard rules are settled before (`occupancy.rules.matching`), as pairs that can be. Among these, as many households
as possible get a place; then the sum of the points is the least. Points are few, in one place; each line names them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property, lru_cache

from occupancy.rules.solver import cheapest
from sites.rules.communes import hops_to_nearest

AGAIN = 400  # the unit ends before the journey should: the household will move once more
PER_HOP = 40  # a border between the unit and the nearest municipality wished
PER_HOP_FROM_HOME = 15  # the same from where the household lives, when it wished for none
UNKNOWN_HOPS = 3  # nothing is known of one of the two
PER_BEDROOM_LOST = 50
PER_WEEK_EMPTY = 5
WEEKS_AT_MOST = 26
STEP_FREE_LOST = 80  # a step-free unit for those who need none


@dataclass(frozen=True, kw_only=True)
class Mover:
    """A household that must leave. `need_days` are the nights its journey should still last."""

    key: int
    persons: int
    home: str = ""
    wished: tuple[str, ...] = ()
    needs_step_free: bool = False
    need_days: int = 0

    @property
    def bedrooms(self) -> int:
        """Two persons a bedroom."""
        return -(-self.persons // 2)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A unit, empty from `free_on`, that can be lived in until the night of `last_day`; moves there on `move_on`."""

    key: int
    bedrooms: int
    free_on: date
    move_on: date
    last_day: date
    postal_code: str = ""
    step_free: bool = False

    @cached_property
    def days(self) -> int:
        return (self.last_day - self.move_on).days + 1

    @cached_property
    def weeks_empty(self) -> int:
        return min((self.move_on - self.free_on).days // 7, WEEKS_AT_MOST)


@dataclass(frozen=True)
class Cost:
    """What speaks against a pair. All zero is a perfect place."""

    again: bool = False
    hops: int = 0
    wished: bool = False  # `hops` count from a municipality that the household wished
    bedrooms_lost: int = 0
    weeks_empty: int = 0
    step_free_lost: bool = False

    @property
    def points(self) -> int:
        """The sum that the plan makes as small as it can."""
        return (
            AGAIN * self.again
            + (PER_HOP if self.wished else PER_HOP_FROM_HOME) * self.hops
            + PER_BEDROOM_LOST * self.bedrooms_lost
            + PER_WEEK_EMPTY * self.weeks_empty
            + STEP_FREE_LOST * self.step_free_lost
        )

    def as_facts(self) -> dict[str, int]:
        """Numbers alone, to be kept."""
        return {name: int(value) for name, value in asdict(self).items()}

    @classmethod
    def of_facts(cls, facts: Mapping[str, int]) -> "Cost":
        return cls(
            again=bool(facts["again"]),
            hops=facts["hops"],
            wished=bool(facts["wished"]),
            bedrooms_lost=facts["bedrooms_lost"],
            weeks_empty=facts["weeks_empty"],
            step_free_lost=bool(facts["step_free_lost"]),
        )


def cost_of(mover: Mover, place: Place) -> Cost:
    """The cost of one pair that the hard rules allow."""
    return Cost(
        again=place.days < mover.need_days,
        hops=_hops(mover.wished or (mover.home,), place.postal_code),
        wished=bool(mover.wished),
        bedrooms_lost=max(place.bedrooms - mover.bedrooms, 0),
        weeks_empty=place.weeks_empty,
        step_free_lost=place.step_free and not mover.needs_step_free,
    )


@lru_cache(maxsize=8192)
def _hops(wished: tuple[str, ...], postal_code: str) -> int:
    hops = hops_to_nearest(postal_code, wished)
    return UNKNOWN_HOPS if hops is None else hops


@dataclass(frozen=True)
class Plan:
    """Where each household goes, by the positions given: `chosen[mover] = place`. `points` sum over those placed."""

    chosen: Mapping[int, int]
    points: int


def plan(movers: Sequence[Mover], places: Sequence[Place], allowed: Sequence[Sequence[bool]]) -> Plan:
    """The assignment that places most households and, among those, costs least.

    `allowed[mover][place]` says which pairs the hard rules let be.
    """
    shelf = _Shelf(places)
    costs = [shelf.points(mover, row) for mover, row in zip(movers, allowed, strict=True)]
    chosen = cheapest(costs)
    return Plan(chosen, sum(cost_of(movers[one], places[other]).points for one, other in chosen.items()))


class _Shelf:
    """The places, with what their costs share counted once: points of the parts of a cost add up to its points."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.codes = {place.postal_code for place in places}
        self.bedrooms = {place.bedrooms for place in places}
        self.facts = [(place.postal_code, place.bedrooms, place.days) for place in places]
        self.own = {
            needed: [
                Cost(weeks_empty=place.weeks_empty, step_free_lost=place.step_free and not needed).points
                for place in places
            ]
            for needed in (True, False)
        }

    def points(self, mover: Mover, row: Sequence[bool]) -> list[int | None]:
        """`cost_of` one household with every place, in points; None where the rules forbid the pair."""
        wished = mover.wished or (mover.home,)
        near = {code: Cost(hops=_hops(wished, code), wished=bool(mover.wished)).points for code in self.codes}
        size = {one: Cost(bedrooms_lost=max(one - mover.bedrooms, 0)).points for one in self.bedrooms}
        again, need = Cost(again=True).points, mover.need_days
        return [
            near[code] + size[bedrooms] + own + (again if days < need else 0) if may else None
            for (code, bedrooms, days), own, may in zip(self.facts, self.own[mover.needs_step_free], row, strict=True)
        ]


def nearest(mover: Mover, places: Sequence[Place], limit: int = 3) -> list[int]:
    """Positions of the places nearest to what the household wishes, the right size first among those as near."""

    def distance(position: int) -> tuple[int, int, int]:
        place = places[position]
        return (_hops(mover.wished or (mover.home,), place.postal_code), abs(place.bedrooms - mover.bedrooms), position)

    return sorted(range(len(places)), key=distance)[:limit]

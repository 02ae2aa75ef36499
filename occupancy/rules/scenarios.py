"""What a plan of relocation assumes, and what it proposes and explains for each household."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from occupancy.rules.relocation import Cost

GIVEN = "given"  # not an obstacle: the unit goes to another household of the plan
MOST_OPENINGS, MOST_PERSONS, MOST_BEDROOMS = 200, 30, 12


@dataclass(frozen=True, kw_only=True)
class Openings:
    """Units that do not exist yet, all alike."""

    count: int
    persons: int
    bedrooms: int
    step_free: bool
    animals: bool
    postal_code: str | None
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """The site empties by `last_day` (included); nobody moves before `moves_from`."""

    last_day: date
    moves_from: date
    with_planned: bool = False
    openings: Openings | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str], last_day: date, today: date) -> "Assumptions":
        """As an address asks; what is no day or number asks nothing, the form told it. `last_day` is the one known."""
        last = _day(asked.get("last_day")) or last_day
        moves_from = max(_day(asked.get("moves_from")) or today, today)
        return cls(
            last_day=last,
            moves_from=min(moves_from, max(last, today)),
            with_planned=bool(asked.get("with_planned")),
            openings=_openings(asked, max(last, today)),
        )

    @property
    def kept(self) -> dict[str, Any]:
        """The assumptions as arguments of an address."""
        kept: dict[str, Any] = {"last_day": self.last_day.isoformat(), "moves_from": self.moves_from.isoformat()}
        kept |= {"with_planned": "1"} if self.with_planned else {}
        one = self.openings
        if one is None:
            return kept
        kept |= {"count": one.count, "persons": one.persons, "bedrooms": one.bedrooms}
        kept |= {"opens_on": one.first_day.isoformat(), "closes_on": one.last_day.isoformat()}
        flags = {"step_free": one.step_free, "animals": one.animals, "postal_code": one.postal_code}
        return kept | {name: "1" if value is True else value for name, value in flags.items() if value}


def _openings(asked: Mapping[str, str], last_day: date) -> Openings | None:
    count, persons = _number(asked.get("count"), MOST_OPENINGS), _number(asked.get("persons"), MOST_PERSONS)
    first_day, closes_on = _day(asked.get("opens_on")), _day(asked.get("closes_on"))
    if not count or not persons or first_day is None or closes_on is None or closes_on < first_day:
        return None
    return Openings(
        count=count,
        persons=persons,
        bedrooms=_number(asked.get("bedrooms"), MOST_BEDROOMS),
        step_free=bool(asked.get("step_free")),
        animals=bool(asked.get("animals")),
        postal_code=asked.get("postal_code") or None,
        first_day=first_day,
        last_day=closes_on,
    )


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _number(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0


@dataclass(frozen=True)
class Near:
    """A unit near what was wished, and why it is not for this household: an obstacle's code, or `GIVEN`."""

    unit: str
    why: str


@dataclass(frozen=True)
class Without:
    """Why a household has no place: its own `obstacle`, or the units nearest; `first_on` is when another would suit."""

    obstacle: str | None = None
    near: Sequence[Near] = ()
    first_on: date | None = None


@dataclass(frozen=True)
class Told:
    """What explains one line, as it is kept: the cost of its place, or why there is none."""

    cost: Cost | None = None
    without: Without | None = None

    def kept(self) -> str:
        if self.cost is not None:
            return json.dumps({"cost": self.cost.as_facts()}, separators=(",", ":"))
        one = self.without or Without()
        near = [{"unit": item.unit, "why": item.why} for item in one.near]
        first_on = one.first_on.isoformat() if one.first_on else None
        return json.dumps({"obstacle": one.obstacle, "near": near, "first_on": first_on}, separators=(",", ":"))

    @classmethod
    def read(cls, facts: str) -> "Told":
        found = json.loads(facts)
        if "cost" in found:
            return cls(cost=Cost.of_facts(found["cost"]))
        first_on = date.fromisoformat(found["first_on"]) if found["first_on"] else None
        return cls(without=Without(found["obstacle"], [Near(**item) for item in found["near"]], first_on))


@dataclass(frozen=True)
class Totals:
    """What two plans are compared by. `points` are what the solver made as few as it could."""

    households: int
    placed: int
    again: int
    hops: int
    bedrooms_lost: int
    points: int

    @property
    def without(self) -> int:
        return self.households - self.placed


def totals(told: Sequence[Told]) -> Totals:
    costs = [one.cost for one in told if one.cost is not None]
    return Totals(
        households=len(told),
        placed=len(costs),
        again=sum(cost.again for cost in costs),
        hops=sum(cost.hops for cost in costs),
        bedrooms_lost=sum(cost.bedrooms_lost for cost in costs),
        points=sum(cost.points for cost in costs),
    )

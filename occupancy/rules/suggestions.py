"""What to try next when pairs are kept out: which other unit would suit how many of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from occupancy.rules.matching import Obstacle


@dataclass
class Group:
    """Households that one obstacle keeps out of a unit; another free unit would suit `suited` of them."""

    obstacle: Obstacle
    households: int = 0
    other_unit: Any = None
    suited: int = 0


@dataclass
class Verdicts:
    """How the households that wait stand to one unit."""

    candidates: int = 0
    groups: list[Group] = field(default_factory=list)

    @property
    def excluded(self) -> int:
        return sum(group.households for group in self.groups)

    @property
    def waiting(self) -> int:
        return self.candidates + self.excluded

    @property
    def main(self) -> Group | None:
        """The obstacle that keeps most out."""
        return self.groups[0] if self.groups else None


def kinds_of_units(offers: Iterable[Any], but: int | None, limit: int = 40) -> list[Any]:
    """One offer for each kind of unit, as far as obstacles go: of those alike, the one with most time left."""
    best: dict[tuple[Any, ...], Any] = {}
    for offer in offers:
        kind = (offer.max_persons, offer.step_free, offer.animals_allowed)
        if offer.unit_id != but and (kind not in best or offer.days_left > best[kind].days_left):
            best[kind] = offer
    return list(best.values())[:limit]


def verdicts(rows: Iterable[Any], kinds: Iterable[Any]) -> Verdicts:
    """Sum the rows of `occupancy.queries.board`: (obstacle, profile, households, unit that would suit or None)."""
    by_obstacle: dict[str | None, dict[Any, int]] = defaultdict(dict)
    suits: dict[str | None, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        by_obstacle[row.obstacle][(row.persons, row.needs_step_free, row.has_animals)] = row.households
        if row.suited_by is not None:
            suits[row.obstacle][row.suited_by] += row.households
    offers = {offer.unit_id: offer for offer in kinds}
    candidates = sum(by_obstacle[None].values())
    groups = [
        _group(Obstacle(code), sum(found.values()), suits[code], offers)
        for code, found in by_obstacle.items()
        if code is not None
    ]
    order = list(Obstacle)
    return Verdicts(candidates, sorted(groups, key=lambda one: (-one.households, order.index(one.obstacle))))


def _group(obstacle: Obstacle, households: int, suits: dict[int, int], offers: dict[int, Any]) -> Group:
    if not suits:
        return Group(obstacle, households)
    best = max(suits, key=lambda unit_id: (suits[unit_id], offers[unit_id].days_left, -unit_id))
    return Group(obstacle, households, offers[best], suits[best])

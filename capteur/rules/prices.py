"""How far a budget is from real rents. Amounts are cents a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Protocol

from app.periods import add_months
from capteur.vocab import DwellingType

LEASES_TOLD = 5
LEASES_OF = 12  # months
Place = tuple[int | None, DwellingType]  # an area, by its key, and what is let there


class Prices(Protocol):
    low_cents: int
    median_cents: int


@dataclass(frozen=True)
class Gap:
    """`gap_cents`: the highest rent less the median, below zero when the budget is under it. `below`: under the low."""

    gap_cents: int
    below: bool


def gap_of(max_rent_cents: int, prices: Iterable[Prices]) -> Gap | None:
    """Against the cheapest of the areas wanted; None where the table says nothing of them."""
    cheapest = min(prices, key=lambda one: (one.median_cents, one.low_cents), default=None)
    if cheapest is None:
        return None
    return Gap(max_rent_cents - cheapest.median_cents, max_rent_cents < cheapest.low_cents)


def is_old(first_day: date, months: int, day: date) -> bool:
    """Whether a table valid from `first_day` is older than `months` on `day`."""
    return add_months(first_day, months) < day


def median_rents(rents: Iterable[tuple[Place, int]]) -> dict[Place, int]:
    """The median, in whole cents, of each key with `LEASES_TOLD` rents or more: of fewer it would tell of somebody."""
    found: dict[Place, list[int]] = {}
    for key, cents in rents:
        found.setdefault(key, []).append(cents)
    return {key: round(median(every)) for key, every in found.items() if len(every) >= LEASES_TOLD}

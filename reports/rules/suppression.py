"""Small cells: counts under a threshold are hidden, with a second one where the first could be deduced (DESIGN §4)."""

from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLD = 5


@dataclass(frozen=True)
class Shown:
    """A row of counts as it may be published: `None` is a hidden cell; the total is hidden when it is small itself."""

    cells: tuple[int | None, ...]
    total: int | None


def publish(counts: Sequence[int], threshold: int = THRESHOLD) -> Shown:
    """Hide every count from 1 to `threshold` - 1; zero says nothing of anybody and stays.

    With a total beside it, one hidden cell is a subtraction away: then the smallest other count goes too. Two hidden
    cells whose sum is under twice the threshold would still be told within a person or two, so hiding goes on until
    what is hidden together reaches it, or nothing is left to hide.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < threshold}
    if hidden:
        _hide_more(counts, hidden, threshold)
    if hidden and sum(counts[place] for place in hidden) < threshold:
        return Shown(tuple(None if count else 0 for count in counts), None)
    cells = tuple(None if place in hidden else count for place, count in enumerate(counts))
    return Shown(cells, sum(counts))


def _hide_more(counts: Sequence[int], hidden: set[int], threshold: int) -> None:
    others = sorted((count, place) for place, count in enumerate(counts) if count and place not in hidden)
    while others and (len(hidden) < 2 or sum(counts[place] for place in hidden) < threshold):
        hidden.add(others.pop(0)[1])

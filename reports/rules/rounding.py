"""Published counts are rounded, so that neither a small count nor a small change can be read (decision 0009)."""

from collections.abc import Sequence
from dataclasses import dataclass

BASE = 5


@dataclass(frozen=True)
class Rounded:
    """A row of counts as it is published; the total is that of the rounded cells."""

    cells: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.cells)


def rounded(counts: Sequence[int]) -> Rounded:
    """Each count to the nearest multiple of five. A true total beside rounded cells would tell them closer."""
    return Rounded(tuple((count + BASE // 2) // BASE * BASE for count in counts))

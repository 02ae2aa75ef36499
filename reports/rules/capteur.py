"""Formulas of the capteur figures (features §3.10): from counts to the number that is told. Exact, as fractions."""

from collections.abc import Sequence
from fractions import Fraction

RETENTION_MONTHS = 12  # a letting younger than this says nothing yet of whether it holds
HIDDEN_BELOW = 5


def ratio(count: int, among: int) -> Fraction | None:
    """A share, or so many to one; nothing is no share of nothing."""
    return Fraction(count, among) if among else None


def pace(half_days: int, won: int) -> Fraction | None:
    """Days worked for each dwelling won in the months whose days are known."""
    return Fraction(half_days, 2 * won) if half_days and won else None


def median(lengths: Sequence[int]) -> Fraction | None:
    """The middle of what is known; between two, half way."""
    known, middle = sorted(lengths), len(lengths) // 2
    if not known:
        return None
    return Fraction(known[middle]) if len(known) % 2 else Fraction(known[middle - 1] + known[middle], 2)


def is_hidden(*counts: int) -> bool:
    """Whether one of them is so small that it would tell of somebody."""
    return any(0 < count < HIDDEN_BELOW for count in counts)

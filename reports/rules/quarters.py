"""Public figures speak of ends of quarters only: two neighbouring days would tell who moved in between (S-16)."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.periods import add_months


def last_closed(today: date) -> date:
    """The last day of the last quarter that is over: a quarter that ends today still moves."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return first - timedelta(days=1)


def closed_quarter(day: date, today: date) -> date:
    """The end of the last quarter over on `day` (its last day included), and over today."""
    return last_closed(min(day + timedelta(days=1), today))


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year, by its first day."""

    first: date

    @classmethod
    def holding(cls, day: date) -> "Quarter":
        """The one in which a day falls."""
        return cls(date(day.year, 3 * ((day.month - 1) // 3) + 1, 1))

    @property
    def last(self) -> date:
        return add_months(self.first, 3) - timedelta(days=1)

    @property
    def number(self) -> int:
        return (self.first.month + 2) // 3

    @property
    def code(self) -> str:
        return f"{self.first.year}-{self.number}"


def quarters_back(today: date, count: int) -> list[Quarter]:
    """The quarter under way and those before it, the latest first."""
    begun = Quarter.holding(today).first
    return [Quarter(add_months(begun, -3 * turn)) for turn in range(count)]

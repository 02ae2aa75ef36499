"""The ribbon's arithmetic: which months it shows, and where a period falls on it. Positions run from 0 to 1000."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.periods import PaperPeriod, add_months, months_range

SPANS = (3, 6, 12, 24)
USUAL = 12
YEARS = range(2000, 2101)
ONE_DAY = timedelta(days=1)
LABELS_AT_MOST = 12


@dataclass(frozen=True)
class Window:
    """`months` whole calendar months, from that of `first_day`, which is a first of the month."""

    first_day: date
    months: int

    @classmethod
    def of(cls, first: str, months: str, day: date) -> "Window":
        """From the address (`2026-03`, `12`); nonsense is the usual: a year that began a quarter of it ago."""
        span = int(months) if months in map(str, SPANS) else USUAL
        return cls(_month(first) or add_months(day.replace(day=1), -(span // 4)), span)

    @property
    def end_on(self) -> date:
        """The first day after the window."""
        return add_months(self.first_day, self.months)

    @property
    def last_day(self) -> date:
        return self.end_on - ONE_DAY

    @property
    def code(self) -> str:
        """The first month as an address says it."""
        return f"{self.first_day:%Y-%m}"

    def moved(self, steps: int) -> "Window":
        """Half a window earlier or later, at least a month; never out of the years that can be asked."""
        first = add_months(self.first_day, steps * max(1, self.months // 2))
        return Window(first, self.months) if first.year in YEARS else self

    def columns(self) -> tuple[PaperPeriod, ...]:
        return months_range(self.first_day, self.months)

    def shows_label(self, index: int) -> bool:
        """Whether the month at `index` has room for its name: all of a year, every third of two."""
        return index % (1 if self.months <= LABELS_AT_MOST else 3) == 0

    def x(self, day: date) -> float:
        """Where the morning of `day` falls."""
        return round((day - self.first_day).days * 1000 / (self.end_on - self.first_day).days, 2)

    def holds(self, day: date) -> bool:
        return self.first_day <= day < self.end_on

    def place(self, start_on: date, end_on: date | None) -> tuple[float, float] | None:
        """Where (x, width) a period shows, its end excluded; None when it is wholly outside."""
        first, end = max(start_on, self.first_day), min(end_on or self.end_on, self.end_on)
        return (self.x(first), round(self.x(end) - self.x(first), 2)) if first < end else None


def _month(text: str) -> date | None:
    """The first day of `YYYY-MM`, within the years that can be asked."""
    year, dash, month = text.partition("-")
    if not (dash and year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None
    in_calendar = int(year) in YEARS and len(month) == 2 and 1 <= int(month) <= 12
    return date(int(year), int(month), 1) if in_calendar else None


def closed_between(window: Window, openings: Iterable[tuple[date, date]]) -> Sequence[tuple[date, date]]:
    """The parts of the window, end excluded, in no opening (paper periods, both days included)."""
    gaps, at = [], window.first_day
    for first_day, last_day in sorted(openings):
        if first_day > at:
            gaps.append((at, min(first_day, window.end_on)))
        at = max(at, last_day + ONE_DAY)
    if at < window.end_on:
        gaps.append((at, window.end_on))
    return [(start, end) for start, end in gaps if start < end]

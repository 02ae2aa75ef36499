"""Lived periods: the first night's day included, the day of leaving excluded (DESIGN §3.2).

Stays, memberships, assignments, absences. A night belongs to the day it begins on: from the 1st to the 3rd
there are two nights, those of the 1st and of the 2nd, and somebody else can move in on the 3rd.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.periods.days import ONE_DAY, earliest, require_day

if TYPE_CHECKING:
    from app.periods.paper import PaperPeriod


def nights_between(start_on: date, end_on: date) -> int:
    """Return the nights from the day of arrival to the day of leaving: the one counter (DESIGN §3.2).

    Zero when both are the same day; ValueError when the end comes first.
    """
    nights = (require_day(end_on) - require_day(start_on)).days
    if nights < 0:
        raise ValueError(f"the end {end_on} comes before the start {start_on}")
    return nights


@dataclass(frozen=True, slots=True)
class LivedPeriod:
    """Days from `start_on`, included, to `end_on`, excluded; None is an end nobody knows yet.

    Raises ValueError when not one night fits: in and out on one day is an event, not a period.
    """

    start_on: date
    end_on: date | None = None

    def __post_init__(self) -> None:
        require_day(self.start_on)
        if self.end_on is not None and require_day(self.end_on) <= self.start_on:
            raise ValueError(f"a lived period must end after {self.start_on}, not on {self.end_on}")

    @property
    def is_open(self) -> bool:
        """Whether no end is known."""
        return self.end_on is None

    def contains(self, day: date) -> bool:
        """Whether the night that begins on this day is part of the period."""
        return self.start_on <= require_day(day) and (self.end_on is None or day < self.end_on)

    def overlaps(self, other: "LivedPeriod") -> bool:
        """Whether both share a night: leaving and arriving on one day do not; TypeError for paper."""
        _require_lived(other)
        return (other.end_on is None or self.start_on < other.end_on) and (
            self.end_on is None or other.start_on < self.end_on
        )

    def covers(self, other: "LivedPeriod") -> bool:
        """Whether each night of the other is also one of this; TypeError for paper."""
        _require_lived(other)
        return self.start_on <= other.start_on and (
            self.end_on is None or (other.end_on is not None and other.end_on <= self.end_on)
        )

    def intersection(self, other: "LivedPeriod") -> "LivedPeriod | None":
        """Return the nights that both share, None when there are none; TypeError for paper."""
        if not self.overlaps(other):
            return None
        return LivedPeriod(max(self.start_on, other.start_on), earliest(self.end_on, other.end_on))

    def nights(self, window: "LivedPeriod | None" = None, *, until: date | None = None) -> int:
        """Return the nights of the period: those in `window` and those that begin before `until`, if given.

        ValueError when nothing bounds them: an open period needs `until`, or a window that ends.
        """
        counted = self if window is None else self.intersection(window)
        if counted is None:
            return 0
        end_on = earliest(counted.end_on, until)
        if end_on is None:
            raise ValueError(f"nights since {counted.start_on} have no end: say until which day")
        return nights_between(counted.start_on, max(counted.start_on, end_on))

    def as_paper(self) -> "PaperPeriod":
        """Return the same days as a paper period: its last day is that of the last night."""
        from app.periods.paper import PaperPeriod

        return PaperPeriod(self.start_on, None if self.end_on is None else self.end_on - ONE_DAY)


def nights_within(period: LivedPeriod, window: LivedPeriod) -> int:
    """Return the nights of the period that begin within the window; ValueError when both are open."""
    _require_lived(window)
    return period.nights(window)


def _require_lived(other: LivedPeriod) -> None:
    if not isinstance(other, LivedPeriod):
        raise TypeError(f"a lived period is compared with a lived one, not with {other!r}: convert it aloud")

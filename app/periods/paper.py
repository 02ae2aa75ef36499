"""Paper periods: both the first and the last day included, as a contract says it (DESIGN §3.2).

Agreements, amendments, availability, outages, partner conventions.
"""

from dataclasses import dataclass
from datetime import date

from app.periods.days import ONE_DAY, earliest, require_day
from app.periods.lived import LivedPeriod


@dataclass(frozen=True, slots=True)
class PaperPeriod:
    """Days from `first_day` to `last_day`, both included; None is an end that is not written.

    Raises ValueError when the last day comes before the first, or is 31/12/9999, which is a way to say None.
    """

    first_day: date
    last_day: date | None = None

    def __post_init__(self) -> None:
        require_day(self.first_day)
        if self.last_day is None:
            return
        if require_day(self.last_day) < self.first_day:
            raise ValueError(f"a paper period cannot end on {self.last_day}, before {self.first_day}")
        if self.last_day == date.max:
            raise ValueError(f"a period without end has no last day, not {self.last_day}")

    @property
    def is_open(self) -> bool:
        """Whether no last day is written."""
        return self.last_day is None

    def contains(self, day: date) -> bool:
        """Whether this day is one of the period, first and last included."""
        return self.first_day <= require_day(day) and (self.last_day is None or day <= self.last_day)

    def overlaps(self, other: "PaperPeriod") -> bool:
        """Whether both share a day. TypeError for a lived period."""
        _require_paper(other)
        return (other.last_day is None or self.first_day <= other.last_day) and (
            self.last_day is None or other.first_day <= self.last_day
        )

    def covers(self, other: "PaperPeriod | LivedPeriod") -> bool:
        """Whether each day of the other is one of this: an amendment in its agreement, a stay in its unit.

        The days of a stay are those its nights begin on (DESIGN §3.5): the last night may begin on the last
        day, and the household leaves the morning after. A rule that wants it out on the last day compares
        `end_on` besides.
        """
        days = other.as_paper() if isinstance(other, LivedPeriod) else other
        _require_paper(days)
        return self.first_day <= days.first_day and (
            self.last_day is None or (days.last_day is not None and days.last_day <= self.last_day)
        )

    def intersection(self, other: "PaperPeriod") -> "PaperPeriod | None":
        """Return the days that both share, None when there are none. TypeError for a lived period."""
        if not self.overlaps(other):
            return None
        return PaperPeriod(max(self.first_day, other.first_day), earliest(self.last_day, other.last_day))

    def days(self, *, through: date | None = None) -> int:
        """Return the number of days, those after `through` left out; ValueError when nothing bounds them."""
        last_day = earliest(self.last_day, through)
        if last_day is None:
            raise ValueError(f"days since {self.first_day} have no end: say through which day")
        return max(0, (last_day - self.first_day).days + 1)

    def as_lived(self) -> LivedPeriod:
        """Return the nights that begin on these days: it ends the day after the last one."""
        return LivedPeriod(self.first_day, None if self.last_day is None else self.last_day + ONE_DAY)


def _require_paper(other: PaperPeriod) -> None:
    if not isinstance(other, PaperPeriod):
        raise TypeError(f"a paper period is compared with a paper one, not with {other!r}: convert it aloud")

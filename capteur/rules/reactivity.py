"""How a support body answers, measured over a period: from its alerts and its visits due (features §3.10)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from capteur.rules.follow_up import needs_review, working_days_between

LONG_OPEN = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """An alert as its answer is measured."""

    raised_on: date
    answer_by: date
    acknowledged_on: date | None
    solved_on: date | None

    def late_on(self, day: date) -> date | None:
        """The day since which the answer was late, as known on `day`; None where it came in time, or still may, or the
        mediator closed it before it was due."""
        answered = self.acknowledged_on or self.solved_on or day
        return self.answer_by + DAY if answered > self.answer_by else None


@dataclass(kw_only=True)
class Reactivity:
    """The figures of one support body, or of all. Visits: due by their day, of which held, by telephone, refused by the
    household, missed, and those that nobody noted."""

    alerts: list[Asked] = field(default_factory=list)
    due: int = 0
    held: int = 0
    by_phone: int = 0
    refused: int = 0
    missed: int = 0
    without: int = 0

    def answered_in_time(self, day: date) -> tuple[int, int]:
        """How many were acknowledged in time, of how many whose answer was due: those open and late count as failures,
        those that may still be answered not yet."""
        due = [one for one in self.alerts if one.acknowledged_on is not None or one.late_on(day) is not None]
        return sum(one.late_on(day) is None for one in due), len(due)

    def median_days(self) -> tuple[float | None, int]:
        """The median of working days from an alert to its acknowledgement, and of how many."""
        days = [
            working_days_between(one.raised_on, one.acknowledged_on)
            for one in self.alerts
            if one.acknowledged_on is not None
        ]
        return (median(days) if days else None), len(days)

    def long_open(self, day: date) -> int:
        """Alerts that are open for more than seven days."""
        return sum(one.solved_on is None and day - one.raised_on > LONG_OPEN for one in self.alerts)

    @property
    def unnoted(self) -> int:
        return self.due - self.held - self.by_phone - self.refused - self.missed


def breaches(alerts: Iterable[Asked], day: date, since: date | None) -> list[date]:
    """The days since which answers were late, those after `since` (the last review), oldest first."""
    found = (one.late_on(day) for one in alerts)
    return sorted(late for late in found if late is not None and (since is None or late > since))


def to_review(alerts: Iterable[Asked], day: date, since: date | None) -> bool:
    """Two breaches in 90 days since the last review: people look at the convention again, the software cuts nothing."""
    return needs_review(breaches(alerts, day, since))

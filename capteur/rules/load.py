"""How much of the work mediation takes, and how much is to be expected (features §3.9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.periods import PaperPeriod
from capteur.vocab_mediation import PROSPECTING, Activity

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Noted:
    """Minutes given to an activity on a day."""

    day: date
    activity: Activity
    minutes: int


@dataclass(frozen=True)
class Share:
    """Minutes of a period: of each activity."""

    period: PaperPeriod
    minutes: dict[Activity, int]

    @property
    def total(self) -> int:
        return sum(self.minutes.values())

    @property
    def mediation(self) -> int:
        return self.minutes[Activity.MEDIATION]

    @property
    def prospecting(self) -> int:
        return sum(self.minutes[one] for one in PROSPECTING)

    @property
    def percent(self) -> int | None:
        """Mediation among all minutes noted, in whole percents; None where none were."""
        return _whole(Decimal(100 * self.mediation) / self.total) if self.total else None

    def exceeds(self, percent: int) -> bool:
        """Whether mediation takes more than so many percents, before any rounding."""
        return 100 * self.mediation > percent * self.total


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def shares(noted: Iterable[Noted], periods: Sequence[PaperPeriod]) -> list[Share]:
    """What was noted, in each of the periods."""
    found = [Share(period, dict.fromkeys(Activity, 0)) for period in periods]
    for one in noted:
        for share in found:
            if share.period.contains(one.day):
                share.minutes[one.activity] += one.minutes
    return found


def weeks_before(day: date, count: int) -> list[PaperPeriod]:
    """The last `count` weeks that are over on `day`, Monday to Sunday, the oldest first."""
    monday = day - timedelta(days=day.weekday())
    starts = [monday - WEEK * back for back in range(count, 0, -1)]
    return [PaperPeriod(start, start + timedelta(days=6)) for start in starts]


def is_squeezed(weeks: Sequence[Share], percent: int) -> bool:
    """Whether mediation took more than `percent` of the minutes in every one of these weeks."""
    return bool(weeks) and all(week.exceeds(percent) for week in weeks)


def expected_cases(active_lettings: int, percent: int) -> Decimal:
    """Open cases to be expected: so many percents of the lettings that run, to one decimal."""
    return (Decimal(active_lettings * percent) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)

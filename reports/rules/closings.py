"""Closings ahead: how many must leave by when, what is planned, and whether the pace reached is enough. Pure.

A household counts with the last day of its dwelling: the morning after, it has left. Paces are households a month of
thirty days and a half.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from app.periods import PaperPeriod, add_months, months_range

MONTHS = 24
MONTHS_OF_PACE = 6
DAYS_A_MONTH = Fraction(61, 2)


@dataclass(frozen=True)
class Inside:
    """Households that live where it ends on `last_day`; `planned_on` is when they are to leave, if that is planned.
    Without a plan, a unit may have been proposed to them that they have not accepted yet."""

    last_day: date
    households: int = 1
    planned_on: date | None = None
    has_plan: bool = False
    is_proposed: bool = False


@dataclass(frozen=True)
class Month:
    """A calendar month to come. `due` and `planned` are within it; the last three are how many are inside at its end:
    at most, if plans are kept, and at the pace of the last months."""

    period: PaperPeriod
    units_lost: int
    due: int
    planned: int
    at_most: int
    with_plans: int
    at_pace: int

    @property
    def code(self) -> str:
        return self.period.first_day.strftime("%Y-%m")


def horizon(day: date) -> tuple[PaperPeriod, ...]:
    """The 24 calendar months from that of the day on."""
    return months_range(day, MONTHS)


def last_of(day: date) -> date:
    """The last day that is looked at."""
    last = horizon(day)[-1].last_day
    assert last is not None
    return last


def since(day: date) -> date:
    """The first day of the months whose pace is known: the window ends on `day`, which counts."""
    return add_months(day, -MONTHS_OF_PACE) + timedelta(days=1)


def months(day: date, inside: Sequence[Inside], lost: Iterable[tuple[date, int]], pace: Fraction) -> list[Month]:
    """The curve month by month; what was due before the day counts in the first month."""
    ends = list(lost)
    rows, first = [], True
    for period in horizon(day):
        last = period.last_day or period.first_day
        begun = date.min if first else period.first_day
        due, planned = _due(inside, last), _planned(inside, last)
        rows.append(
            Month(
                period=period,
                units_lost=sum(count for end, count in ends if begun <= end <= last),
                due=due - (0 if first else _due(inside, period.first_day - timedelta(days=1))),
                planned=planned - (0 if first else _planned(inside, period.first_day - timedelta(days=1))),
                at_most=total(inside) - due,
                with_plans=total(inside) - planned,
                at_pace=max(total(inside) - floor(pace * months_between(day, last)), 0),
            )
        )
        first = False
    return rows


def total(inside: Iterable[Inside]) -> int:
    return sum(one.households for one in inside)


def without_plan(inside: Iterable[Inside]) -> int:
    return sum(one.households for one in inside if not one.has_plan and not one.is_proposed)


def proposed(inside: Iterable[Inside]) -> int:
    return sum(one.households for one in inside if one.is_proposed)


def undated(inside: Iterable[Inside]) -> int:
    """With a plan and no day: no curve counts them as gone."""
    return sum(one.households for one in inside if one.has_plan and one.planned_on is None)


def _due(inside: Iterable[Inside], by: date) -> int:
    return sum(one.households for one in inside if one.last_day <= by)


def _planned(inside: Iterable[Inside], by: date) -> int:
    return sum(one.households for one in inside if one.planned_on is not None and one.planned_on <= by)


def months_between(start: date, end: date) -> Fraction:
    """Months from one day to another, in days; none when the end comes first."""
    return max(Fraction((end - start).days), Fraction(0)) / DAYS_A_MONTH


def pace_of(left: int) -> Fraction:
    """Households re-housed a month over the last six."""
    return Fraction(left, MONTHS_OF_PACE)


def pace_needed(day: date, inside: Sequence[Inside], every: Sequence[Inside] | None = None) -> Fraction | None:
    """The least steady pace from `day` on that empties every site in time; None when a last day is past already.

    With `every`, the pace at which all of these are re-housed, those whose dwelling ends first before the others, so
    that `inside` leave in time.
    """
    needed = Fraction(0)
    for last_day in {one.last_day for one in inside}:
        left = months_between(day, last_day + timedelta(days=1))
        if not left:
            return None
        needed = max(needed, Fraction(_due(every or inside, last_day)) / left)
    return needed


def lost_from(inside: Sequence[Inside], pace: Fraction, every: Sequence[Inside] | None = None) -> date | None:
    """The first day on which, should nobody have left before, this pace no longer empties every site in time.

    With `every`, the pace is that of all of these, as in `pace_needed`: homes are looked for by the same people for all
    sites, so that a small site where nobody left lately is not lost for that. None when there is nobody to re-house;
    without any pace it is lost from the first day of all.
    """
    if not inside:
        return None
    if not pace:
        return date.min
    latest = [
        last_day - timedelta(days=min(_days(_due(every or inside, last_day), pace) - 1, (last_day - date.min).days - 1))
        for last_day in {one.last_day for one in inside}
    ]
    return min(latest) + timedelta(days=1)


def begun_before(lost: date | None, opened_on: date | None) -> date | None:
    """The day before which one had to begin at this pace; None where no site was open yet, and none could be kept."""
    if lost is None or lost == date.min:
        return None
    return lost if opened_on is None or lost > opened_on else None


def _days(households: int, pace: Fraction) -> int:
    """Whole days that it takes to re-house so many."""
    return -floor(-Fraction(households) * DAYS_A_MONTH / pace)

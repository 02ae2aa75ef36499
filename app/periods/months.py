"""Calendar months: the length of an agreement in months, and the columns of a timeline (DESIGN §3.3)."""

import calendar
import math
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.periods.days import require_day
from app.periods.paper import PaperPeriod


def months_of(first_day: date, last_day: date) -> Fraction:
    """Return the exact length in months: days covered ÷ days in the month, month by month (DESIGN §3.3).

    Both days are included; ValueError when the last comes before the first. Lengths of parts add up exactly
    to that of the whole: add first, round once with `to_half_months`.
    """
    if require_day(last_day) < require_day(first_day):
        raise ValueError(f"a length in months cannot end on {last_day}, before {first_day}")
    before_first = Fraction(first_day.day - 1, _days_in(first_day))
    up_to_last = Fraction(last_day.day, _days_in(last_day))
    return _index(last_day) - _index(first_day) + up_to_last - before_first


def to_half_months(months: Fraction) -> Decimal:
    """Return a length in months rounded to the nearest half, such as 7 or 28.5 (DESIGN §3.3).

    A tie goes up: 7 days of a February of 28 are a quarter, so half a month. Less than a quarter gives 0.
    """
    return Decimal(math.floor(2 * months + Fraction(1, 2))) / 2


def half_months(first_day: date, last_day: date) -> Decimal:
    """Return the length in months from one day to the other, both included, rounded to the nearest half."""
    return to_half_months(months_of(first_day, last_day))


def add_months(day: date, count: int) -> date:
    """Return the day `count` months later (earlier if negative), at most the last of that month.

    31 January + 1 month is 28 or 29 February; 29 February + 12 months is 28 February. The day is lost on the
    way, so count a series from its first day, `add_months(first, 2)`, never from the step before. ValueError
    past year 9999.
    """
    year, month = divmod(_index(require_day(day)) + count, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{count} months from {day} is out of the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(day: date) -> PaperPeriod:
    """Return the calendar month of this day, from its first to its last day."""
    return PaperPeriod(day.replace(day=1), day.replace(day=_days_in(day)))


def months_range(first: date, count: int) -> tuple[PaperPeriod, ...]:
    """Return `count` calendar months in a row, from that of `first`: the columns of a timeline."""
    if count < 0:
        raise ValueError(f"a timeline has no {count} columns")
    return tuple(month_of(add_months(first, step)) for step in range(count))


def _days_in(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _index(day: date) -> int:
    """Months since the year 0, so that months subtract."""
    return day.year * 12 + day.month - 1

"""Random periods for hypothesis, and the set of days each one means, listed one by one.

The calendar is short, so that ends that touch are common, and holds a 29 February and two ends of month.
"""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from app.periods import LivedPeriod, PaperPeriod

# A busy machine may stall any example: only the number of examples bounds the time.
unhurried = settings(deadline=None)

FIRST, LAST = date(2028, 1, 28), date(2028, 3, 4)
# One day more than any end that is drawn: an open period holds it, a closed one never does.
CALENDAR = tuple(FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 2))

days = st.dates(FIRST, LAST)
closed_lived = st.lists(days, min_size=2, max_size=2, unique=True).map(lambda ends: LivedPeriod(*sorted(ends)))
closed_paper = st.lists(days, min_size=2, max_size=2).map(lambda ends: PaperPeriod(*sorted(ends)))
lived = closed_lived | days.map(LivedPeriod)
paper = closed_paper | days.map(PaperPeriod)


def nights_of(period: LivedPeriod | None) -> set[date]:
    """The days of the calendar on which a night of the period begins."""
    if period is None:
        return set()
    ends = period.end_on or date.max
    return {day for day in CALENDAR if period.start_on <= day < ends}


def days_of(period: PaperPeriod | None) -> set[date]:
    """The days of the calendar that the period covers."""
    if period is None:
        return set()
    last = period.last_day or date.max
    return {day for day in CALENDAR if period.first_day <= day <= last}

"""Working days in Belgium: Monday to Friday, without the ten legal holidays.

Source: royal decree of 18 April 1974 that executes the act of 4 January 1974 on public holidays, article 1.
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from app.periods.days import ONE_DAY, require_day

FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
DAYS_AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension Thursday, Whit Monday
BY_DECREE = (date(2008, 5, 2),)  # in place of Ascension, which fell on 1 May (royal decree of 3 June 2007)
SATURDAY = 5


@lru_cache(maxsize=256)
def legal_holidays(year: int) -> frozenset[date]:
    """Return the ten legal holidays of a year.

    A holiday that falls on a Sunday or another free day is replaced by a day that each employer chooses: it
    is not known here, so no day is added for it.
    """
    fixed = {date(year, month, day) for month, day in FIXED}
    moving = {easter(year) + timedelta(days=days) for days in DAYS_AFTER_EASTER}
    return frozenset(fixed | moving | {day for day in BY_DECREE if day.year == year})


def is_working_day(day: date) -> bool:
    """Whether offices work that day: Monday to Friday, and no legal holiday."""
    return require_day(day).weekday() < SATURDAY and day not in legal_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the `count`-th working day after this one, which is itself not counted; before it if negative.

    Two working days after an ordinary Friday is the next Tuesday. With 0 the day comes back as it is, working
    or not.
    """
    step = ONE_DAY if count >= 0 else -ONE_DAY
    remaining, reached = abs(count), require_day(day)
    while remaining:
        reached += step
        remaining -= is_working_day(reached)
    return reached

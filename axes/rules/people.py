"""What follows from a birth date or a birth year. A person may have neither."""

from datetime import date

from app.periods import add_months

ADULT_AT = 18
OLDEST = 120


def is_minor(day: date, *, birth_on: date | None, birth_year: int | None, said: bool) -> bool:
    """Whether a person is under eighteen on `day`; `said` decides where year and date do not."""
    if birth_on is not None:
        return day < add_months(birth_on, 12 * ADULT_AT)
    if birth_year is None or day.year - birth_year == ADULT_AT:
        return said
    return day.year - birth_year < ADULT_AT


def is_birth_year(year: int, day: date) -> bool:
    """Whether somebody alive on `day` can be born in `year`."""
    return day.year - OLDEST <= year <= day.year

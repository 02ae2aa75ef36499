"""What follows from a birth date or a birth year (a person may have neither); where a household wishes to live."""

import re
from datetime import date

from app.periods import add_months

CODES = re.compile(r"\d{4}(?: ?, ?\d{4})*")
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


def wished_codes(text: str | None) -> tuple[str, ...]:
    """The postal codes of a list such as "1000, 1060", each once, in the order wished. ValueError for anything else."""
    if not text:
        return ()
    if not CODES.fullmatch(text):
        raise ValueError("a list of postal codes has four digits each, and commas between")
    return tuple(dict.fromkeys(re.findall(r"\d{4}", text)))

"""The Belgian calendar of working days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.periods import add_working_days, is_working_day, legal_holidays
from tests.support.periods import unhurried

days = st.dates(date(2015, 1, 1), date(2040, 12, 31))

# Easter Monday, Ascension and Whit Monday, as calendars of the Belgian authorities print them.
MOVING = {
    2008: ("2008-03-24", "2008-05-01", "2008-05-12"),
    2024: ("2024-04-01", "2024-05-09", "2024-05-20"),
    2025: ("2025-04-21", "2025-05-29", "2025-06-09"),
    2026: ("2026-04-06", "2026-05-14", "2026-05-25"),
    2027: ("2027-03-29", "2027-05-06", "2027-05-17"),
    2028: ("2028-04-17", "2028-05-25", "2028-06-05"),
}
FIXED = ("01-01", "05-01", "07-21", "08-15", "11-01", "11-11", "12-25")


@pytest.mark.parametrize("year", MOVING)
def test_the_ten_legal_holidays(year: int) -> None:
    expected = {date.fromisoformat(text) for text in MOVING[year]}
    expected |= {date.fromisoformat(f"{year}-{text}") for text in FIXED}
    if year == 2008:  # Ascension was on 1 May; a decree gave 2 May instead
        expected.add(date(2008, 5, 2))
    assert legal_holidays(year) == expected
    assert len(expected) == 10


def test_easter_and_whit_sunday_are_no_legal_holidays() -> None:
    assert date(2027, 3, 28) not in legal_holidays(2027)
    assert date(2027, 5, 16) not in legal_holidays(2027)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2027, 5, 7), True, id="Friday after Ascension"),
        pytest.param(date(2027, 5, 6), False, id="Ascension"),
        pytest.param(date(2027, 5, 8), False, id="Saturday"),
        pytest.param(date(2027, 5, 9), False, id="Sunday"),
        pytest.param(date(2027, 8, 16), True, id="Monday after a holiday on Sunday"),
        pytest.param(date(2027, 12, 24), True, id="Christmas Eve"),
    ],
)
def test_a_working_day(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(date(2027, 6, 11), 1, date(2027, 6, 14), id="Friday to Monday"),
        pytest.param(date(2027, 6, 11), 2, date(2027, 6, 15), id="Friday to Tuesday"),
        pytest.param(date(2027, 6, 12), 1, date(2027, 6, 14), id="from a Saturday"),
        pytest.param(date(2027, 3, 26), 1, date(2027, 3, 30), id="over Easter and the lost hour"),
        pytest.param(date(2027, 12, 31), 1, date(2028, 1, 3), id="over the year"),
        pytest.param(date(2026, 12, 24), 2, date(2026, 12, 29), id="over Christmas and a weekend"),
        pytest.param(date(2027, 7, 23), -2, date(2027, 7, 20), id="back over the national day"),
        pytest.param(date(2027, 5, 9), 0, date(2027, 5, 9), id="none, from a Sunday"),
        pytest.param(date(2027, 1, 4), 253, date(2027, 12, 31), id="a year of work"),
    ],
)
def test_working_days_later_or_earlier(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count) == expected


@unhurried
@given(days, st.integers(min_value=1, max_value=60), st.sampled_from([1, -1]))
def test_as_many_working_days_are_passed_as_asked(day: date, count: int, direction: int) -> None:
    reached = add_working_days(day, count * direction)
    walked = [day + timedelta(days=direction * step) for step in range(1, abs((reached - day).days) + 1)]
    assert (reached - day).days * direction > 0
    assert is_working_day(reached)
    assert sum(map(is_working_day, walked)) == count


def test_an_instant_is_no_working_day() -> None:
    with pytest.raises(TypeError, match="a day is expected"):
        add_working_days(datetime(2027, 5, 7, 23, 30, tzinfo=UTC), 1)

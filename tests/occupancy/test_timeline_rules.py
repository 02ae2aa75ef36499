"""The ribbon's rules: its window, where a period is placed in it, and what is closed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occupancy.rules.timeline import Window, closed_between

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("first", "months", "expected"),
    [
        ("2026-03", "6", (date(2026, 3, 1), 6)),
        ("", "", (date(2026, 8, 1), 12)),
        ("", "3", (date(2026, 11, 1), 3)),
        ("", "24", (date(2026, 5, 1), 24)),
        ("2026-13", "5", (date(2026, 8, 1), 12)),
        ("1999-12", "3", (date(2026, 11, 1), 3)),
        ("9999-12", "24", (date(2026, 5, 1), 24)),
        ("²⁰²⁶-01", "12", (date(2026, 8, 1), 12)),
        ("2026-3", "12", (date(2026, 8, 1), 12)),
        ("-", "-1", (date(2026, 8, 1), 12)),
    ],
)
def test_the_window_of_an_address(first, months, expected):
    window = Window.of(first, months, DAY)
    assert (window.first_day, window.months) == expected


def test_a_window_moves_by_half_and_stays_within_the_years_that_can_be_asked():
    assert Window(date(2026, 1, 1), 12).moved(1).first_day == date(2026, 7, 1)
    assert Window(date(2026, 1, 1), 3).moved(-1).first_day == date(2025, 12, 1)
    assert Window(date(2000, 1, 1), 12).moved(-1).first_day == date(2000, 1, 1)


def test_a_period_is_placed_by_its_days_and_cut_to_the_window():
    window = Window(date(2026, 2, 1), 3)  # 28 + 31 + 30 = 89 days
    assert window.place(date(2026, 2, 1), date(2026, 5, 1)) == (0, 1000)
    assert window.place(date(2026, 1, 1), None) == (0, 1000)
    x, width = window.place(date(2026, 3, 1), date(2026, 4, 1))
    assert (round(x * 89 / 1000), round(width * 89 / 1000)) == (28, 31)
    assert window.place(date(2026, 5, 1), None) is None
    assert window.place(date(2026, 1, 1), date(2026, 2, 1)) is None


DAYS = st.integers(-40, 140).map(lambda n: date(2026, 2, 1) + timedelta(days=n))


@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=5))
def test_what_is_closed_is_every_day_in_no_opening(given_openings):
    window = Window(date(2026, 2, 1), 3)
    openings = [(first, first + timedelta(days=length)) for first, length in given_openings]
    gaps = closed_between(window, openings)
    for n in range((window.end_on - window.first_day).days):
        day = window.first_day + timedelta(days=n)
        is_open = any(first <= day <= last for first, last in openings)
        assert is_open != any(start <= day < end for start, end in gaps)
    assert all(window.first_day <= start < end <= window.end_on for start, end in gaps)

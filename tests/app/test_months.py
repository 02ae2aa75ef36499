"""Lengths in months and calendar columns (DESIGN §3.3)."""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.periods import (
    PaperPeriod,
    add_months,
    half_months,
    month_of,
    months_of,
    months_range,
    to_half_months,
)
from tests.support.periods import unhurried
from tests.support.zones import ZONES, process_zone

days = st.dates(date(2023, 1, 1), date(2028, 12, 31))
spans = st.tuples(days, days).map(lambda ends: (min(ends), max(ends)))


@pytest.mark.parametrize(
    ("first_day", "last_day", "months"),
    [
        pytest.param(date(2020, 3, 1), date(2020, 9, 30), "7", id="Peterbos"),
        pytest.param(date(2020, 3, 1), date(2021, 7, 31), "17", id="Grande Haie"),
        pytest.param(date(2021, 1, 1), date(2023, 12, 31), "36", id="3 Pommiers"),
        pytest.param(date(2020, 2, 1), date(2024, 10, 31), "57", id="Ganshoren"),
        pytest.param(date(2022, 4, 1), date(2024, 6, 30), "27", id="Trèfles"),
        pytest.param(date(2023, 3, 15), date(2025, 7, 31), "28.5", id="Dubrucq"),
    ],
)
def test_the_six_published_sites(first_day: date, last_day: date, months: str) -> None:
    for zone in ZONES:
        with process_zone(zone):
            length = half_months(first_day, last_day)
        assert length == Decimal(months)
        assert str(length) == months


@unhurried
@given(spans)
def test_each_day_is_its_part_of_its_month(span: tuple[date, date]) -> None:
    """The definition, day by day: 1/31 for a day of January, 1/28 or 1/29 for one of February."""
    first_day, last_day = span
    total, day = Fraction(0), first_day
    while day <= last_day:
        total += Fraction(1, calendar.monthrange(day.year, day.month)[1])
        day += timedelta(days=1)
    assert months_of(first_day, last_day) == total


@unhurried
@given(spans, st.sets(days))
def test_lengths_of_a_partition_add_up(span: tuple[date, date], cuts: set[date]) -> None:
    first_day, last_day = span
    starts = [first_day, *sorted(day for day in cuts if first_day < day <= last_day)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), last_day]
    parts = [months_of(start, end) for start, end in zip(starts, ends, strict=True)]
    assert sum(parts) == months_of(first_day, last_day)


@unhurried
@given(spans)
def test_rounding_moves_by_at_most_a_quarter(span: tuple[date, date]) -> None:
    exact, rounded = months_of(*span), Fraction(half_months(*span))
    assert (2 * rounded).denominator == 1
    assert Fraction(-1, 4) < rounded - exact <= Fraction(1, 4)


@unhurried
@given(days, st.integers(min_value=0, max_value=120))
def test_whole_months_are_exact(day: date, count: int) -> None:
    last_day = month_of(add_months(day, count)).last_day
    assert last_day is not None
    assert months_of(day.replace(day=1), last_day) == count + 1


@pytest.mark.parametrize(
    ("first_day", "last_day", "exact", "rounded"),
    [
        pytest.param(date(2027, 2, 1), date(2027, 2, 7), Fraction(1, 4), "0.5", id="tie of a quarter"),
        pytest.param(date(2027, 2, 8), date(2027, 2, 28), Fraction(3, 4), "1", id="tie of three quarters"),
        pytest.param(date(2028, 2, 1), date(2028, 2, 7), Fraction(7, 29), "0", id="leap year, just under"),
        pytest.param(date(2027, 1, 25), date(2027, 2, 28), Fraction(38, 31), "1", id="7 days of 31 and one month"),
        pytest.param(date(2027, 1, 24), date(2027, 2, 28), Fraction(39, 31), "1.5", id="8 days of 31 and one month"),
        pytest.param(date(2027, 5, 1), date(2027, 5, 1), Fraction(1, 31), "0", id="one day"),
        pytest.param(date(2028, 2, 29), date(2028, 2, 29), Fraction(1, 29), "0", id="29 February"),
        pytest.param(date(2027, 3, 15), date(2027, 4, 14), Fraction(17, 31) + Fraction(14, 30), "1", id="two halves"),
        pytest.param(date(2027, 1, 31), date(2027, 3, 1), 1 + Fraction(2, 31), "1", id="month ends"),
        pytest.param(date(2020, 1, 1), date(2029, 12, 31), Fraction(120), "120", id="ten years"),
        pytest.param(date(9999, 12, 1), date(9999, 12, 31), Fraction(1), "1", id="the last month"),
    ],
)
def test_lengths_worked_out_by_hand(first_day: date, last_day: date, exact: Fraction, rounded: str) -> None:
    assert months_of(first_day, last_day) == exact
    assert str(half_months(first_day, last_day)) == rounded


def test_parts_are_added_before_they_are_rounded() -> None:
    """Three thirds of June: rounded one by one they would make a month and a half."""
    thirds = [(1, 10), (11, 20), (21, 30)]
    parts = [months_of(date(2027, 6, first), date(2027, 6, last)) for first, last in thirds]
    assert to_half_months(sum(parts, Fraction(0))) == 1
    assert sum(to_half_months(part) for part in parts) == Decimal("1.5")


def test_a_length_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="before"):
        months_of(date(2027, 5, 2), date(2027, 5, 1))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2027, 1, 15), 1, date(2027, 2, 15)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 2, 28), 1, date(2027, 3, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 1, 10), -1, date(2026, 12, 10)),
        (date(2027, 5, 31), 0, date(2027, 5, 31)),
        (date(2027, 1, 31), 18, date(2028, 7, 31)),
    ],
)
def test_months_later_or_earlier(day: date, count: int, expected: date) -> None:
    assert add_months(day, count) == expected


@unhurried
@given(days, st.integers(min_value=-240, max_value=240))
def test_only_the_end_of_a_month_moves_the_day(day: date, count: int) -> None:
    moved = add_months(day, count)
    assert (moved.year - day.year) * 12 + moved.month - day.month == count
    tomorrow = moved + timedelta(days=1)
    assert moved.day == day.day or (moved.day < day.day and tomorrow.day == 1)


@pytest.mark.parametrize(("day", "count"), [(date(9999, 12, 1), 1), (date(1, 1, 31), -1)])
def test_months_outside_the_calendar_are_refused(day: date, count: int) -> None:
    with pytest.raises(ValueError, match="out of the calendar"):
        add_months(day, count)


def test_the_month_of_a_day() -> None:
    assert month_of(date(2028, 2, 29)) == PaperPeriod(date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2027, 12, 1)) == PaperPeriod(date(2027, 12, 1), date(2027, 12, 31))


@unhurried
@given(days, st.integers(min_value=1, max_value=60))
def test_columns_follow_each_other_without_gap(first: date, count: int) -> None:
    columns = months_range(first, count)
    assert len(columns) == count
    assert columns[0].contains(first)
    for column, following in pairwise(columns):
        assert column.as_lived().end_on == following.first_day
    assert all(months_of(column.first_day, column.first_day + timedelta(column.days() - 1)) == 1 for column in columns)


def test_a_timeline_may_be_empty_but_not_less() -> None:
    assert months_range(date(2027, 1, 1), 0) == ()
    with pytest.raises(ValueError, match="columns"):
        months_range(date(2027, 1, 1), -1)

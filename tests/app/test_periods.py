"""Lived and paper periods against the sets of days they mean (DESIGN §3.2)."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.periods import LivedPeriod, PaperPeriod, month_of, months_range, nights_between, nights_within
from tests.support.periods import (
    CALENDAR,
    closed_lived,
    closed_paper,
    days,
    days_of,
    lived,
    nights_of,
    paper,
    unhurried,
)
from tests.support.zones import ZONES, process_zone

JULY_1, JULY_3, JULY_31 = date(2027, 7, 1), date(2027, 7, 3), date(2027, 7, 31)
STAY = LivedPeriod(JULY_1, JULY_31)
AGREEMENT = PaperPeriod(JULY_1, JULY_31)
INSTANT = datetime(2027, 7, 1, 23, 30, tzinfo=UTC)


# What is a period at all


@pytest.mark.parametrize(
    ("kind", "first", "end"),
    [
        pytest.param(LivedPeriod, JULY_3, JULY_1, id="lived, reversed"),
        pytest.param(LivedPeriod, JULY_3, JULY_3, id="lived, in and out on one day"),
        pytest.param(PaperPeriod, JULY_3, JULY_1, id="paper, reversed"),
        pytest.param(PaperPeriod, JULY_3, date.max, id="paper, 31/12/9999 instead of no end"),
    ],
)
def test_what_is_no_period_is_refused(kind: Callable[[date, date], object], first: date, end: date) -> None:
    with pytest.raises(ValueError, match="period"):
        kind(first, end)


def test_the_shortest_periods() -> None:
    assert LivedPeriod(JULY_1, date(2027, 7, 2)).nights() == 1
    assert PaperPeriod(JULY_1, JULY_1).days() == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda: LivedPeriod(INSTANT),
        lambda: LivedPeriod(JULY_1, INSTANT + timedelta(days=3)),
        lambda: PaperPeriod(INSTANT),
        lambda: PaperPeriod(JULY_1, INSTANT + timedelta(days=3)),
        lambda: STAY.contains(INSTANT),
        lambda: AGREEMENT.contains(INSTANT),
        lambda: LivedPeriod(JULY_1).nights(until=INSTANT),
        lambda: PaperPeriod(JULY_1).days(through=INSTANT),
        lambda: nights_between(INSTANT, INSTANT),
        lambda: month_of(INSTANT),
    ],
)
def test_an_instant_is_no_day(ask: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        ask()


def test_periods_are_values() -> None:
    same, agreement = LivedPeriod(JULY_1, JULY_31), cast(object, AGREEMENT)
    assert (same == STAY, len({same, STAY})) == (True, 1)
    assert agreement != STAY
    with pytest.raises(FrozenInstanceError):
        STAY.end_on = None  # type: ignore[misc]


def test_a_period_without_end_is_open() -> None:
    assert (LivedPeriod(JULY_1).is_open, PaperPeriod(JULY_1).is_open) == (True, True)
    assert (STAY.is_open, AGREEMENT.is_open) == (False, False)


# Never mixed


@pytest.mark.parametrize(
    "ask",
    [
        lambda stay, agreement: stay.overlaps(agreement),
        lambda stay, agreement: stay.intersection(agreement),
        lambda stay, agreement: stay.covers(agreement),
        lambda stay, agreement: stay.nights(agreement),
        lambda stay, agreement: nights_within(stay, agreement),
        lambda stay, agreement: nights_within(stay, cast(Any, None)),
        lambda stay, agreement: agreement.overlaps(stay),
        lambda stay, agreement: agreement.intersection(stay),
        lambda stay, agreement: agreement.covers((stay.start_on, stay.end_on)),
    ],
)
def test_the_two_kinds_do_not_mix(ask: Callable[[Any, Any], object]) -> None:
    with pytest.raises(TypeError, match="convert it aloud"):
        ask(STAY, AGREEMENT)


@unhurried
@given(paper)
def test_paper_as_lived_keeps_its_days(period: PaperPeriod) -> None:
    assert nights_of(period.as_lived()) == days_of(period)
    assert period.as_lived().as_paper() == period


@unhurried
@given(lived)
def test_lived_as_paper_keeps_its_days(period: LivedPeriod) -> None:
    assert days_of(period.as_paper()) == nights_of(period)
    assert period.as_paper().as_lived() == period


# Lived periods


@unhurried
@given(lived, days)
def test_lived_contains_its_nights(period: LivedPeriod, day: date) -> None:
    assert period.contains(day) == (day in nights_of(period))


@unhurried
@given(lived, lived)
def test_lived_periods_overlap_when_they_share_a_night(one: LivedPeriod, other: LivedPeriod) -> None:
    shared = nights_of(one) & nights_of(other)
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)
    assert nights_of(one.intersection(other)) == nights_of(other.intersection(one)) == shared


@unhurried
@given(lived, lived)
def test_lived_covers_what_holds_no_other_night(one: LivedPeriod, other: LivedPeriod) -> None:
    assert one.covers(other) == (nights_of(other) <= nights_of(one))


def test_a_unit_is_given_on_the_day_it_is_left() -> None:
    leaving, arriving = LivedPeriod(JULY_1, JULY_3), LivedPeriod(JULY_3, JULY_31)
    assert not leaving.overlaps(arriving)
    assert leaving.intersection(arriving) is None
    assert leaving.nights() + arriving.nights() == STAY.nights() == 30


# Paper periods


@unhurried
@given(paper, days)
def test_paper_contains_both_its_ends(period: PaperPeriod, day: date) -> None:
    assert period.contains(day) == (day in days_of(period))
    assert period.contains(period.first_day)
    assert period.last_day is None or period.contains(period.last_day)


@unhurried
@given(paper, paper)
def test_paper_periods_overlap_when_they_share_a_day(one: PaperPeriod, other: PaperPeriod) -> None:
    shared = days_of(one) & days_of(other)
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)
    assert days_of(one.intersection(other)) == days_of(other.intersection(one)) == shared


@unhurried
@given(paper, paper, lived)
def test_paper_covers_paper_and_stays(one: PaperPeriod, other: PaperPeriod, stay: LivedPeriod) -> None:
    assert one.covers(other) == (days_of(other) <= days_of(one))
    assert one.covers(stay) == (nights_of(stay) <= days_of(one))


def test_agreements_that_share_their_turning_day_overlap() -> None:
    second = PaperPeriod(JULY_31, date(2027, 12, 31))
    assert AGREEMENT.intersection(second) == PaperPeriod(JULY_31, JULY_31)


def test_a_stay_may_end_the_morning_after_the_agreement() -> None:
    assert AGREEMENT.covers(LivedPeriod(JULY_1, date(2027, 8, 1)))
    assert not AGREEMENT.covers(LivedPeriod(JULY_1, date(2027, 8, 2)))
    assert not AGREEMENT.covers(LivedPeriod(JULY_1))


# Counting


@unhurried
@given(closed_lived, closed_paper)
def test_nights_and_days_are_counted_one_by_one(stay: LivedPeriod, agreement: PaperPeriod) -> None:
    assert stay.nights() == len(nights_of(stay))
    assert agreement.days() == len(days_of(agreement)) == agreement.as_lived().nights()


@unhurried
@given(lived, closed_lived)
def test_nights_within_a_window(stay: LivedPeriod, window: LivedPeriod) -> None:
    expected = len(nights_of(stay) & nights_of(window))
    assert nights_within(stay, window) == stay.nights(window) == expected
    assert nights_within(window, stay) == expected


@unhurried
@given(lived, lived, days)
def test_nights_until_a_day_begin_before_it(stay: LivedPeriod, window: LivedPeriod, until: date) -> None:
    before = {day for day in CALENDAR if day < until}
    assert stay.nights(until=until) == len(nights_of(stay) & before)
    assert stay.nights(window, until=until) == len(nights_of(stay) & nights_of(window) & before)


@unhurried
@given(paper, days)
def test_days_through_a_day_include_it(agreement: PaperPeriod, through: date) -> None:
    assert agreement.days(through=through) == len([day for day in days_of(agreement) if day <= through])


@pytest.mark.parametrize(
    "ask",
    [
        lambda: LivedPeriod(JULY_1).nights(),
        lambda: LivedPeriod(JULY_1).nights(LivedPeriod(JULY_3)),
        lambda: nights_within(LivedPeriod(JULY_1), LivedPeriod(JULY_3)),
        lambda: PaperPeriod(JULY_1).days(),
    ],
)
def test_what_has_no_end_is_not_counted(ask: Callable[[], int]) -> None:
    with pytest.raises(ValueError, match="have no end"):
        ask()


@unhurried
@given(lived, st.sets(days))
def test_nights_of_a_partition_add_up(stay: LivedPeriod, cuts: set[date]) -> None:
    """Whatever the reporting periods, the nights of each add up to those of the whole."""
    edges = sorted({CALENDAR[0], CALENDAR[-1], *cuts})
    windows = [LivedPeriod(start, end) for start, end in pairwise(edges)]
    assert sum(nights_within(stay, window) for window in windows) == stay.nights(until=CALENDAR[-1])


@unhurried
@given(
    st.dates(date(2026, 1, 1), date(2029, 1, 1)),
    st.integers(min_value=1, max_value=900),
)
def test_nights_of_each_month_add_up_to_the_stay(start_on: date, nights: int) -> None:
    stay = LivedPeriod(start_on, start_on + timedelta(days=nights))
    months = months_range(start_on, 31)
    assert sum(nights_within(stay, month.as_lived()) for month in months) == stay.nights() == nights


@pytest.mark.parametrize(
    ("start_on", "end_on", "nights"),
    [
        pytest.param(date(2027, 3, 27), date(2027, 3, 29), 2, id="the clock goes forward"),
        pytest.param(date(2027, 3, 28), date(2027, 3, 29), 1, id="a day of 23 hours"),
        pytest.param(date(2027, 10, 31), date(2027, 11, 1), 1, id="a day of 25 hours"),
        pytest.param(date(2028, 2, 28), date(2028, 3, 1), 2, id="29 February"),
        pytest.param(date(2027, 2, 28), date(2027, 3, 1), 1, id="no 29 February"),
        pytest.param(date(2027, 12, 31), date(2028, 1, 1), 1, id="new year"),
        pytest.param(date(2028, 1, 1), date(2029, 1, 1), 366, id="a leap year"),
        pytest.param(JULY_1, JULY_1, 0, id="in and out on one day"),
    ],
)
def test_nights_are_the_same_everywhere(start_on: date, end_on: date, nights: int) -> None:
    for zone in ZONES:
        with process_zone(zone):
            assert nights_between(start_on, end_on) == nights


def test_nights_do_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="comes before"):
        nights_between(JULY_3, JULY_1)

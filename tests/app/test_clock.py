"""The clock of the product: UTC instants, days of Brussels, wherever the server stands (security R-11)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import TypeVar

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.clock import brussels_midnight, local, now, today
from tests.support.periods import unhurried
from tests.support.zones import ZONES, process_zone

Answer = TypeVar("Answer")
instants = st.datetimes(datetime(1997, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))


def everywhere(ask: Callable[[], Answer]) -> Answer:
    """The answer that servers of all zones give."""
    answers = []
    for name in ZONES:
        with process_zone(name):
            answers.append(ask())
    assert answers == [answers[0]] * len(ZONES)
    return answers[0]


def summer_offset(instant: datetime) -> int:
    """Hours to add to UTC: 2 between the last Sundays of March and October (directive 2000/84/EC)."""

    def change(month: int) -> datetime:
        end = datetime(instant.year, month, 31, 1, tzinfo=UTC)
        return end - timedelta(days=end.isoweekday() % 7)

    return 2 if change(3) <= instant < change(10) else 1


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day", "clock"),
    [
        pytest.param("2026-12-31 22:59:59", date(2026, 12, 31), "23:59:59", id="last second of a year"),
        pytest.param("2026-12-31 23:00:00", date(2027, 1, 1), "00:00:00", id="new year, December in UTC"),
        pytest.param("2027-02-28 23:30:00", date(2027, 3, 1), "00:30:00", id="end of month"),
        pytest.param("2027-07-21 21:59:00", date(2027, 7, 21), "23:59:00", id="late on a summer evening"),
        pytest.param("2027-07-21 22:30:00", date(2027, 7, 22), "00:30:00", id="after midnight in summer"),
        pytest.param("2027-03-28 00:59:59", date(2027, 3, 28), "01:59:59", id="before the hour that is lost"),
        pytest.param("2027-03-28 01:00:00", date(2027, 3, 28), "03:00:00", id="after the hour that is lost"),
        pytest.param("2027-10-31 00:30:00", date(2027, 10, 31), "02:30:00", id="02:30 for the first time"),
        pytest.param("2027-10-31 01:30:00", date(2027, 10, 31), "02:30:00", id="02:30 for the second time"),
        pytest.param("2028-02-28 23:15:00", date(2028, 2, 29), "00:15:00", id="29 February"),
    ],
)
def test_days_and_hours_are_those_of_brussels(instant: str, day: date, clock: str) -> None:
    with time_machine.travel(at(instant), tick=False):
        assert everywhere(now) == at(instant)
        assert everywhere(today) == day
        assert everywhere(lambda: local(now()).strftime("%H:%M:%S")) == clock


@unhurried
@given(instants)
def test_the_day_follows_the_law_on_summer_time(instant: datetime) -> None:
    expected = instant + timedelta(hours=summer_offset(instant))
    with time_machine.travel(instant, tick=False):
        assert everywhere(today) == expected.date()
        assert everywhere(lambda: local(now()).replace(tzinfo=UTC, fold=0)) == now() + (expected - instant)


def test_now_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    seen = everywhere(lambda: now().utcoffset())
    assert seen == timedelta(0)
    assert timedelta(0) <= now() - before < timedelta(minutes=1)


def test_the_clock_is_read_at_each_call() -> None:
    with time_machine.travel(at("2027-06-01 21:59:59"), tick=False) as clock:
        assert today() == date(2027, 6, 1)
        clock.shift(1)
        assert today() == date(2027, 6, 2)


def test_a_clock_that_is_set_back_is_followed() -> None:
    with time_machine.travel(at("2027-06-01 22:30:00"), tick=False) as clock:
        assert (now(), today()) == (at("2027-06-01 22:30:00"), date(2027, 6, 2))
        clock.shift(-3600)
        assert (now(), today()) == (at("2027-06-01 21:30:00"), date(2027, 6, 1))


def test_an_instant_of_any_zone_is_shown_in_brussels() -> None:
    kiritimati = timezone(timedelta(hours=14))
    shown = local(datetime(2027, 1, 15, 3, 0, tzinfo=kiritimati))
    assert shown.isoformat() == "2027-01-14T14:00:00+01:00"


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2027, 1, 15, 3, 0))


@pytest.mark.parametrize(
    ("day", "midnight"),
    [
        (date(2027, 1, 1), "2026-12-31 23:00:00"),
        (date(2027, 3, 28), "2027-03-27 23:00:00"),
        (date(2027, 3, 29), "2027-03-28 22:00:00"),
        (date(2027, 10, 31), "2027-10-30 22:00:00"),
        (date(2027, 11, 1), "2027-10-31 23:00:00"),
    ],
)
def test_a_day_begins_at_midnight_in_brussels(day: date, midnight: str) -> None:
    began = everywhere(lambda: brussels_midnight(day))
    assert began == at(midnight)
    assert began.utcoffset() == timedelta(0)


def test_a_day_lasts_24_hours_unless_the_clock_changes() -> None:
    """Over ten years: ten days of 23 hours, ten of 25."""
    starts = [brussels_midnight(date(2020, 1, 1) + timedelta(days=number)) for number in range(3653)]
    hours = [(end - start) / timedelta(hours=1) for start, end in pairwise(starts)]
    assert (hours.count(23), hours.count(25), hours.count(24)) == (10, 10, 3632)
    assert hours[(date(2027, 3, 28) - date(2020, 1, 1)).days] == 23
    assert hours[(date(2027, 10, 31) - date(2020, 1, 1)).days] == 25


@unhurried
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_midnight_is_the_first_instant_of_its_day(day: date) -> None:
    began = brussels_midnight(day)
    assert local(began).date() == day
    assert local(began - timedelta(microseconds=1)).date() == day - timedelta(days=1)


def test_the_midnight_of_an_instant_is_refused() -> None:
    with pytest.raises(TypeError, match="a day is expected"):
        brussels_midnight(at("2027-03-28 23:30:00"))

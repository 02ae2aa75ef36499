"""The curve of closings and its paces, against plain counting day by day."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.closings import (
    DAYS_A_MONTH,
    MONTHS,
    Inside,
    begun_before,
    horizon,
    last_of,
    lost_from,
    months,
    months_between,
    pace_needed,
    since,
    total,
    without_plan,
)

DAY = date(2026, 11, 22)
DAYS = st.integers(0, 700).map(lambda n: DAY + timedelta(days=n))
households = st.builds(
    Inside,
    last_day=DAYS,
    households=st.integers(1, 4),
    planned_on=st.none() | DAYS,
    has_plan=st.booleans(),
)
worlds = st.lists(households, max_size=6)


@given(worlds, st.lists(st.tuples(DAYS, st.integers(1, 9)), max_size=5), st.fractions(0, 20, max_denominator=6))
def test_the_months_add_up_to_everything(inside, lost, pace):
    rows = months(DAY, inside, lost, pace)
    end = last_of(DAY)
    assert len(rows) == MONTHS
    assert sum(row.units_lost for row in rows) == sum(count for day, count in lost if day <= end)
    assert sum(row.due for row in rows) == sum(one.households for one in inside if one.last_day <= end)
    left, planned = total(inside), total(inside)
    for row in rows:
        left, planned = left - row.due, planned - row.planned
        assert (row.at_most, row.with_plans) == (left, planned)
    assert [row.at_pace for row in rows] == sorted((row.at_pace for row in rows), reverse=True)
    assert 0 <= without_plan(inside) <= total(inside)


@given(worlds)
def test_the_pace_needed_is_enough_and_no_slower_one_is(inside):
    needed = pace_needed(DAY, inside)
    assert needed is not None
    assert _in_time(inside, needed)
    if needed:
        assert not _in_time(inside, needed * Fraction(999, 1000))


def _in_time(inside, pace, start=DAY):
    """Whether so many leave before each last day is over, when nobody leaves before `start`."""
    for day in {one.last_day for one in inside}:
        gone = pace * Fraction((day + timedelta(days=1) - start).days) / DAYS_A_MONTH
        if gone < sum(one.households for one in inside if one.last_day <= day):
            return False
    return True


@given(worlds.filter(bool), st.fractions(Fraction(1, 6), 20, max_denominator=6))
def test_the_first_day_on_which_it_is_lost_is_the_first(inside, pace):
    lost = lost_from(inside, pace)
    assert _in_time(inside, pace, lost - timedelta(days=1))
    assert not _in_time(inside, pace, lost)


@given(worlds.filter(bool), worlds, st.fractions(Fraction(1, 6), 20, max_denominator=6))
def test_a_site_is_lost_when_the_pace_of_all_the_first_to_end_first_no_longer_empties_it(own, others, pace):
    every, lost = [*own, *others], lost_from(own, pace, [*own, *others])
    until = max(one.last_day for one in own)
    assert lost_from(own, pace) >= lost >= lost_from(every, pace), "what ends before it is emptied before it"
    assert lost_from(own, pace, [one for one in every if one.last_day <= until]) == lost, "what ends later never weighs"
    needed = pace_needed(DAY, own, every)
    assert (lost <= DAY) == (needed > pace)


def test_nobody_needs_no_pace_and_without_a_pace_all_is_lost():
    assert pace_needed(DAY, []) == 0
    assert lost_from([], Fraction(1)) is None
    assert lost_from([Inside(DAY)], Fraction(0)) == date.min


def test_a_pace_that_would_take_thousands_of_years_is_lost_from_the_first_days():
    assert lost_from([Inside(DAY, 1_000_000)], Fraction(1, 6)) <= date(1, 1, 5)


def test_nobody_had_to_begin_before_the_first_site_opened():
    assert begun_before(DAY, DAY - timedelta(days=1)) == DAY
    assert begun_before(DAY, DAY) is None
    assert begun_before(date.min, None) is None


def test_a_last_day_that_is_past_has_no_pace():
    assert pace_needed(DAY, [Inside(DAY - timedelta(days=3))]) is None


def test_seven_households_in_three_months_and_a_half_need_two_a_month():
    inside = [Inside(DAY + timedelta(days=106), 7)]
    needed = pace_needed(DAY, inside)
    assert needed is not None
    assert round(float(needed), 2) == 2.0
    assert months_between(DAY, DAY + timedelta(days=61)) == 2


def test_the_window_of_the_pace_is_six_months_and_its_last_day_is_the_day_asked():
    assert since(date(2026, 11, 22)) == date(2026, 5, 23)
    assert horizon(DAY)[0].first_day == date(2026, 11, 1)
    assert last_of(DAY) == date(2028, 10, 31)

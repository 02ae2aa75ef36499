"""The match: who waits, what keeps a pair apart, and what its points are made of."""

from datetime import timedelta

import pytest

from app.clock import now, today
from app.db import db, transaction
from axes.vocab import NeedKind, ReferralState
from occupancy.queries.matching import Match
from occupancy.queries.offers import offer_of
from occupancy.rules import weights
from occupancy.rules.matching import Obstacle, reasons
from tests.occupancy.reading import ALL_SEEING, reader_of

DAY = timedelta(days=1)


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def pairs(app, make):
    """`pairs(unit)` gives what the rule says of each waiting household for a unit today: reference → row."""
    reader = reader_of(make.user())

    def ask(unit, day=None):
        with app.app_context(), transaction("read"):
            offer = offer_of(ALL_SEEING, unit.id, day or today())
            return {row.reference: row for row in db.session.execute(Match.of_unit(offer, reader).rows())}

    return ask


def only(found):
    (row,) = found.values()
    return row


# Who waits


@pytest.mark.parametrize("state", [state for state in ReferralState if state is not ReferralState.WAITING])
def test_only_accepted_requests_wait(make, programme, pairs, state):
    make.referral(programme, household=make.household(), state=state)
    assert pairs(make.home()) == {}


def test_two_requests_for_one_household_wait_once_since_the_first(make, programme, pairs):
    household = make.waiting_household(programme, since=now() - DAY * 9)
    make.referral(programme, household=household, since=now() - DAY * 40)
    make.referral(programme, household=household, since=now() - DAY * 20)
    assert only(pairs(make.home())).waiting_days == 40


def test_who_has_a_home_does_not_wait_and_who_had_one_may_come_back(make, programme, pairs):
    unit = make.home()
    housed = make.waiting_household(programme)
    make.stay(unit=make.home(), household=housed)
    before = make.waiting_household(programme, since=now() - DAY * 90)
    make.stay(household=before, start_on=today() - DAY * 80, planned_end_on=today() - DAY, end_on=today() - DAY)
    back = make.waiting_household(programme, since=now() - DAY * 5)
    make.stay(household=back, start_on=today() - DAY * 80, planned_end_on=today() - DAY * 9, end_on=today() - DAY * 9)
    assert pairs(unit).keys() == {back.reference}


# What keeps a pair apart


def obstacle(pairs, unit, household, day=None):
    return pairs(unit, day)[household.reference].obstacle


def test_too_large_is_more_persons_than_places(make, programme, pairs):
    unit = make.home(max_persons=3)
    just, more = make.waiting_household(programme, adults=2, minors=1), make.waiting_household(programme, adults=4)
    assert obstacle(pairs, unit, just) is None
    assert obstacle(pairs, unit, more) == Obstacle.TOO_LARGE


@pytest.mark.parametrize(("need", "fact"), [(NeedKind.STEP_FREE, "step_free"), (NeedKind.ANIMALS, "animals_allowed")])
def test_a_need_that_the_unit_does_not_meet(make, programme, pairs, need, fact):
    household = make.waiting_household(programme, needs=[need])
    over = make.waiting_household(programme)
    make.need(over, need, start_on=today() - DAY * 9, end_on=today())
    assert obstacle(pairs, make.home(**{fact: True}), household) is None
    unit = make.home(**{fact: False})
    assert obstacle(pairs, unit, household) == need.value
    assert obstacle(pairs, unit, over) is None


def test_medical_equipment_keeps_nobody_out(make, programme, pairs):
    household = make.waiting_household(programme, needs=[NeedKind.MEDICAL_EQUIPMENT])
    assert obstacle(pairs, make.home(), household) is None


def test_a_stay_lasts_two_weeks_at_least(make, programme, pairs):
    household = make.waiting_household(programme)
    assert obstacle(pairs, make.home(last_day=today() + DAY * 13), household) is None
    assert obstacle(pairs, make.home(last_day=today() + DAY * 12), household) == Obstacle.TOO_SHORT


def test_assessed_then_assigned(make, programme, pairs):
    unit, household = make.home(), make.waiting_household(programme, team=None)
    assert obstacle(pairs, unit, household) == Obstacle.NOT_ASSESSED
    make.assessment(programme, household, decided=None)
    assert obstacle(pairs, unit, household) == Obstacle.NOT_ASSESSED
    make.assessment(programme, household)
    assert obstacle(pairs, unit, household) == Obstacle.NOT_ASSIGNED
    make.assignment(household, programme.teams[2, "DIOGENES"], start_on=today() + DAY * 3)
    assert obstacle(pairs, unit, household) == Obstacle.NOT_ASSIGNED
    assert obstacle(pairs, unit, household, today() + DAY * 3) is None


def test_nobody_in_it(make, programme, pairs):
    household = make.waiting_household(programme, adults=0)
    assert obstacle(pairs, make.home(), household) == Obstacle.NOBODY


def test_proposed_elsewhere_until_it_expires(make, programme, pairs):
    unit = make.home()
    held, free = make.waiting_household(programme), make.waiting_household(programme)
    make.allocation(programme, household=held)
    make.allocation(programme, household=free, expired=True)
    assert obstacle(pairs, unit, held) == Obstacle.PROPOSED_ELSEWHERE
    assert obstacle(pairs, unit, free) is None


def test_somebody_who_still_sleeps_in_another_stay(make, programme, pairs):
    unit, person, first = make.home(), make.person(), make.household(adults=0)
    make.member(first, person=person, end_on=today() - DAY)
    make.stay(unit=make.home(), household=first)
    household = make.waiting_household(programme)
    make.member(household, person=person, start_on=today() - DAY)
    assert obstacle(pairs, unit, household) == Obstacle.LIVES_ELSEWHERE


# Points


@pytest.mark.parametrize(
    ("places", "persons", "points"),
    [(1, 1, 30), (2, 1, 30), (2, 2, 15), (3, 2, 30), (3, 1, 22), (4, 1, 14), (6, 6, 15), (6, 1, -2)],
)
def test_size(make, programme, pairs, places, persons, points):
    make.waiting_household(programme, adults=persons)
    assert only(pairs(make.home(max_persons=places))).points_size == points


@pytest.mark.parametrize(("days", "points"), [(0, 0), (2, 0), (3, 1), (179, 59), (180, 60), (4000, 60)])
def test_waiting(make, programme, pairs, days, points):
    make.waiting_household(programme, since=now() - DAY * days)
    assert only(pairs(make.home())).points_waiting == points


def test_the_wait_is_counted_to_today_whenever_the_unit_is_free(make, programme, pairs):
    make.waiting_household(programme, since=now() - DAY * 30)
    assert only(pairs(make.home(), today() + DAY * 20)).waiting_days == 30


@pytest.mark.parametrize(("capacity", "points"), [(0, 0), (1, 0), (2, 5), (5, 2), (10, 5), (101, 9)])
def test_team(make, programme, pairs, capacity, points):
    team = make.team(programme.axes[2], capacity=capacity)
    make.waiting_household(programme, team=team)
    assert only(pairs(make.home())).points_team == points


def test_time_is_enough_to_the_day(make, programme, pairs):
    make.waiting_household(programme)
    target = programme.axes[2].target_days
    assert only(pairs(make.home(last_day=today() + DAY * (target - 1)))).points_time == weights.TIME_ENOUGH
    assert only(pairs(make.home(last_day=today() + DAY * (target - 2)))).points_time == weights.TIME_SHORT


def test_the_score_is_the_sum_of_what_is_told(make, programme, pairs):
    """No points are hidden: what a person reads adds up to the total."""
    for number in range(6):
        make.waiting_household(programme, adults=1 + number % 3, needs=[NeedKind.STEP_FREE] if number % 2 else ())
    for row in pairs(make.home(step_free=True, max_persons=3)).values():
        assert sum(reason.points for reason in reasons(row)) == row.score


def test_of_equal_points_the_longer_wait_comes_first(app, make, programme):
    """Ten and eleven days earn the same points; neither the order of writing nor the reference decides."""
    reader, unit = reader_of(make.user()), make.home()
    waits = {days: make.waiting_household(programme, since=now() - DAY * days).reference for days in (10, 11, 9)}
    with app.app_context(), transaction("read"):
        offer = offer_of(ALL_SEEING, unit.id, today())
        found = db.session.execute(Match.of_unit(offer, reader).candidates()).all()
    assert len({row.score for row in found}) == 1
    assert [row.reference for row in found] == [waits[11], waits[10], waits[9]]

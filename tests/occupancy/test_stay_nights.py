"""Nights of any history: no gap, no double, one truth for units, persons, axes and journeys (DESIGN §3.2, §3.6)."""

from collections import Counter
from datetime import date, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clock import today
from app.db import db
from occupancy.models.stays import Stay, StayPerson
from occupancy.queries.journeys import legs_of
from occupancy.queries.stay_file import by_axis, episodes_during
from occupancy.queries.unit_states import state_as_of
from occupancy.rules.journeys import Episode, Journey, Leg, journeys, nights_by
from reports.queries.rows import persons_present
from sites.models.units import Unit
from sites.vocab import UnitState
from tests.occupancy.histories import ACTS, START, World

DAY = timedelta(days=1)

days = st.integers(0, 60).map(lambda n: START + n * DAY)


@st.composite
def chains(draw):
    """Journeys as the services make them: legs that follow one another, the last perhaps open."""
    cuts = sorted(draw(st.sets(st.integers(0, 300), min_size=1, max_size=5)))
    opened = draw(st.booleans())
    ends = [*cuts[1:], None] if opened or len(cuts) == 1 else cuts[1:]
    return [
        Leg(n, n - 1 if n else None, START + cut * DAY, None if end is None else START + end * DAY)
        for n, (cut, end) in enumerate(zip(cuts, ends, strict=False))
    ]


@st.composite
def episodes(draw):
    """Episodes of one household: in order, without overlap, with gaps."""
    cuts = sorted(draw(st.sets(st.integers(-20, 320), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [Episode(draw(st.sampled_from("123")), START + a * DAY, START + b * DAY) for a, b in pairs]


@given(chains(), st.integers(0, 320))
def test_a_chain_has_neither_gap_nor_double(legs, until):
    until = START + until * DAY
    (journey,) = journeys(reversed(legs))
    slept = Counter(_nights(legs, until))
    assert journey.nights(until) == len(slept)
    assert set(slept.values()) <= {1}


@given(chains(), episodes(), st.integers(0, 320))
def test_nights_by_axis_sum_to_the_journey(legs, followed, until):
    until = START + until * DAY
    journey = Journey(tuple(legs))
    counted = nights_by(journey, followed, until)
    assert sum(counted.values()) == journey.nights(until)
    for key in "123":
        mine = [
            night
            for night in _nights(legs, until)
            if any(one.key == key and one.start_on <= night < one.end_on for one in followed)
        ]
        assert counted.get(key, 0) == len(mine)


def _nights(legs, until):
    for leg in legs:
        night, end = leg.start_on, min(leg.end_on or until, until)
        while night < end:
            yield night
            night += DAY


def test_stays_without_a_link_are_journeys_of_their_own():
    legs = [Leg(1, None, date(2026, 1, 1), date(2026, 2, 1)), Leg(2, None, date(2026, 3, 1))]
    assert [len(one.legs) for one in journeys(legs)] == [1, 1]


# A history: for each step, which household acts, what it does, with which unit, on which day.
steps = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ACTS), st.integers(0, 3), days), min_size=6, max_size=16)


def test_any_history_made_by_the_services_counts_each_night_once(make):
    """Each example lives in a world of its own, beside the earlier ones in the same database."""
    done = Counter()

    @settings(
        max_examples=15,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(steps)
    def play(history):
        world = World(make)
        for step in [(n, "enter", n, START + n * DAY) for n in range(3)] + history:
            world.act(*step)
        assert world.done["enter"] >= 3
        done.update(world.done)
        with make.app.app_context():
            _judge()

    play()
    assert set(ACTS) == set(+done), "each kind of act was carried out somewhere"
    with make.app.app_context():
        _judge_days()


def _judge_days():
    """Over all days: dwellings occupied are the nights of stays, people present those of people, journeys both."""
    nights = [START + n * DAY for n in range((today() - START).days)]
    occupied = sa.select(sa.func.count(Unit.id)).where
    told = [
        (
            db.session.scalar(occupied(state_as_of(night) == UnitState.OCCUPIED)),
            len(db.session.execute(persons_present(night, None)).all()),
        )
        for night in nights
    ]
    stays, people = (list(db.session.scalars(sa.select(kind))) for kind in (Stay, StayPerson))
    slept = [Counter(night for one in rows for night in _lived(one, today())) for rows in (stays, people)]
    assert told == [(slept[0][night], slept[1][night]) for night in nights]
    chains = [one for household in {stay.household_id for stay in stays} for one in journeys(legs_of(household))]
    assert sum(one.nights(today()) for one in chains) == sum(number for number, _ in told)


def _judge():
    until = today()
    stays = list(db.session.scalars(sa.select(Stay)))
    people = list(db.session.scalars(sa.select(StayPerson)))
    by_unit = Counter((one.unit_id, night) for one in stays for night in _lived(one, until))
    assert set(by_unit.values()) == {1}, "one household a night"
    by_person = Counter((one.person_id, night) for one in people for night in _lived(one, until))
    assert set(by_person.values()) == {1}, "a person sleeps in one place"
    _judge_people(stays, people, until)
    _judge_journeys(stays, until)


def _lived(row, until):
    night = row.start_on
    while night < min(row.end_on or until, until):
        yield night
        night += DAY


def _judge_people(stays, people, until):
    """Every night of a stay somebody sleeps there, and nobody does on another."""
    for stay in stays:
        theirs = {night for one in people if one.stay_id == stay.id for night in _lived(one, until)}
        assert theirs == set(_lived(stay, until))


def _axes(followed, night):
    return [one.key for one in followed if one.start_on <= night and (one.end_on is None or night < one.end_on)]


def _judge_journeys(stays, until):
    for household_id in {stay.household_id for stay in stays}:
        followed = by_axis(episodes_during(household_id))
        for journey in journeys(legs_of(household_id)):
            nights = [night for leg in journey.legs for night in _nights([leg], until)]
            assert len(nights) == len(set(nights)) == journey.nights(until)
            assert nights == [journey.start_on + n * DAY for n in range(len(nights))], "no gap"
            counted = nights_by(journey, followed, until)
            assert sum(counted.values()) == journey.nights(until)
            assert None not in counted, "somebody follows them every night"
            slept = Counter(axis for night in nights for axis in _axes(followed, night))
            assert slept == Counter(counted)

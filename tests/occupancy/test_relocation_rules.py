"""The plan that costs least: compared with every possible one on small cases, and what its words are made of."""

from datetime import date, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from occupancy.rules.relocation import Cost, Mover, Place, cost_of, nearest, plan
from occupancy.rules.scenarios import GIVEN, Assumptions, Near, Told, Without, totals
from sites.rules.communes import NEIGHBOURS, hops_from, hops_to_nearest

DAY = date(2026, 12, 1)
CODES = sorted(NEIGHBOURS)
codes = st.sampled_from(["", *CODES])
movers = st.builds(
    Mover,
    key=st.integers(1, 99),
    persons=st.integers(0, 7),
    home=codes,
    wished=st.lists(st.sampled_from(CODES), max_size=2, unique=True).map(tuple),
    needs_step_free=st.booleans(),
    need_days=st.integers(14, 400),
)


@st.composite
def places(draw):
    move_on = DAY + timedelta(days=draw(st.integers(0, 60)))
    return Place(
        key=draw(st.integers(1, 99)),
        bedrooms=draw(st.integers(0, 4)),
        free_on=move_on - timedelta(days=draw(st.integers(0, 300))),
        move_on=move_on,
        last_day=move_on + timedelta(days=draw(st.integers(13, 500))),
        postal_code=draw(codes),
        step_free=draw(st.booleans()),
    )


@st.composite
def worlds(draw):
    people, homes = draw(st.lists(movers, max_size=4)), draw(st.lists(places(), max_size=4))
    allowed = [[draw(st.booleans()) for _ in homes] for _ in people]
    return people, homes, allowed


@given(worlds())
def test_the_plan_is_the_best_of_all_possible_ones(world):
    people, homes, allowed = world
    found = plan(people, homes, allowed)
    assert len(set(found.chosen.values())) == len(found.chosen), "no unit twice"
    assert all(allowed[one][other] for one, other in found.chosen.items()), "no hard rule broken"
    assert (-len(found.chosen), found.points) == min(_every(people, homes, allowed))


def _every(people, homes, allowed):
    """(minus households placed, points) of each assignment there is."""
    nowhere = [None] * len(people)
    for order in set(permutations([*range(len(homes)), *nowhere], len(people))):
        pairs = [(one, other) for one, other in enumerate(order) if other is not None]
        if all(allowed[one][other] for one, other in pairs):
            yield -len(pairs), sum(cost_of(people[one], homes[other]).points for one, other in pairs)
    if not people:
        yield 0, 0


@given(movers, places())
def test_nothing_speaks_for_a_pair_and_its_cost_is_kept_as_it_was(mover, place):
    cost = cost_of(mover, place)
    assert cost.points >= 0
    assert Told.read(Told(cost=cost).kept()).cost == cost


@given(movers, st.lists(places(), max_size=6))
def test_the_nearest_units_are_told_first(mover, homes):
    wished = mover.wished or (mover.home,)
    far = [hops_to_nearest(homes[place].postal_code, wished) for place in nearest(mover, homes, limit=9)]
    known = [hops for hops in far if hops is not None]
    assert known == sorted(known)
    assert len(far) == len(homes)


def test_municipalities_are_neighbours_of_one_another_and_all_within_reach():
    assert len(NEIGHBOURS) == 19
    assert all(one in NEIGHBOURS[other] for one in NEIGHBOURS for other in NEIGHBOURS[one])
    assert all(set(hops_from(one)) == set(NEIGHBOURS) for one in NEIGHBOURS)
    assert hops_from("1083")["1083"] == 0
    assert hops_from("1083")["1180"] == 3  # Ganshoren, Jette, Bruxelles, Uccle
    assert hops_to_nearest("1180", ["1083", "1190"]) == 1
    assert hops_to_nearest("", ["1083"]) is None


def test_two_plans_are_compared_by_what_they_cost():
    told = [Told(cost=Cost(again=True, hops=2, wished=True)), Told(cost=Cost(bedrooms_lost=1)), Told(without=Without())]
    sums = totals(told)
    assert (sums.households, sums.placed, sums.without) == (3, 2, 1)
    assert (sums.again, sums.hops, sums.bedrooms_lost) == (1, 2, 1)
    assert sums.points == 400 + 2 * 40 + 50


def test_why_there_is_no_place_is_kept_as_it_was():
    without = Without(None, [Near("Quai 01", "too_large"), Near("Quai 02", GIVEN)], date(2027, 1, 5))
    assert Told.read(Told(without=without).kept()).without == without
    assert Told.read(Told(without=Without("not_assigned")).kept()).without == Without("not_assigned", [], None)


@given(
    st.dictionaries(st.sampled_from(["last_day", "moves_from", "count", "persons", "opens_on"]), st.text(max_size=9))
)
def test_an_address_with_nonsense_assumes_what_is_known(asked):
    assumed = Assumptions.of(asked, DAY + timedelta(days=90), DAY)
    assert assumed.moves_from >= DAY
    assert assumed.openings is None or assumed.openings.first_day <= assumed.openings.last_day
    assert Assumptions.of({name: str(value) for name, value in assumed.kept.items()}, DAY, DAY) == assumed

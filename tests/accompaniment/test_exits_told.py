"""What is told of exits: the board narrowed, who in Housing First was not met this week, who is back in 24 months."""

from datetime import timedelta

import pytest
from lxml import html

from accompaniment.vocab import ContactKind
from accompaniment.vocab_exits import ExitStage, ExitTarget
from app.auth.vocab import Role
from app.clock import today
from app.periods import add_months
from tests.accompaniment.test_exit_plans import stage_of
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)


def test_the_board_and_its_columns_narrow_by_axis_team_deadline_and_target(make, world):
    last_day = today() + 100 * DAY
    make.stay(make.home(last_day=last_day), world.household, team=world.team, planned_end_on=last_day)
    make.exit_plan(world.household, world.worker, target=ExitTarget.HOUSING_FIRST)
    client, other = world.enter(world.worker), world.programme.teams[3, "Smes"]
    axes = {"in": world.programme.axes[2].public_id, "out": world.programme.axes[3].public_id}
    teams = {"in": world.team.public_id, "out": other.public_id}
    for name, one in {
        "axis": axes,
        "team": teams,
        "deadline": {"in": "180", "out": "90"},
        "target": {"in": "housing_first", "out": "ais"},
    }.items():
        found = {said: stage_of(client, world.household, f"?{name}={value}") for said, value in one.items()}
        assert found == {"in": ExitStage.SEARCHING.value, "out": None}, name
        column = {said: client.get(f"/exits/searching?{name}={value}").text for said, value in one.items()}
        assert (world.household.reference in column["in"], world.household.reference in column["out"]) == (True, False)


@pytest.fixture
def monday():
    return today() - today().weekday() * DAY


@pytest.mark.parametrize(
    ("kind", "days", "waits"),
    [
        (None, 0, True),
        (ContactKind.HOME_VISIT, 0, False),
        (ContactKind.PHONE, 0, True),
        (ContactKind.NO_SHOW, 0, True),
        (ContactKind.HOME_VISIT, -1, True),
    ],
)
def test_who_lives_in_housing_first_is_met_each_week_in_person(make, world, monday, kind, days, waits):
    """From Monday on a meeting of the week counts; no call, nor a visit of the week before."""
    stay = make.stay(household=world.household, team=world.team, start_on=today() - 90 * DAY)
    make.stay_exit(stay, left_on=today() - 30 * DAY, code="HF")
    make.support(world.household, world.team, world.worker, start_on=today() - 90 * DAY)
    if kind:
        make.contact(world.household, world.worker, kind=kind, happened_on=monday + days * DAY)
    client = world.enter(world.worker)
    assert (world.household.reference in client.get("/housing-first").text) == waits
    assert world.household.reference not in world.enter(world.stranger).get("/housing-first").text
    assert_swap_equals_reload(client, "/housing-first", "weekly-meetings")


def test_a_home_of_another_kind_or_that_ended_asks_for_no_weekly_meeting(make, world):
    stay = make.stay(household=world.household, team=world.team, start_on=today() - 200 * DAY)
    make.stay_exit(stay, left_on=today() - 130 * DAY, code="HF")
    make.support(world.household, world.team, world.worker, start_on=today() - 200 * DAY)
    client = world.enter(world.worker)
    assert world.household.reference in client.get("/housing-first").text
    ended = {"result": "lost", "home_end_on": today() - 20 * DAY, "end_reason": "arrears", "voluntary": False}
    make.follow_up(stay, world.worker, **ended)
    assert world.household.reference not in client.get("/housing-first").text


@pytest.mark.parametrize(("after", "told"), [(0, True), (1, False)])
def test_who_comes_back_within_24_months_is_told_to_who_may_read_the_earlier_file(make, world, after, told):
    """The same person in a new file: a day beyond 24 months is no return any more."""
    left_on = add_months(today(), -24) - after * DAY
    earlier = make.household(adults=0, organisation_id=world.team.organisation_id, since=left_on - 100 * DAY)
    make.member(earlier, person=world.household.child, start_on=left_on - 90 * DAY, end_on=left_on, role="reference")
    home = make.home(first_day=left_on - 100 * DAY)
    gone = make.stay(home, earlier, team=world.team, start_on=left_on - 60 * DAY)
    make.stay_exit(gone, left_on=left_on, code="AIS")
    stay = make.stay(household=world.household, team=world.team, start_on=today())
    url = f"/stays/{stay.public_id}/return"
    for reader in (world.worker, make.user(Role.ALLOCATION)):
        assert (earlier.reference in world.enter(reader).get(url).text) == told
    assert earlier.reference not in world.enter(world.shared).get(url).text, "of the earlier file they know nothing"
    world.enter(world.stranger).get(url, status=404)


def test_a_plan_with_late_steps_is_not_green_and_none_is_late_once_they_left(make, world):
    url = f"{world.url}/support/exit"
    stay = make.stay(make.home(last_day=today() + 400 * DAY), world.household, team=world.team)
    plan = make.exit_plan(world.household, world.worker)
    for days in (40, 3):
        make.exit_step(plan, due_on=today() - days * DAY)
    client = world.enter(world.worker)

    def badges():
        return {
            one.text_content(): one.get("class") for one in html.fromstring(client.get(url).text).find_class("badge")
        }

    assert "ok" not in badges()["Encore faisable à temps"]
    assert "2 étapes en retard" in badges()
    make.stay_exit(stay, left_on=today(), code="AIS")
    assert not {"En retard", "2 étapes en retard"} & set(badges())

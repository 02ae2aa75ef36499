"""Rights, right by right, for coordination: counts of whom they may know of, rounded, nobody's own."""

import csv
from datetime import timedelta

import pytest

from accompaniment.vocab import RightState
from app.auth.vocab import Role
from app.clock import today
from reports.rules.quarters import last_closed
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)
PAGE, FILE = "/reports/rights", "/reports/rights.csv"


@pytest.fixture
def followed(make):
    """Six adults of six households, accompanied by one team since long before the end of the quarter."""
    end, programme = last_closed(today()), make.programme()
    make.entitlements()
    team = programme.teams[2, "DIOGENES"]
    team.other, team.of_axis = programme.teams[3, "Smes"], programme.axes[2].public_id
    for waited in (10, 20, 30, 40, 50, 60):
        note = accompany(make, team)
        note("identity_papers", end - 100 * DAY, RightState.REQUESTED)
        note("identity_papers", end - (100 - waited) * DAY)
        note("care_link", end)
        note("bank_account", end + DAY)
    return team


def accompany(make, team, **given):
    """An adult whom the team accompanies; what is given back notes a right of theirs."""
    end = last_closed(today())
    household = make.household(adults=0, since=end - 300 * DAY, **given)
    person = make.person()
    make.member(household, person=person, role="reference", start_on=end - 300 * DAY)
    worker = make.team_member(team)
    make.support(household, team, worker, start_on=end - 200 * DAY)

    def note(code, on, state=RightState.OBTAINED):
        make.right_event(household, person, code, worker, happened_on=on, state=state)

    return note


def told(client, query=""):
    rows = csv.DictReader(client.get(f"{FILE}{query}").text.splitlines())
    return {row["right"]: row for row in rows}


def test_each_right_says_how_many_by_state_and_how_long_it_took(make, sign_in, followed):
    client = sign_in(make.user())
    found = told(client)
    papers = found["identity_papers"]
    assert (papers["obtained"], papers["to_start"], papers["people"]) == ("5", "0", "5"), "six"
    assert (papers["median_days"], papers["obtained_after_asking"]) == ("35.0", "5")
    account = found["bank_account"]
    assert (account["obtained"], account["median_days"]) == ("0", ""), "noted after the end of the quarter"
    assert (account["to_start"], account["not_applicable"]) == ("5", "0")
    assert "care_link" not in found, "of the health area"
    page = client.get(PAGE).text
    assert "35\u00a0j (n\u00a0=\u00a05)" in page
    assert "hors de votre vue" in page
    assert told(client, f"?as_of={last_closed(today()) - 210 * DAY}")["identity_papers"]["people"] == "0"
    assert_swap_equals_reload(client, f"{PAGE}?team={followed.public_id}", "right-report")


def test_a_team_and_an_axis_narrow_and_a_few_are_nobody(make, sign_in, followed):
    client, end = sign_in(make.user()), last_closed(today())
    for _ in range(2):
        accompany(make, followed.other)("identity_papers", end - 9 * DAY)
    both = told(client)["identity_papers"]
    assert both["obtained"] == "10", "eight"
    for query, obtained in ((f"axis={followed.of_axis}", "5"), (f"team={followed.other.public_id}", "0")):
        row = told(client, f"?{query}")["identity_papers"]
        assert (row["obtained"], row["people"]) == (obtained, obtained), query


def test_nothing_changes_for_whom_they_may_not_know(make, sign_in, followed):
    client, end = sign_in(make.user(Role.ALLOCATION)), last_closed(today())
    before = client.get(PAGE).text.split("<main")[1], client.get(FILE).text
    for _ in range(4):
        accompany(make, followed, is_protected=True)("identity_papers", end - 9 * DAY)
    assert (client.get(PAGE).text.split("<main")[1], client.get(FILE).text) == before
    assert sign_in(make.user(Role.FIELD_WORKER)).get(PAGE, status=404)

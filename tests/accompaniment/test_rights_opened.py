"""Rights opened: counts at the start of supports against their end, and exactly the rows behind."""

import json
from datetime import timedelta

import pytest

from app.clock import today
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)
BEGUN = today() - 20 * DAY


@pytest.fixture
def lived(make, world):
    """A support of two persons since twenty days: a bank account since before, an identity card since then."""
    make.entitlements()
    world.support = make.support(world.household, world.team, world.worker)
    person, child = world.household.person, world.household.child
    make.right_event(world.household, person, "bank_account", world.worker, happened_on=BEGUN - 9 * DAY)
    make.right_event(world.household, person, "identity_papers", world.worker, happened_on=BEGUN + 2 * DAY)
    make.right_event(world.household, child, "identity_papers", world.worker, happened_on=BEGUN)
    ends = BEGUN + 3 * DAY
    make.right_event(
        world.household, child, "health_insurance", world.worker, happened_on=BEGUN - DAY, valid_until=ends
    )
    return world


def counts(client, query=""):
    rows = json.loads(client.get(f"/rights/opened.json{query}").text)
    return {one["right"]: (one["people"], one["at_entry"], one["at_exit"], one["gained"]) for one in rows}


def test_counts_say_what_people_had_at_entry_and_have_now(make, lived):
    client = lived.enter(lived.worker)
    expected = {"identity_papers": (2, 1, 2, 1), "bank_account": (2, 1, 1, 0), "health_insurance": (2, 1, 0, 0)}
    assert counts(client) == expected
    assert "n = 2 personnes" in client.get("/rights/opened").text
    right = make.entitlements()["identity_papers"]
    page = client.get(f"/rights/opened/{right.public_id}").text
    assert page.count(lived.household.reference) == 2
    assert (page.count("Oui"), page.count("Non</td>")) == (3, 1)
    assert client.get("/rights/opened.csv").text.count("\n") == 4
    assert_swap_equals_reload(client, f"/rights/opened?team={lived.team.public_id}", "rights-opened")


def test_an_ended_support_counts_what_it_had_at_its_end(make, lived):
    client = lived.enter(lived.worker)
    assert counts(client, "?state=ended") == {}
    client.submit(f"/supports/{lived.support.public_id}/end", end_reason="lasting_home")
    make.right_event(lived.household, lived.household.person, "health_insurance", lived.worker)
    assert counts(client, "?state=current") == {}
    assert counts(client, "?state=ended")["identity_papers"] == (2, 1, 2, 1)


def test_health_is_counted_for_those_entitled_and_others_count_nothing(make, lived):
    make.right_event(lived.household, lived.household.person, "care_link", lived.worker)
    entitled = make.user(lived.worker.role, organisation_id=lived.worker.organisation_id, health_right=True)
    assert "care_link" in counts(lived.enter(entitled))
    worker = lived.enter(lived.worker)
    assert "care_link" not in counts(worker)
    hidden = make.entitlements()["care_link"].public_id
    assert lived.household.reference not in worker.get(f"/rights/opened/{hidden}").text
    assert counts(lived.enter(lived.stranger)) == {}
    assert counts(lived.enter(lived.shared)) == {}, "another organisation's support"

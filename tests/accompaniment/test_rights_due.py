"""Rights that come back by themselves: who is told, from which day, and what clears it."""

import json
from datetime import timedelta

import pytest

from accompaniment.models.entitlements import EntitlementEvent
from app.auth.vocab import Role
from app.clock import today
from tests.occupancy.test_stays import rows
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)


@pytest.fixture
def accompanied(make, world):
    make.entitlements()
    make.support(world.household, world.team, world.worker)
    return world


def obtained(make, world, code, **given):
    return make.right_event(world.household, world.household.person, code, world.worker, **given)


def test_a_permit_comes_back_45_days_before_its_end_until_it_is_renewed(make, accompanied):
    client = accompanied.enter(accompanied.worker)
    begun = today() - 100 * DAY
    event = obtained(make, accompanied, "residence_permit", happened_on=begun, valid_until=today() + 46 * DAY)
    assert "Titre de séjour" not in client.get("/rights").text
    assert "Titre de séjour" in client.get("/rights?until=soon").text
    client.submit(f"/right-events/{event.public_id}/cancel", reason="Mauvaise date")
    obtained(make, accompanied, "residence_permit", happened_on=begun, valid_until=today() + 45 * DAY)
    for url in ("/rights", "/rights/now"):
        page = client.get(url).text
        assert "Titre de séjour" in page
        assert f"Se termine le {today() + 45 * DAY:%d/%m/%Y}" in page
    assert "/rights/now" in client.get("/").text
    obtained(make, accompanied, "residence_permit", valid_until=today() + 400 * DAY)
    assert "Titre de séjour" not in client.get("/rights").text


def test_a_visit_every_three_months_comes_back_and_goes(make, accompanied):
    client = accompanied.enter(accompanied.worker)
    obtained(make, accompanied, "reference_address", happened_on=today() - 75 * DAY)
    assert "Adresse de référence" not in client.get("/rights").text
    obtained(make, accompanied, "reference_address", happened_on=today() - 76 * DAY)
    assert "Adresse de référence" not in client.get("/rights").text, "an earlier step changes nothing"
    event = obtained(make, accompanied, "integration_income", happened_on=today() - 340 * DAY)
    page = client.get("/rights").text
    assert "avant le" in page
    right = make.entitlements()["integration_income"]
    person = accompanied.household.person.public_id
    client.submit(f"{accompanied.url}/rights/{person}/{right.public_id}", state="obtained")
    assert "Revenu d’intégration" not in client.get("/rights").text
    assert event.person_id == accompanied.household.person.id


def test_papers_of_a_request_hold_as_long_as_the_list_says(app, make, accompanied):
    entitled = make.user(Role.FIELD_WORKER, organisation_id=accompanied.team.organisation_id, health_right=True)
    client, right = accompanied.enter(entitled), make.entitlements()["regularisation_9ter"]
    url = f"{accompanied.url}/rights/{accompanied.household.person.public_id}/{right.public_id}"
    client.submit(url, state="in_progress", happened_on=(today() - 70 * DAY).isoformat())
    assert rows(app, EntitlementEvent)[0].valid_until == today() + 20 * DAY
    assert "9ter" in client.get("/rights").text
    assert "9ter" not in accompanied.enter(accompanied.worker).get("/rights").text, "of the health area"
    client.submit(url, state="requested")
    assert "9ter" not in client.get("/rights").text


def test_filters_and_files_hold_the_same_rows(make, accompanied):
    client, other = accompanied.enter(accompanied.worker), accompanied.enter(accompanied.colleague)
    obtained(make, accompanied, "bank_account", next_on=today())
    obtained(make, accompanied, "residence_permit", valid_until=today() + 9 * DAY)
    assert "Titre de séjour" not in client.get("/rights?theme=money").text
    assert "Compte bancaire" in client.get("/rights?theme=money").text
    assert "Compte bancaire" in other.get("/rights").text
    assert "Compte bancaire" not in other.get("/rights?worker=me").text
    assert "Compte bancaire" in client.get(f"/rights?team={accompanied.team.public_id}").text
    assert "Compte bancaire" not in client.get("/rights?team=unknown").text
    lines = client.get("/rights.csv").text.splitlines()
    assert len(lines) == 3
    assert f"{accompanied.household.reference},residence_permit" in lines[1]
    assert len(json.loads(client.get("/rights.json").text)) == 2
    assert client.get("/rights.xlsx").data.startswith(b"PK")
    assert "Lavande" not in "".join(lines)
    assert_swap_equals_reload(client, "/rights?theme=money", "rights-due")


def test_only_those_who_accompany_are_told(make, accompanied):
    obtained(make, accompanied, "bank_account", next_on=today())
    assert "Compte bancaire" not in accompanied.enter(accompanied.shared).get("/rights").text
    assert "Compte bancaire" not in accompanied.enter(accompanied.stranger).get("/rights").text


def test_pages_cost_as_much_for_many_rights_as_for_one(app, make, accompanied):
    client = accompanied.enter(accompanied.worker)
    urls = ("/rights?until=all", "/rights/now", f"{accompanied.url}/support/rights")
    for code in ("bank_account", "residence_permit", "ais_application", "integration_income", "health_insurance"):
        obtained(make, accompanied, code, next_on=today())
    for url in urls:
        with statements(app) as many:
            client.get(url)
        reading = [one for one in many if "journal_" not in one]
        assert len(reading) <= 8, (url, len(reading))

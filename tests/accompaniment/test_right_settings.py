"""The list of rights is data: shipped once, kept by the administrator, closed and never deleted; entries follow it."""

from datetime import timedelta

import pytest

from accompaniment.data.entitlements import entitlement_rows
from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.vocab import RightState
from app.auth.vocab import Role
from app.clock import today
from occupancy.models.stays import Stay
from tests.accompaniment.test_following import enter, entering
from tests.occupancy.test_stays import rows

__all__ = ["entering"]
DAY = timedelta(days=1)
BASE = "/settings/rights"


@pytest.fixture
def admin(make, sign_in):
    return sign_in(make.user(Role.ADMINISTRATOR))


def test_the_shipped_list_is_taken_once_and_stays_as_people_made_it(app, admin):
    assert "La liste est vide" in admin.get(f"{BASE}/").text
    admin.post(f"{BASE}/shipped")
    assert len(rows(app, Entitlement)) == len(entitlement_rows()) == 22
    one = rows(app, Entitlement, code="residence_permit")[0]
    admin.submit(f"{BASE}/{one.public_id}/edit", warn_days="60")
    admin.post(f"{BASE}/shipped")
    assert len(rows(app, Entitlement)) == 22
    assert rows(app, Entitlement, code="residence_permit")[0].warn_days == 60


def test_a_right_is_added_and_a_closed_one_is_asked_no_more(app, make, world, admin):
    named = {"name_fr": "Abonnement de transport", "name_nl": "Abonnement", "name_en": "Transport pass"}
    admin.submit(f"{BASE}/new", code="transport", theme="money", **named)
    assert "Abonnement de transport" in admin.get(f"{BASE}/").text
    client = world.enter(world.worker)
    assert "Abonnement de transport" in client.get(f"{world.url}/support/rights").text
    admin.submit(f"{BASE}/new", status=422, code="transport", theme="money", **named)
    one = rows(app, Entitlement, code="transport")[0]
    admin.submit(f"{BASE}/{one.public_id}/edit", closed_on=today().isoformat())
    assert "Abonnement de transport" not in client.get(f"{world.url}/support/rights").text
    assert "Abonnement de transport" in admin.get(f"{BASE}/").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"yearly_on": "02-29"}, "12-01"),
        ({"yearly_on": "13-01"}, "12-01"),
        ({"warn_days": "400"}, "error"),
        ({"source": "javascript:alert(1)"}, "https://"),
    ],
)
def test_rules_that_make_no_sense_are_refused(make, admin, typed, said):
    one = make.entitlements()["ais_application"]
    assert said in admin.submit(f"{BASE}/{one.public_id}/edit", status=422, **typed).text


def test_a_right_of_the_health_area_stays_so(make, admin):
    one = make.entitlements()["care_link"]
    page = admin.get(f"{BASE}/{one.public_id}/edit").text
    version = page.split('name="version"')[1].split('value="')[1].split('"')[0]
    names = {name: getattr(one, name) for name in ("name_fr", "name_nl", "name_en", "warn_days", "position")}
    typed = names | {"theme": "health", "residence": "any", "version": version}
    assert "sous cette protection" in admin.post(f"{BASE}/{one.public_id}/edit", typed, status=422).text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_edits_the_list(make, sign_in, role):
    one, client = make.entitlements()["care_link"], sign_in(make.user(role))
    for url in (f"{BASE}/", f"{BASE}/new", f"{BASE}/{one.public_id}/edit"):
        client.get(url, status=404)
    client.post(f"{BASE}/shipped", status=404)


def test_an_entry_asks_to_declare_the_address_within_eight_days(app, make, entering):
    rights = make.entitlements()
    household, worker = entering.household, entering.worker
    person = household.person
    make.right_event(household, person, "domicile", worker, happened_on=today() - 300 * DAY)
    asked_on = today() - 10 * DAY
    make.right_event(household, household.child, "domicile", worker, state="requested", happened_on=asked_on)
    client = entering.enter(worker)
    enter(entering, client)
    (stay,) = rows(app, Stay)
    asked = rows(app, EntitlementEvent, by_rule=True)
    assert [(one.person_id, one.state, one.next_on) for one in asked] == [
        (person.id, RightState.TO_START, stay.start_on + 8 * DAY)
    ]
    assert asked[0].entitlement_id == rights["domicile"].id
    assert f"Prochaine date le {stay.start_on + 8 * DAY:%d/%m/%Y}" in client.get("/rights?until=soon").text

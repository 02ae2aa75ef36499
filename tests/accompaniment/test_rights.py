"""Rights of people: noted from the household's page, with their traps; who may read which."""

from datetime import timedelta

import pytest

from accompaniment.models.entitlements import EntitlementEvent
from accompaniment.vocab import RightState
from app.clock import today
from tests.occupancy.test_stays import rows

DAY = timedelta(days=1)


@pytest.fixture
def list_of(make):
    return make.entitlements()


def url_of(world, right, person=None):
    return f"{world.url}/rights/{(person or world.household.person).public_id}/{right.public_id}"


def note(world, client, right, status=303, person=None, **typed):
    return client.submit(url_of(world, right, person), status=status, **typed)


def test_a_right_is_noted_from_the_page_of_the_household(app, world, list_of):
    client = world.enter(world.worker)
    page = client.get(f"{world.url}/support/rights").text
    assert "Awa Lavande" in page
    assert "droits à entamer" in page
    right = list_of["identity_papers"]
    until = today() + timedelta(days=300)
    note(world, client, right, state="obtained", valid_until=until.isoformat(), proof="Reçu Zyx-77")
    page = client.follow().text
    assert "Obtenu" in page
    assert f"{until:%d/%m/%Y}" in page
    (event,) = rows(app, EntitlementEvent)
    assert (event.state, event.valid_until, event.author_id) == (RightState.OBTAINED, until, world.worker.id)
    assert "Zyx" not in (event.proof_sealed or "")
    history = client.get(url_of(world, right)).text
    assert "Reçu Zyx-77" in history
    assert world.worker.name in history


def test_what_is_past_its_last_day_has_expired_by_itself(make, world, list_of):
    past = today() - 10 * DAY
    person = world.household.person
    make.right_event(world.household, person, "residence_permit", world.worker, happened_on=past, valid_until=past)
    assert "Expiré" in world.enter(world.worker).get(f"{world.url}/support/rights").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"happened_on": (today() + DAY).isoformat()}, f"{today():%d/%m/%Y}"),
        ({"valid_until": (today() - DAY).isoformat()}, "au plus tôt"),
        ({"next_on": (today() - DAY).isoformat()}, "au plus tôt"),
        ({"proof": "85.07.30-033-28"}, "registre national"),
        ({"state": "expired"}, "error"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(world, list_of, typed, said):
    assert said in note(world, world.enter(world.worker), list_of["bank_account"], status=422, **typed).text

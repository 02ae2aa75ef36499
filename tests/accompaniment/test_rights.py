"""Rights of people: noted from the household's page, with their traps; who may read which."""

from datetime import date, timedelta

import pytest

from accompaniment.models.entitlements import EntitlementEvent, PersonResidence
from accompaniment.vocab import RightState
from app.auth.vocab import Role
from app.clock import today
from occupancy.models.stays import StayObjective
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
        ({"happened_on": "1949-12-31"}, "trop loin dans le passé"),
        ({"happened_on": "1979-12-31"}, "Cette date est trop ancienne"),
        ({"valid_until": (today() - DAY).isoformat()}, "au plus tôt"),
        ({"next_on": (today() - DAY).isoformat()}, "au plus tôt"),
        ({"proof": "85.07.30-033-28"}, "registre national"),
        ({"state": "expired"}, "error"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(make, world, list_of, typed, said):
    person = make.person(name="Awa Lavande", birth_year="1980")
    world.household.person = person
    make.member(world.household, person=person, role="partner")
    assert said in note(world, world.enter(world.worker), list_of["bank_account"], status=422, **typed).text


@pytest.mark.parametrize("act", ["right", "residence"])
def test_days_tried_one_by_one_do_not_tell_the_day_of_birth(make, world, list_of, act):
    world.household.person = person = make.person(name="Awa Lavande", birth_year="1980", birth_on=date(1980, 7, 1))
    make.member(world.household, person=person, role="partner")
    client = world.enter(world.worker)
    for day, status in (("1979-12-31", 422), ("1980-01-01", 303)):
        if act == "right":
            answer = note(world, client, list_of["bank_account"], status=status, happened_on=day)
        else:
            url = f"{world.url}/rights/{person.public_id}/residence"
            answer = client.submit(url, status=status, kind="legal", since=day)
        assert "naissance" not in answer.text


def test_reference_address_and_domicile_are_never_held_on_one_day(make, world, list_of):
    client, person = world.enter(world.worker), world.household.person
    make.right_event(world.household, person, "reference_address", world.worker, happened_on=today() - 30 * DAY)
    answer = note(world, client, list_of["domicile"], status=422, state="obtained").text
    assert "Adresse de référence" in answer
    assert f"{today() - 30 * DAY:%d/%m/%Y}" in answer
    note(world, client, list_of["domicile"], state="requested")
    until = (today() - DAY).isoformat()
    note(
        world,
        client,
        list_of["reference_address"],
        state="obtained",
        happened_on=(today() - 2 * DAY).isoformat(),
        valid_until=until,
    )
    note(world, client, list_of["domicile"], state="obtained")
    note(world, client, list_of["domicile"], person=world.household.child, state="obtained")


def test_an_end_taken_back_that_would_bring_both_addresses_together_is_refused(make, world, list_of):
    client, person = world.enter(world.worker), world.household.person
    make.right_event(world.household, person, "reference_address", world.worker, happened_on=today() - 30 * DAY)
    end = make.right_event(
        world.household, person, "reference_address", world.worker, state="not_applicable", happened_on=today() - DAY
    )
    note(world, client, list_of["domicile"], state="obtained")
    answer = client.submit(f"/right-events/{end.public_id}/cancel", status=422, reason="Erreur").text
    assert "Domiciliation" in answer


def test_what_is_given_once_in_a_lifetime_is_not_asked_again(make, world, list_of):
    client, person, right = world.enter(world.worker), world.household.person, list_of["settling_in_grant"]
    first = make.right_event(world.household, person, right.code, world.worker, happened_on=today() - 900 * DAY)
    for state in ("requested", "obtained"):
        answer = note(world, client, right, status=422, state=state).text
        assert f"{today() - 900 * DAY:%d/%m/%Y}" in answer
        assert "une fois dans la vie" in answer
    client.submit(f"/right-events/{first.public_id}/cancel", reason="Noté pour une autre personne")
    note(world, client, right, state="requested")


def test_the_grant_asked_in_a_temporary_unit_wants_a_written_confirmation(app, make, world, list_of):
    client, right = world.enter(world.worker), list_of["settling_in_grant"]
    assert "logement temporaire" not in client.get(url_of(world, right)).text.split("<form")[1]
    make.stay(household=world.household, team=world.team)
    assert "Ce ménage vit dans un logement temporaire" in client.get(url_of(world, right)).text
    for state in ("requested", "in_progress", "obtained", "appealed"):
        assert "Confirmez par écrit" in note(world, client, right, status=422, state=state).text
    note(world, client, right, state="requested", confirmation="Zyx : bail durable signé hier")
    (event,) = rows(app, EntitlementEvent)
    assert "Zyx" not in (event.confirmation_sealed or "")
    assert "bail durable signé" in client.get(url_of(world, right)).text
    note(world, client, right, state="obtained")


def test_rights_that_are_not_for_a_residence_are_aside_by_default(app, world, list_of):
    client = world.enter(world.worker)
    url = f"{world.url}/rights/{world.household.person.public_id}/residence"
    client.submit(url, kind="none", since=(today() - 9 * DAY).isoformat())
    states = {one.entitlement_id: one.state for one in rows(app, EntitlementEvent)}
    assert states == {list_of["domicile"].id: RightState.NOT_APPLICABLE}
    (kept,) = rows(app, PersonResidence)
    assert "none" not in kept.kind_code_sealed
    client.submit(url, kind="legal", since=today().isoformat())
    latest = {one.entitlement_id: one.state for one in rows(app, EntitlementEvent)}
    assert latest[list_of["domicile"].id] is RightState.TO_START
    assert latest[list_of["urgent_medical_aid"].id] is RightState.NOT_APPLICABLE


def test_what_people_noted_themselves_stays_whatever_the_residence(app, world, list_of):
    client = world.enter(world.worker)
    note(world, client, list_of["domicile"], state="requested")
    client.submit(f"{world.url}/rights/{world.household.person.public_id}/residence", kind="none")
    assert [one.state for one in rows(app, EntitlementEvent)] == [RightState.REQUESTED]


def test_residence_is_for_those_in_charge_and_health_for_those_entitled(make, world, list_of):
    doctor = make.team_member(world.team, make.user(Role.FIELD_WORKER, organisation_id=world.team.organisation_id))
    url = f"{world.url}/rights/{world.household.person.public_id}/residence"
    shared, worker = world.enter(world.shared), world.enter(doctor)
    shared.get(url, status=404)
    shared.get(url_of(world, list_of["bank_account"]))
    worker.get(url)
    for client in (shared, worker):
        client.get(url_of(world, list_of["care_link"]), status=404)
        assert "psychiatre" not in client.get(f"{world.url}/support/rights").text
    entitled = make.user(Role.FIELD_WORKER, organisation_id=world.team.organisation_id, health_right=True)
    assert "psychiatre" in world.enter(entitled).get(f"{world.url}/support/rights").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FIELD_WORKER])
def test_no_other_role_opens_rights(make, world, sign_in, list_of, role):
    client = sign_in(make.user(role, organisation_id=world.worker.organisation_id))
    step = url_of(world, list_of["bank_account"])
    for url in (f"{world.url}/support/rights", step, "/rights", "/rights/now", "/rights.csv"):
        client.get(url, status=404)


def test_a_stranger_opens_nothing_and_another_organisation_cancels_nothing(make, world, list_of):
    event = make.right_event(world.household, world.household.person, "bank_account", world.worker)
    stranger, shared = world.enter(world.stranger), world.enter(world.shared)
    for url in (f"{world.url}/support/rights", url_of(world, list_of["bank_account"])):
        stranger.get(url, status=404)
    for client in (stranger, shared):
        client.get(f"/right-events/{event.public_id}/cancel", status=404)
    other = make.person()
    shared.get(url_of(world, list_of["bank_account"], other), status=404)


def test_papers_in_order_are_proposed_and_never_imposed(app, make, world, list_of):
    stay = make.stay(household=world.household, team=world.team)
    objective = make.save(StayObjective(stay_id=stay.id, kind="papers"))
    client, person = world.enter(world.worker), world.household.person
    make.right_event(world.household, person, "identity_papers", world.worker)
    assert "Identité et séjour sont en ordre" not in client.get(f"{world.url}/support/rights").text
    make.right_event(world.household, person, "residence_permit", world.worker)
    page = client.get(f"{world.url}/support/rights").text
    assert "Identité et séjour sont en ordre" in page
    assert f"/objectives/{objective.public_id}" in page
    assert rows(app, StayObjective)[0].reached_on is None

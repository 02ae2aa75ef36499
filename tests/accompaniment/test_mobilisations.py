"""Requests to services: nothing leaves without consent, one at a time, days in order, delays counted, seen by few."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from accompaniment.models.mobilisations import Mobilisation
from accompaniment.queries.mobilisation_states import days_to_answer, goes_on, state
from accompaniment.rules.network import OPEN, state_of, waited
from accompaniment.vocab_network import MobilisationState
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.people import Consent
from tests.occupancy.test_stays import rows
from tests.reports.told import change
from tests.support.client import form_values
from tests.support.race import at_once
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)


def day(count):
    return (today() + count * DAY).isoformat()


def ask_url(world, service):
    return f"{world.url}/network-requests/{service.public_id}/new"


def one_of(app):
    (found,) = rows(app, Mobilisation)
    return found


def asking(client, url):
    """Opens the form now, sends it when called."""
    values = form_values(html.fromstring(client.get(url).text).xpath("//main//form[@method='post']")[0])
    return lambda: client.http.post(url, data=values | {"asked": "Zyx"})


def test_a_request_waits_for_consent_then_goes_through_its_steps(app, make, world):
    client, service = world.enter(world.worker), make.network_service("debts", answer_days=5)
    assert service.name in client.get(f"{world.url}/network-requests/services").text
    client.submit(ask_url(world, service), asked="Zyx apurement", urgency="high")
    url = f"/network-requests/{one_of(app).public_id}"
    assert "Zyx" not in one_of(app).asked_sealed
    assert "accord en vigueur" in client.submit(f"{url}/send", status=422, channel="mail").text
    client.submit(f"{url}/consent", purpose="Dettes", given_on=day(-20), last_day=day(30))
    consent = rows(app, Consent)[-1]
    assert (consent.scope, consent.recipient, consent.sensitive) == ("share_service", service.name, False)
    assert "donné que le" in client.submit(f"{url}/send", status=422, channel="mail", sent_on=day(-21)).text
    client.submit(f"{url}/send", channel="mail", sent_on=day(-9))
    assert "Sans réponse" in client.get(url).text
    assert "envoyée que le" in client.submit(f"{url}/answer", status=422, answer="accepted", answered_on=day(-10)).text
    client.submit(f"{url}/answer", answer="accepted", answered_on=day(-3), first_meeting_on=day(1))
    client.submit(f"{url}/meet", met_on=day(-1))
    page = client.get(url).text
    assert "réponse en 6 j" in page
    assert "rendez-vous en 8 j" in page
    client.submit(f"{url}/finish", outcome="improved")
    found = one_of(app)
    assert (state_of(found), found.outcome, found.ended_on) == ("finished", "improved", today())
    client.submit(f"{url}/drop", status=409)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"answer": "declined"}, "pourquoi le service refuse"),
        ({"answer": "accepted", "refusal": "full"}, "pas de raison de refus"),
        ({"answer": "declined", "refusal": "full", "first_meeting_on": day(3)}, "pas de rendez-vous"),
        ({"answer": "accepted", "answered_on": day(1)}, "pas encore venu"),
        ({"answer": "accepted", "first_meeting_on": day(-30)}, "envoyée que le"),
    ],
)
def test_an_answer_that_does_not_hold_together_is_told(make, world, said, told):
    one = make.mobilisation(world.household, make.network_service(), world.worker, sent_on=today() - 9 * DAY)
    url = f"/network-requests/{one.public_id}/answer"
    assert told in world.enter(world.worker).submit(url, status=422, **said).text


def test_two_at_once_to_one_service_are_one(app, make, world):
    service, clients = make.network_service(), [world.enter(one) for one in (world.worker, world.colleague)]
    answers = at_once(*(asking(client, ask_url(world, service)) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(rows(app, Mobilisation)) == 1
    assert service.name in clients[0].submit(ask_url(world, service), status=409, asked="Encore").text
    declined = {"sent_on": today(), "answer": "declined", "answered_on": today(), "decline_reason": "full"}
    other = make.network_service()
    make.mobilisation(world.household, other, world.worker, **declined)
    clients[0].submit(ask_url(world, other), asked="De nouveau")


def test_where_they_stand_and_how_long_is_the_same_in_the_database(app, make, world):
    sent, yes = {"sent_on": today() - 9 * DAY}, {"answer": "accepted", "answered_on": today() - 4 * DAY}
    no = {"answer": "declined", "answered_on": today(), "decline_reason": "area"}
    facts = [{}, sent, sent | yes, sent | yes | {"met_on": today()}, sent | no, {"dropped_on": today()}]
    facts += [sent | yes | {"ended_on": today(), "outcome": "worse"}, sent | yes | {"dropped_on": today()}]
    for one in facts:
        make.mobilisation(world.household, make.network_service(), world.worker, **one)
    with app.app_context():
        columns = state().label("state"), goes_on().label("open"), days_to_answer().label("days")
        found = db.session.execute(sa.select(Mobilisation, *columns)).all()
        assert {row.state for row in found} == set(MobilisationState)
        for row in found:
            one = row[0]
            assert (row.state, bool(row.open)) == (state_of(one), state_of(one) in OPEN)
            assert row.days == (waited(one.sent_on, one.answered_on) if one.answered_on else None)


def listed(client, query=""):
    page = html.fromstring(client.get(f"/network-requests{query}").text)
    return page.xpath("//*[@id='mobilisation-results']//td[@data-label='Nom du service']/text()")


def test_only_those_it_concerns_see_it_and_only_its_organisation_acts(app, make, world):
    service = make.network_service()
    one = make.mobilisation(world.household, service, world.worker, asked="Zyx", sent_on=today() - 20 * DAY)
    url = f"/network-requests/{one.public_id}"
    make.support(world.household, world.team, world.worker)
    client = world.enter(world.worker)
    with statements(app) as sent:
        assert listed(client, "?whose=me") == [service.name]
    assert len(sent) <= 8
    assert listed(client, "?state=late") == [service.name]
    assert listed(world.enter(world.colleague), "?whose=me") == []
    assert listed(world.enter(world.colleague), "?whose=team") == [service.name]
    shared = world.enter(world.shared)
    assert "Zyx" in shared.get(url).text
    shared.get(f"{url}/answer", status=404)
    shared.get(f"{url}/consent", status=404)
    world.enter(world.stranger).get(url, status=404)
    assert listed(world.enter(world.stranger)) == []
    for role in (Role.COORDINATION, Role.ALLOCATION, Role.HOUSING_OPERATOR, Role.FUNDER, Role.CAPTEUR, Role.PARTNER):
        other = world.enter(make.user(role))
        for page in (url, "/network-requests", f"{world.url}/support/network"):
            other.get(page, status=404)
    assert_swap_equals_reload(client, "/network-requests", "mobilisation-results")


def test_what_tells_of_health_is_for_those_who_may_read_of_it(make, world):
    service = make.network_service("addiction", name="Zyx sevrage")
    one = make.mobilisation(world.household, service, world.worker, "addiction", sent_on=today())
    doctor = make.user(Role.FIELD_WORKER, organisation_id=world.team.organisation_id, health_right=True)
    client, healthy = world.enter(world.worker), world.enter(doctor)
    for page in ("/network-requests", f"{world.url}/support/network", f"{world.url}/network-requests/services"):
        assert "Zyx" in healthy.get(page).text
        assert "Zyx" not in client.get(page).text
    client.get(f"/network-requests/{one.public_id}", status=404)
    client.get(ask_url(world, service), status=404)


def test_a_late_answer_and_a_meeting_to_come_are_in_the_day_and_told_until_done(make, world):
    make.support(world.household, world.team, world.worker)
    late = make.network_service(name="Zyx tarde", answer_days=5)
    soon = make.network_service(name="Zyx bientôt")
    one = make.mobilisation(world.household, late, world.worker, sent_on=today() - 30 * DAY)
    yes = {"answer": "accepted", "answered_on": today(), "first_meeting_on": today()}
    make.mobilisation(world.household, soon, world.worker, sent_on=today() - DAY, **yes)
    client, coordination = world.enter(world.worker), world.enter(make.user())
    for page in ("/day", "/notifications", "/team-day"):
        text = client.get(page).text
        assert "Zyx tarde" in text
        assert "Zyx bientôt" in text
    told = coordination.get("/notifications").text
    assert "1 demande sans réponse" in told
    assert "Zyx" not in told
    assert world.household.reference not in told
    client.submit(f"/network-requests/{one.public_id}/answer", answer="declined", refusal="full")
    assert "Zyx tarde" not in client.get("/notifications").text + client.get("/day").text
    assert "sans réponse" not in coordination.get("/notifications").text


def test_a_service_answers_by_itself_what_is_addressed_to_it_while_the_people_agree(app, make, world):
    partner, other = make.user(Role.PARTNER), make.user(Role.PARTNER)
    service = make.network_service(organisation_id=partner.organisation_id)
    make.mobilisation(make.household(organisation_id=world.team.organisation_id), service, world.worker)
    home = make.household(organisation_id=world.team.organisation_id, is_protected=True, named=[world.worker])
    one = make.mobilisation(home, service, world.worker, asked="Zyx", sent_on=today() - 3 * DAY)
    url, client = f"/network-inbox/{one.public_id}", world.enter(partner)
    page = html.fromstring(client.get("/network-inbox").text)
    assert page.xpath("//*[@id='inbox-results']//a[@class='row-link']/text()") == [home.reference]
    text = client.get(url).text
    assert "Zyx" in text
    assert world.worker.name not in text
    for hidden in (f"/network-requests/{one.public_id}", f"/households/{home.public_id}"):
        client.get(hidden, status=404)
    for stranger in (other, world.worker, make.user()):
        world.enter(stranger).get(url, status=404)
    client.submit(f"{url}/answer", answer="declined", refusal="area")
    found = next(row for row in rows(app, Mobilisation) if row.id == one.id)
    assert (found.decline_reason, found.answered_on, found.answered_by_id) == ("area", today(), partner.id)
    with app.app_context():
        consent = db.session.get(Consent, one.consent_id)
    change(make, consent, withdrawn_on=today())
    client.get(url, status=404)
    client.get(f"{url}/answer", status=404)
    assert home.reference not in client.get("/network-inbox?state=all").text

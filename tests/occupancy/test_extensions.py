"""Asking a housing operator to lend longer: letter, sending, answer; counts alone, and nobody's stay on their page."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from app.db import db
from occupancy.models.agreements import Agreement
from occupancy.models.extensions import ExtensionRequest
from occupancy.vocab import ExtensionAnswer
from sites.models.sites import Site

DAY = timedelta(days=1)


@pytest.fixture
def coordinator(make, sign_in):
    return sign_in(make.user(Role.COORDINATION))


@pytest.fixture
def lender(make):
    organisation = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR, name="Foyer du Canal")
    return organisation, make.housing_operator(organisation=organisation)


def lent(make, operator=None, reference="COP-CANAL"):
    """A site with two dwellings under one agreement, somebody in each; the agreement."""
    site = make.site(operator)
    units = [make.unit(site, max_persons=4) for _ in range(2)]
    last_day = today() + 100 * DAY
    facts = {"first_day": today() - 300 * DAY, "last_day": last_day, "signed_on": today() - 300 * DAY}
    agreement = make.agreement(site, units=units, reference=reference, **facts)
    for unit in units:
        make.stay(unit, make.household(adults=2))
    return agreement


def asked(make, agreement, **given):
    values = {"asked_last_day": today() + 200 * DAY, "reason": "Le chantier est reporté.", "drafted_on": today()}
    return make.save(ExtensionRequest(agreement_id=agreement.id, **(values | given)))


def sent(make, agreement, **given):
    values = {"sent_on": today() - 40 * DAY, "answer_due_on": today() - 10 * DAY, "drafted_on": today() - 41 * DAY}
    return asked(make, agreement, **(values | given))


def test_a_request_is_drafted_printed_and_sent(make, coordinator):
    agreement = lent(make)
    day = (today() + 200 * DAY).isoformat()
    address = f"/agreements/{agreement.public_id}/extension-requests/new"
    coordinator.submit(address, status=422, asked_last_day=(today() + DAY).isoformat(), reason="Trop tôt")
    coordinator.submit(address, asked_last_day=day, reason="Le chantier est reporté.")
    page = coordinator.last.headers["Location"]
    letter = coordinator.get(f"{page}/letter").text
    assert "2 logements, 2 séjours en cours sans autre suite, 4 personnes" in letter
    assert "COP-CANAL" in letter
    assert "H-TEST" not in letter
    assert "2 woningen" in coordinator.get(f"{page}/letter?lang=nl").text
    coordinator.submit(f"{page}/sent")
    assert "Envoyée" in coordinator.follow().text
    coordinator.submit(address, status=409, asked_last_day=day, reason="Encore")


def test_who_sends_the_same_request_again_is_led_to_it_and_others_hear_of_somebody(make, coordinator, sign_in):
    address = f"/agreements/{lent(make).public_id}/extension-requests/new"
    typed = {"asked_last_day": (today() + 200 * DAY).isoformat(), "reason": "Le chantier est reporté."}
    coordinator.submit(address, **typed)
    made = coordinator.last.headers["Location"]
    own = coordinator.submit(address, status=409, **typed).text
    assert "C’est déjà enregistré" in own
    assert f'href="{made}"' in own
    other = sign_in(make.user(Role.COORDINATION)).submit(address, status=409, **typed).text
    assert "Quelqu’un est passé avant vous" in other


def test_a_grant_opens_the_amendment_already_filled_in(make, coordinator):
    agreement = lent(make)
    request = sent(make, agreement)
    until = (today() + 150 * DAY).isoformat()
    address = f"/extension-requests/{request.public_id}/answer"
    coordinator.submit(address, status=422, answer="granted", granted_last_day="")
    coordinator.submit(address, answer="granted", granted_last_day=until)
    amendment = coordinator.follow().text
    assert "amendments/new" in coordinator.url
    assert until in amendment
    assert "Le chantier est reporté." in amendment
    coordinator.submit(coordinator.url)
    assert "Avenant" in coordinator.follow().text


def test_a_refusal_says_why_and_then_another_may_be_asked(app, make, coordinator):
    agreement = lent(make)
    request = sent(make, agreement)
    address = f"/extension-requests/{request.public_id}/answer"
    coordinator.submit(address, status=422, answer="refused")
    coordinator.submit(address, answer="refused", refusal_reason="Permis délivré")
    assert "Permis délivré" in coordinator.follow().text
    with app.app_context(), Session(db.engine) as session:
        assert session.scalars(sa.select(ExtensionRequest.answer)).one() is ExtensionAnswer.REFUSED
    coordinator.get(f"/agreements/{agreement.public_id}/extension-requests/new")
    coordinator.submit(address, status=409, answer="granted", granted_last_day=(today() + 150 * DAY).isoformat())


def test_without_an_answer_coordination_is_reminded(make, coordinator):
    sent(make, lent(make))
    page = coordinator.get("/").text
    assert "Prolongation sans réponse" in page
    assert "À relancer" in page


def test_two_people_on_one_request_do_not_overwrite_each_other(make, coordinator):
    request = asked(make, lent(make))
    address = f"/extension-requests/{request.public_id}/edit"
    coordinator.submit(address, reason="Le permis tarde.")
    typed = {"version": 1, "asked_last_day": (today() + 210 * DAY).isoformat(), "reason": "Autre chose"}
    again = coordinator.post(address, typed, status=409)
    assert "Le permis tarde." in again.text
    assert "Autre chose" in again.text


def test_a_request_is_dropped_and_stays_listed(make, coordinator):
    agreement = lent(make)
    request = asked(make, agreement)
    coordinator.submit(f"/extension-requests/{request.public_id}/drop")
    assert "Abandonnée" in coordinator.follow().text


def test_the_lender_reads_what_was_asked_of_its_site_and_nothing_of_who_lives_there(app, make, lender, sign_in):
    organisation, operator = lender
    request = sent(make, lent(make, operator))
    draft = asked(make, lent(make, operator, reference="COP-DEUX"))
    reads = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=organisation.id))
    page = reads.get(f"/extension-requests/{request.public_id}").text
    assert "Le chantier est reporté." in page
    assert "séjour" not in page.partition("<main")[2]
    before = main_of(page)
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        site = session.get_one(Site, session.get_one(Agreement, request.agreement_id).site_id)
    make.stay(make.home(site))
    assert main_of(reads.get(f"/extension-requests/{request.public_id}").text) == before
    reads.get(f"/extension-requests/{draft.public_id}", status=404)  # not sent yet
    reads.get(f"/extension-requests/{request.public_id}/letter", status=404)
    other = sign_in(make.user(Role.HOUSING_OPERATOR))
    other.get(f"/extension-requests/{request.public_id}", status=404)


def main_of(page):
    return page.partition("<main")[2].partition("</main>")[0]

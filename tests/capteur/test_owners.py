"""Owners: known once in a programme, moved in the relation, never called once they asked to be left alone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from app.db import db, transaction
from capteur.models.owners import LeadStep, Owner, OwnerEvent
from capteur.models.visits import Visit
from capteur.vocab_dwellings import OpportunityStage as Stage
from capteur.vocab_dwellings import VisitOutcome
from capteur.vocab_owners import OwnerStage as S
from tests.occupancy.test_stays import rows
from tests.support.bytes import stored_bytes
from tests.support.client import form_values
from tests.support.race import at_once

DAY = timedelta(days=1)
NAME, PHONE, MAIL = "Zyxelle Dubalcon", "0470 12 34 56", "zyxelle@exemple.be"


@pytest.fixture
def charleroi(make):
    return make.capteur_programme(name="Capteur Charleroi")


@pytest.fixture
def browser(make, sign_in, charleroi):
    return sign_in(make.prospector(charleroi))


def fill(browser, programme, status=303, **fields):
    given = {"name": NAME, "phone": PHONE, "email": MAIL, "source": "advert"} | fields
    return browser.submit(f"/capteur/{programme.public_id}/owners/new", status=status, **given)


def stages(app):
    with app.app_context(), transaction("read"):
        return list(db.session.scalars(sa.select(OwnerEvent.stage).order_by(OwnerEvent.id)))


def test_an_owner_is_sealed_found_by_any_writing_of_the_number_and_known_once(app, browser, charleroi):
    fill(browser, charleroi, next_action="call", next_on=(today() + DAY).isoformat())
    page = browser.follow().text
    assert NAME in page
    assert "<title>P-" in page
    stored = stored_bytes(app)
    assert not [word for word in ("Zyxelle", "12 34 56", "zyxelle@") if word.encode() in stored]
    search = f"/capteur/{charleroi.public_id}/owners/search"
    for typed in ("dubalc", "+32470123456", "ZYXELLE@Exemple.be"):
        assert NAME in browser.post(search, {"q": typed}, status=200).text, typed
    assert NAME not in browser.post(search, {"q": "0470 99 99 99"}, status=200).text
    again = fill(browser, charleroi, status=422, name="Autre", email="", phone="0032 470/12.34.56").text
    assert "Déjà connu sous P-" in again


def test_who_asks_to_be_left_alone_is_in_no_list_and_not_called(app, make, browser, charleroi):
    owner = make.owner(charleroi, S.CONTACTED, name=NAME, phone=PHONE, email=MAIL)
    url, lists = f"/owners/{owner.public_id}", ("owners", "stalled?which=owners")
    assert all(NAME in browser.get(f"/capteur/{charleroi.public_id}/{one}").text for one in lists)
    browser.submit(f"{url}/move", stage="do_not_contact", reason="Par téléphone")
    assert not [one for one in lists if NAME in browser.get(f"/capteur/{charleroi.public_id}/{one}").text]
    page = browser.get(url).text
    assert PHONE not in page
    assert MAIL not in page
    assert "ne veut plus être contacté" in browser.submit(f"{url}/contacts/new", status=422, answer="thinks").text
    browser.submit(f"{url}/dwellings/new", status=422, kind="flat", bedrooms="1", address="Rue 1", source="advert")
    assert "a demandé à ne plus être contacté" in fill(browser, charleroi, status=422, email="").text
    assert "seulement après" in browser.submit(f"{url}/move", status=422, stage="talking").text
    browser.submit(f"{url}/contacts/new", initiative="them", answer="offers_dwelling")
    browser.submit(f"{url}/move", stage="talking")
    assert stages(app)[-1] is S.TALKING
    source = html.fromstring(browser.get(f"{url}/dwellings/new").text).get_element_by_id("source")
    assert source.value == "owner_back"


def test_nobody_goes_to_see_a_dwelling_of_who_asks_to_be_left_alone(app, make, browser, charleroi):
    owner = make.owner(charleroi, S.CONTACTED)
    dwelling, other = make.opportunity(owner, Stage.VISIT_PLANNED), make.opportunity(owner, Stage.VISIT_PLANNED)
    for one in (dwelling, other):
        make.visit(one, make.user(), planned_on=today())
    assert dwelling.reference in browser.get("/").text
    browser.submit(f"/owners/{owner.public_id}/move", stage="do_not_contact")
    assert not [one for one in (dwelling, other) if one.reference in browser.get("/").text]
    assert {one.outcome for one in rows(app, Visit)} == {VisitOutcome.CANCELLED}


def test_the_first_contact_makes_contacted_and_each_act_does_what_was_to_be_done(app, make, browser, charleroi):
    owner = make.owner(charleroi)
    make.lead_step(owner)
    url = f"/owners/{owner.public_id}/contacts/new"
    assert "vont ensemble" in browser.submit(url, status=422, answer="thinks", next_action="call").text
    browser.submit(url, answer="thinks", minutes="20", next_action="visit", next_on=(today() + DAY).isoformat())
    browser.submit(url, answer="interested")
    assert stages(app) == [S.IDENTIFIED, S.CONTACTED]
    assert [(one.action.value, one.done_on) for one in rows(app, LeadStep)] == [("call", today()), ("visit", today())]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"stage": "dormant"}, "jour de rappel"),
        ({"stage": "refused"}, "raison de refus"),
        ({"stage": "talking", "refusal": "price"}, "raison de refus"),
        ({"stage": "talking", "effective_on": (today() + DAY).isoformat()}, "Pas après"),
        ({"stage": "talking", "effective_on": (today() - 40 * DAY).isoformat()}, "Pas avant"),
        ({"stage": "contacted"}, "ne peut pas passer"),
    ],
)
def test_a_move_that_says_too_little_is_refused(app, make, browser, charleroi, fields, said):
    owner = make.owner(charleroi, S.CONTACTED)
    assert said in browser.submit(f"/owners/{owner.public_id}/move", status=422, **fields).text
    assert len(rows(app, OwnerEvent)) == 2


def test_who_sleeps_is_called_again_in_the_order_of_the_days(make, browser, charleroi):
    for name, days in (("Zyxtard", 9), ("Zyxbientôt", 2)):
        owner = make.owner(charleroi, name=name)
        recall = (today() + days * DAY).isoformat()
        browser.submit(f"/owners/{owner.public_id}/move", stage="dormant", recall_on=recall)
    text = browser.get(f"/capteur/{charleroi.public_id}/recalls").text
    assert text.index("Zyxbientôt") < text.index("Zyxtard")


def test_the_list_tells_what_comes_next_of_a_dwelling_too(make, browser, charleroi):
    owner = make.owner(charleroi, S.CONTACTED)
    make.lead_step(owner, due_on=today() + 9 * DAY)
    make.lead_step(owner, make.opportunity(owner), action="visit", due_on=today() + 2 * DAY)
    text = browser.get(f"/capteur/{charleroi.public_id}/owners").text
    assert "Rien de prévu" not in text
    assert text.count(owner.reference) == 1
    assert f"{today() + 2 * DAY:%d/%m/%Y}" in text


def test_the_second_of_two_movers_is_told(make, sign_in, browser, charleroi):
    owner = make.owner(charleroi, S.CONTACTED)
    typed = {"stage": "talking", "effective_on": today().isoformat(), "version": 1, "next_action": "", "refusal": ""}
    browser.submit(f"/owners/{owner.public_id}/move", stage="convinced")
    browser.post(f"/owners/{owner.public_id}/move", typed, status=409)


def test_of_two_who_move_an_owner_at_once_the_second_is_told(make, sign_in, charleroi):
    people = [sign_in(make.prospector(charleroi)) for _ in range(2)]
    for _ in range(3):
        url = f"/owners/{make.owner(charleroi, S.CONTACTED).public_id}/move"
        answers = at_once(*(_mover(one, url) for one in people))
        assert sorted(one.status_code for one in answers) == [303, 409]


def _mover(client, url):
    """Opens the form now, sends it when called."""
    values = form_values(html.fromstring(client.get(url).text).xpath("//main//form[@method='post']")[0])
    return lambda: client.http.post(url, data=values | {"stage": "talking"})


def test_only_those_of_the_programme_see_its_owners(app, make, sign_in, charleroi):
    owner = make.owner(charleroi, name=NAME)
    dwelling = make.opportunity(owner)
    seat = make.organisation(kind=OrganisationKind.COORDINATION)
    make.capteur_seat(charleroi, seat)
    namur = make.capteur_programme(name="Capteur Namur")
    places = [f"/capteur/{charleroi.public_id}/{one}" for one in ("owners", "dwellings", "stalled", "recalls")]
    places += [f"/owners/{owner.public_id}", f"/dwellings/{dwelling.public_id}"]
    reads = sign_in(make.user(Role.COORDINATION, organisation_id=seat.id))
    assert all(NAME in reads.get(one).text for one in places if "recalls" not in one)
    acts = [f"/owners/{owner.public_id}/{one}" for one in ("move", "edit", "contacts/new", "dwellings/new")]
    acts += [f"/dwellings/{dwelling.public_id}/{one}" for one in ("move", "edit")]
    for one in acts:
        reads.get(one, status=404)
    strangers = [make.prospector(namur), *(make.user(role) for role in Role)]
    for stranger in strangers:
        client = sign_in(stranger)
        for one in [*places, *acts]:
            client.get(one, status=404)
    assert len(rows(app, Owner)) == 1

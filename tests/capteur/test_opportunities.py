"""Dwellings of owners: where each stands is said by its events, in one order, once."""

from datetime import timedelta

import pytest
from lxml import html

from app.clock import today
from capteur.models.opportunities import OpportunityEvent
from capteur.rules.dwellings import BY_FACT, NEXT, moves_by_hand
from capteur.vocab_dwellings import OpportunityStage as S
from capteur.vocab_owners import OwnerStage
from tests.occupancy.test_stays import rows

DAY = timedelta(days=1)
TO_OFFER = (S.VISIT_PLANNED, S.SUITABLE, S.OFFER)


@pytest.fixture
def charleroi(make):
    return make.capteur_programme(name="Capteur Charleroi")


@pytest.fixture
def browser(make, sign_in, charleroi):
    return sign_in(make.prospector(charleroi))


def lanes(client, programme, query=""):
    page = html.fromstring(client.get(f"/capteur/{programme.public_id}/dwellings{query}").text)
    found = page.xpath("//section[starts-with(@id, 'lane-')]")
    return {one.get("id")[5:]: one.xpath(".//a[@class='title']/text()") for one in found}


def test_the_board_shows_each_dwelling_once_where_it_stands(make, browser, charleroi):
    owner = make.owner(charleroi)
    lead = make.opportunity(owner, bedrooms=2, area_id=charleroi.areas["Nord"].id)
    offered, lost = make.opportunity(owner, *TO_OFFER), make.opportunity(owner, S.LOST)
    found = lanes(browser, charleroi)
    assert (found["lead"], found["offer"]) == ([lead.reference], [offered.reference])
    assert lost.reference in browser.get(f"/capteur/{charleroi.public_id}/dwellings/lost").text
    assert sum(map(len, found.values())) == 2
    narrowed = lanes(browser, charleroi, f"?bedrooms=2&area={charleroi.areas['Nord'].public_id}")
    assert [one for cards in narrowed.values() for one in cards] == [lead.reference]


def test_a_lead_without_a_day_to_come_is_stalled_unless_its_owner_is_left_alone(make, browser, charleroi):
    owner, alone = make.owner(charleroi), make.owner(charleroi, OwnerStage.DO_NOT_CONTACT)
    silent, late, planned, hidden = (make.opportunity(one) for one in (owner, owner, owner, alone))
    make.lead_step(owner, late, due_on=today() - DAY)
    make.lead_step(owner, planned, due_on=today())
    won = make.opportunity(owner, *TO_OFFER, S.LOST)
    text = browser.get(f"/capteur/{charleroi.public_id}/stalled").text
    assert [one.reference in text for one in (silent, late, planned, hidden, won)] == [True, True, False, False, False]


def test_a_card_moves_by_hand_where_it_may_with_its_reason(app, make, browser, charleroi):
    dwelling = make.opportunity(make.owner(charleroi), *TO_OFFER)
    move = f"/dwellings/{dwelling.public_id}/move"
    assert "raison de perte" in browser.submit(move, status=422, stage="lost").text
    forged = browser.machinery() | {"stage": "captured", "effective_on": today().isoformat(), "version": 1}
    assert browser.http.post(move, data=forged).status_code == 422
    browser.submit(move, stage="lost", loss="price", reason="Trop cher")
    last = rows(app, OpportunityEvent)[-1]
    assert (last.before, last.stage, last.loss.value, last.reason) == (S.OFFER, S.LOST, "price", "Trop cher")
    browser.submit(move, status=422, stage="lost", loss="price")


def test_nothing_that_follows_from_a_fact_is_moved_by_hand():
    for before in NEXT:
        hand = set(moves_by_hand(before))
        assert not hand & BY_FACT, before
        assert hand <= NEXT[before]
    assert S.SUITABLE not in moves_by_hand(S.VISIT_PLANNED)
    assert not moves_by_hand(S.LET)

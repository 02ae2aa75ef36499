"""Winning a dwelling: visits, guarantees, the gate, the take-over, and counts that add up."""

import io
from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from capteur.models.captures import Capture
from capteur.models.guarantees import Guarantee, GuaranteeEvent
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import LeadStep, OwnerEvent
from capteur.models.visits import Visit, VisitPhoto
from capteur.queries.stock import stock_on, stock_rows
from capteur.vocab_dwellings import CheckItem, GuaranteeState, StockCount, Verdict
from capteur.vocab_dwellings import OpportunityStage as S
from capteur.vocab_owners import LeadAction, OwnerStage
from tests.occupancy.test_stay_races import poster, together
from tests.occupancy.test_stays import rows
from tests.support.html import field_error
from tests.support.papers import PDF, PNG

DAY = timedelta(days=1)
G = GuaranteeState
SEEN = {"safety": "good", "health": "good", "permit": "good", "urbanism": "not_seen"}


@pytest.fixture
def charleroi(make):
    return make.capteur_programme(name="Capteur Charleroi")


@pytest.fixture
def browser(make, sign_in, charleroi):
    return sign_in(make.prospector(charleroi))


@pytest.fixture
def dwelling(make, charleroi):
    owner = make.owner(charleroi, OwnerStage.CONVINCED)
    return make.opportunity(owner, area_id=charleroi.areas["Nord"].id, rent_cents=None, charges_cents=None)


def stages(app):
    return [one.stage for one in rows(app, OpportunityEvent)]


def last_visit(app):
    return f"/visits/{rows(app, Visit)[-1].public_id}"


def visited(browser, app, dwelling, **sheet):
    """Plan a visit for today and fill its sheet in."""
    browser.submit(f"/dwellings/{dwelling.public_id}/visits/new", planned_on=today().isoformat())
    browser.submit(f"{last_visit(app)}/sheet", **(SEEN | sheet))


def test_a_dwelling_found_unsuitable_is_visited_again_after_works_and_suits(app, browser, dwelling):
    plan = f"/dwellings/{dwelling.public_id}/visits/new"
    browser.submit(plan, planned_on=(today() + DAY).isoformat())
    assert "Pas de visite" in browser.submit(plan, status=422, planned_on=today().isoformat()).text
    sheet = f"{last_visit(app)}/sheet"
    assert "point est bloquant" in browser.submit(sheet, status=422, **SEEN, verdict="unsuitable").text
    blocked = SEEN | {"permit": "blocking", "permit_note": "Pas de permis", "revisit": "y"}
    assert "bloque" in browser.submit(sheet, status=422, **(blocked | {"verdict": "suitable"})).text
    unseen = browser.submit(sheet, status=422, **(SEEN | {"health": "not_seen", "verdict": "suitable"}))
    assert "Regardez ce point" in field_error(unseen, "health")
    browser.submit(sheet, **blocked, verdict="unsuitable", rooms="3", rent="610,00", works="Tableau électrique")
    seen = rows(app, Visit)[-1]
    assert (seen.verdict, seen.blocking, seen.revisit, seen.works) == (
        Verdict.UNSUITABLE,
        CheckItem.PERMIT,
        True,
        "Tableau électrique",
    )
    assert rows(app, Opportunity)[0].rent_cents == 61_000
    visited(browser, app, dwelling, verdict="suitable", next_action="offer", next_on=(today() + DAY).isoformat())
    assert stages(app) == [S.LEAD, S.VISIT_PLANNED, S.VISITED, S.VISIT_PLANNED, S.SUITABLE]
    browser.submit(f"{last_visit(app)}/sheet", verdict="unsuitable", health="blocking")
    assert stages(app)[-1] is S.VISITED
    assert [one.action for one in rows(app, LeadStep) if one.is_open] == [LeadAction.OFFER]
    assert "ne change plus" in browser.submit(sheet, status=422, verdict="suitable", permit="good").text


def test_a_visit_that_did_not_take_place_brings_the_dwelling_back(app, browser, dwelling):
    browser.submit(f"/dwellings/{dwelling.public_id}/visits/new", planned_on=(today() + DAY).isoformat())
    missed = f"{last_visit(app)}/missed"
    assert "annulée, pas manquée" in browser.submit(missed, status=422, outcome="missed_by_owner").text
    browser.submit(missed, outcome="cancelled", next_action="call", next_on=(today() + DAY).isoformat())
    assert stages(app) == [S.LEAD, S.VISIT_PLANNED, S.LEAD]
    browser.submit(missed, status=422, outcome="cancelled")


def test_what_is_lost_has_no_visit_to_come(app, browser, dwelling):
    browser.submit(f"/dwellings/{dwelling.public_id}/visits/new", planned_on=(today() + DAY).isoformat())
    browser.submit(f"/dwellings/{dwelling.public_id}/move", stage="lost", loss="sold")
    assert rows(app, Visit)[0].outcome == "cancelled"


def send_photo(browser, visit, content, status):
    data = {"photos": (io.BytesIO(content), "a.png")}
    return browser.post(f"/visits/{visit.public_id}/photos", data, status, content_type="multipart/form-data")


def test_a_picture_is_drawn_anew_sealed_and_shown_to_whoever_reads_owners(app, make, sign_in, charleroi, browser):
    visit = make.held_visit(make.opportunity(make.owner(charleroi), S.VISIT_PLANNED, S.SUITABLE), make.user())
    assert "Seulement des photos" in send_photo(browser, visit, PDF, 422).text
    send_photo(browser, visit, PNG, 303)
    kept = rows(app, VisitPhoto)[0]
    address = f"/visit-photos/{kept.public_id}"
    assert f'src="{address}"' in browser.get(f"/visits/{visit.public_id}").text
    answer = browser.get(address)
    assert (answer.mimetype, "attachment" in answer.headers["Content-Disposition"]) == ("image/png", True)
    strangers = make.prospector(make.capteur_programme()), make.user(Role.PARTNER), make.user(Role.FUNDER)
    for stranger in strangers:
        sign_in(stranger).get(address, status=404)
    browser.post(f"{address}/remove")
    assert not rows(app, VisitPhoto)


def test_all_that_a_capture_lacks_is_told_at_once_and_the_owner_is_active_then(app, make, browser, charleroi, dwelling):
    make.price_table(charleroi, make.user(), {("Nord", "one_bedroom"): (500, 600, 700)})
    capture = f"/dwellings/{dwelling.public_id}/capture"
    text = browser.submit(capture, status=422).text
    told = ("visite tenue", "convient", "garantie que", "Accord écrit", "Loyer par mois")
    summary = html.fromstring(text).xpath("string(//div[@class='error-summary'])")
    assert [word in summary for word in told] == [True] * len(told)
    visited(browser, app, dwelling, verdict="suitable")
    offered = {"option": "rent_at_source", "provider": "CPAS inventé", "cap": "1 000", "months": "12"}
    browser.submit(f"/dwellings/{dwelling.public_id}/guarantees/new", **offered)
    agreed = {"agreed_on": today().isoformat(), "rent": "650", "charges": "80"}
    refused = html.fromstring(browser.submit(capture, status=422, **agreed).text)
    assert "600" in refused.xpath("string(//p[@id='price_reason-error'])")
    assert "garantie que" in refused.xpath("string(//div[@class='error-summary'])")
    browser.submit(f"/guarantees/{rows(app, Guarantee)[0].public_id}/move", state="accepted")
    browser.submit(capture, **agreed, price_reason="Jardin, deux pas de la gare")
    kept = rows(app, Capture)[0]
    assert (kept.rent_cents, kept.indicative_cents, kept.captured_on) == (65_000, 60_000, today())
    assert stages(app)[-1] is S.CAPTURED
    assert rows(app, OwnerEvent)[-1].stage is OwnerStage.ACTIVE
    browser.submit(capture, status=422, **agreed, price_reason="Encore")


def test_a_guarantee_never_pays_past_its_cap_nor_after_its_months(app, make, browser, charleroi):
    won = make.opportunity(make.owner(charleroi), S.CAPTURED)
    one = make.guarantee(won, G.ACCEPTED, G.ACTIVE, cap_cents=100_000, months=1, day=today() - 40 * DAY)
    move = f"/guarantees/{one.public_id}/move"
    assert "1" in browser.submit(move, status=422, state="called", amount="1000,01").text
    assert "tenait jusqu" in browser.submit(move, status=422, state="called", amount="900").text
    early = (today() - 20 * DAY).isoformat()
    browser.submit(move, state="called", amount="900", effective_on=early)
    assert "pas plus" in browser.submit(move, status=422, state="paid", amount="950").text
    browser.submit(move, state="paid", amount="900", effective_on=early)
    assert "Il reste 100" in browser.submit(move, status=422, state="called", amount="101", effective_on=early).text
    assert "Dites pourquoi" in browser.submit(move, status=422, state="paid", provider_default="y").text
    browser.submit(move, state="paid", provider_default="y", reason="Payé six semaines trop tard")
    assert "Défaut du garant" in browser.get(f"/dwellings/{won.public_id}").text
    assert rows(app, GuaranteeEvent)[-1].state is G.PAID


def test_a_dwelling_taken_over_stays_won(app, make, browser, charleroi):
    dwelling = make.opportunity(make.owner(charleroi), S.CAPTURED, S.RESERVED, S.LET)
    transfer, facts = f"/dwellings/{dwelling.public_id}/transfer", {"agency": "AIS Inventée", "new_rent": "580"}
    facts |= {"kind": "main_lease", "answerer": "ais"}
    browser.submit(transfer, status=422, **facts)
    assert "se termine d’abord" in browser.submit(transfer, status=422, **facts, tenant_kept="no").text
    browser.submit(transfer, **facts, tenant_kept="yes")
    assert stages(app)[-1] is S.TRANSFERRED
    assert counted(app, charleroi, today()) == {"captured": 1, "transferred": 1, "ever_let": 1}
    browser.submit(f"{transfer}/cancel", status=422, reason="")
    browser.submit(f"{transfer}/cancel", reason="Le logement voisin, pas celui-ci")
    assert stages(app)[-2:] == [S.TRANSFERRED, S.LET]
    assert counted(app, charleroi, today()) == {"captured": 1, "let": 1, "ever_let": 1}
    assert "Le logement voisin" in browser.get(f"/dwellings/{dwelling.public_id}").text
    browser.get(f"{transfer}/cancel", status=404)
    browser.submit(transfer, **facts | {"new_rent": "590"}, tenant_kept="yes")
    assert stages(app)[-1] is S.TRANSFERRED


def test_a_take_over_cancelled_brings_nobody_back_who_left(app, make, browser, charleroi):
    """The tenant who had stayed left since; a household for which it was reserved was told otherwise."""
    letting = make.letting(charleroi, make.user(Role.PARTNER), end_on=today() - DAY, end_reason="voluntary")
    left = letting.dwelling
    make.opportunity_event(left, S.TRANSFERRED, left.last, effective_on=today() - 2 * DAY)
    kept = make.opportunity(make.owner(charleroi), S.CAPTURED, S.RESERVED, S.TRANSFERRED)
    for dwelling in (left, kept):
        browser.submit(f"/dwellings/{dwelling.public_id}/transfer/cancel", reason="Erreur")
    assert counted(app, charleroi, today() - DAY) == {"captured": 2, "in_stock": 2, "ever_let": 1}
    assert counted(app, charleroi, today() - 2 * DAY) == {"captured": 2, "in_stock": 1, "let": 1, "ever_let": 1}


def counted(app, programme, day):
    """The counts that are not nought, each after its rows were found to be as many."""
    with app.app_context(), transaction("read"):
        found = stock_on(programme.id, day).counts
        for count, number in found.items():
            assert len(db.session.execute(stock_rows(programme.id, count, day)).all()) == number
    return {count.value: number for count, number in found.items() if number}


def test_counts_add_up_on_any_day_and_open_their_rows(app, make, sign_in, charleroi, browser):
    owner = make.owner(charleroi)
    make.opportunity(owner, S.LOST)
    make.opportunity(make.owner(make.capteur_programme()), S.CAPTURED)
    make.opportunity(owner, S.CAPTURED)
    failed = make.opportunity(owner, S.CAPTURED, S.RESERVED, S.LET)
    make.opportunity_event(failed, S.LOST, failed.last, loss="conflict", effective_on=today())
    make.opportunity(owner, S.CAPTURED, S.RESERVED, S.LET, S.VACANT)
    now = {"captured": 3, "in_stock": 2, "lost": 1, "failed": 1, "ever_let": 2}
    assert counted(app, charleroi, today()) == now
    assert counted(app, charleroi, today() - DAY) == {"captured": 3, "in_stock": 2, "let": 1, "ever_let": 2}
    assert counted(app, charleroi, today() - 40 * DAY) == {}
    page = f"/capteur/{charleroi.public_id}/stock"
    link = html.fromstring(browser.get(page).text).xpath("//tr[th='Échecs']//a/@href")[0]
    assert failed.reference in browser.get(link).text
    make.capture(make.opportunity(owner))
    assert counted(app, charleroi, today()) == now | {"captured": 4, "astray": 1}
    assert "écart de 1" in browser.get(page).text
    funder = make.user(Role.FUNDER)
    make.capteur_seat(charleroi, funder)
    for url in (page, f"{page}/{StockCount.LOST}"):  # from one day to the next a number is one letting
        sign_in(funder).get(url, status=404)


def test_owners_and_partners_of_other_programmes_reach_nothing_of_a_dwelling(make, sign_in, charleroi):
    dwelling = make.opportunity(make.owner(charleroi), S.CAPTURED)
    visit, one = make.visit(dwelling, make.user()), make.guarantee(dwelling)
    reads = [f"/visits/{visit.public_id}", f"/capteur/{charleroi.public_id}/stock"]
    acts = [f"/visits/{visit.public_id}/{act}" for act in ("sheet", "missed", "photos")]
    acts += [f"/guarantees/{one.public_id}/{act}" for act in ("edit", "move")]
    acts += [
        f"/dwellings/{dwelling.public_id}/{act}" for act in ("visits/new", "guarantees/new", "capture", "transfer")
    ]
    coordination = make.user(Role.COORDINATION)
    make.capteur_seat(charleroi, coordination)
    client = sign_in(coordination)
    for address in reads:
        client.get(address)
    for address in acts:
        client.get(address, status=404)
    for stranger in (make.prospector(make.capteur_programme()), make.user(Role.PARTNER), make.user(Role.FIELD_WORKER)):
        client = sign_in(stranger)
        for address in reads + acts:
            client.get(address, status=404)


def test_of_two_who_call_a_guarantee_or_win_a_dwelling_at_once_one_is_told(app, make, sign_in, charleroi):
    won, seen = make.opportunity(make.owner(charleroi), S.CAPTURED), make.opportunity(make.owner(charleroi), S.SUITABLE)
    make.held_visit(seen, make.user())
    make.guarantee(seen, G.ACCEPTED)
    one = make.guarantee(won, G.ACTIVE, cap_cents=100_000)
    day, both = today().isoformat(), [sign_in(make.prospector(charleroi)) for _ in range(2)]
    sends = {
        f"/guarantees/{one.public_id}/move": {"state": "called", "amount": "700", "effective_on": day},
        f"/dwellings/{seen.public_id}/capture": {"agreed_on": day, "rent": "600", "charges": "0"},
    }
    for url, data in sends.items():
        answers = together(*(poster(client, url, version=1, **data) for client in both))
        assert sorted(answer.status_code for answer in answers) == [303, 409], url
    assert len(rows(app, Capture)) == 2
    assert len([event for event in rows(app, GuaranteeEvent) if event.state is G.CALLED]) == 1

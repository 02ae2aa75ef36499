"""Protected households and exceptional openings."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.clock import now
from app.db import db, transaction
from axes.models.people import BreakGlass
from axes.vocab import ConsentScope
from tests.factories.auth import PASSWORD

REASON = "La personne est à l’hôpital Saint-Pierre, sa sœur doit être prévenue"


@pytest.fixture
def home(make):
    household = make.household(adults=0)
    make.member(household, person=make.person(name="Awa Cachée"))
    household.url = f"/households/{household.public_id}"
    household.worker = make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id)
    household.colleague = make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id)
    return household


def test_only_the_named_open_a_protected_file_shares_included(home, make, sign_in):
    partner = make.organisation()
    make.consent(home, ConsentScope.SHARE_FILE, organisation=partner)
    make.consent(home)
    others = [
        sign_in(user)
        for user in (
            home.colleague,
            make.user(Role.FIELD_WORKER, organisation=partner),
            make.user(Role.COORDINATION),
            make.user(Role.ALLOCATION),
        )
    ]
    for client in others:
        assert "Awa Cachée" in client.get(home.url).text
    client = sign_in(home.worker)
    client.submit(f"{home.url}/protection", workers=[home.worker.public_id])
    assert "Awa Cachée" in client.get(home.url).text
    for other in others:
        other.get(home.url, status=404)
        assert home.reference not in other.get("/households").text
        found = other.post("/search", {"q": f"cachée {home.reference}"}, status=200).text
        assert f'href="{home.url}"' not in found
        assert home.reference not in other.post("/search", {"q": home.reference}, status=200).text.split("</form>")[-1]


def test_a_file_is_never_closed_to_everybody(home, make, sign_in):
    client = sign_in(home.worker)
    allocator = make.user(Role.ALLOCATION)
    client.submit(f"{home.url}/protection", status=422)
    answer = client.submit(f"{home.url}/protection", status=422, workers=[allocator.public_id])
    assert "au moins une personne de votre organisation" in answer.text
    stranger = make.user(Role.FIELD_WORKER)
    client.submit(f"{home.url}/protection", status=422, workers=[home.worker.public_id, stranger.public_id])


def test_a_named_allocator_sees_the_reference_and_no_name(home, make, sign_in):
    allocator = make.user(Role.ALLOCATION)
    sign_in(home.worker).submit(f"{home.url}/protection", workers=[home.worker.public_id, allocator.public_id])
    page = sign_in(allocator).get(home.url).text
    assert home.reference in page
    assert "Awa" not in page
    sign_in(allocator).get(f"{home.url}/break-glass", status=404)


def test_an_opening_shows_the_names_and_tells_those_in_charge(home, make, sign_in, app):
    allocator = make.user(Role.ALLOCATION)
    client, charge = sign_in(allocator), sign_in(home.worker)
    assert "Awa" not in client.get(home.url).text
    assert "Aucune ouverture" in charge.get("/break-glass").text
    client.submit(f"{home.url}/break-glass", reason=REASON)
    assert "Awa Cachée" in client.follow().text
    told = charge.get("/break-glass").text
    assert allocator.name in told
    assert "hôpital Saint-Pierre" in told
    assert "1 ouverture exceptionnelle" in charge.get(home.url).text
    assert "par ouverture exceptionnelle" in charge.get(f"{home.url}/history").text
    grants = _facts(app, "household.viewed", allocator)
    assert "grant" not in grants[0]
    assert grants[1]["grant"] == _facts(app, "break_glass.opened", allocator)[0]["grant"]


def _facts(app, event, user):
    with app.app_context(), transaction("read"):
        query = sa.select(JournalEntry.facts).where(JournalEntry.event == event, JournalEntry.user_id == user.id)
        return [json.loads(facts) for facts in db.session.scalars(query.order_by(JournalEntry.id))]


def test_an_opening_is_for_one_person_and_one_household(home, make, sign_in):
    client = sign_in(make.user(Role.ALLOCATION))
    other = make.household(adults=0)
    make.member(other, person=make.person(name="Zoé Ailleurs"))
    client.submit(f"{home.url}/break-glass", reason=REASON)
    assert "Zoé" not in client.get(f"/households/{other.public_id}").text
    assert "Awa" not in sign_in(make.user(Role.ALLOCATION)).get(home.url).text
    assert "hôpital" not in sign_in(make.user(Role.FIELD_WORKER)).get("/break-glass").text


@pytest.mark.parametrize("reason", ["", "trop court", "          x         x    ", "dix-neuf caractères"])
def test_a_reason_is_a_sentence(home, make, sign_in, reason):
    client = sign_in(make.user(Role.COORDINATION))
    client.submit(f"{home.url}/break-glass", status=422, reason=reason)
    assert "Awa" not in client.get(home.url).text


def test_nobody_lengthens_an_opening(home, make, sign_in):
    allocator = make.user(Role.ALLOCATION)
    client = sign_in(allocator)
    make.break_glass(home, allocator, created_at=now() - timedelta(hours=3, minutes=59))
    assert "Awa" in client.get(home.url).text
    refused = client.submit(f"{home.url}/break-glass", status=422, reason=REASON)
    assert "ne peut pas être repoussée" in refused.text


def test_it_ends_by_itself_and_can_be_asked_again(home, make, sign_in):
    allocator = make.user(Role.ALLOCATION)
    make.break_glass(home, allocator, created_at=now() - timedelta(hours=4, seconds=1))
    client = sign_in(allocator)
    assert "Awa" not in client.get(home.url).text
    client.submit(f"{home.url}/break-glass", reason=REASON)
    assert "Awa" in client.follow().text


@pytest.mark.parametrize("change", ["reason_sealed = ''", "created_at = '2999-01-01'", "user_id = user_id"])
def test_an_opening_cannot_be_rewritten(app, home, make, change):
    make.break_glass(home, make.user(Role.ALLOCATION))
    for act in (f"UPDATE break_glass SET {change}", "DELETE FROM break_glass"):
        with app.app_context(), transaction("write"), pytest.raises(IntegrityError, match="append_only"):
            db.session.execute(sa.text(act))
        with app.app_context():
            assert db.session.query(BreakGlass).count() == 1


def test_an_opening_ends_with_the_session_it_was_asked_in(home, make, sign_in):
    allocator = make.user(Role.ALLOCATION)
    client, elsewhere = sign_in(allocator), sign_in(allocator)
    client.submit(f"{home.url}/break-glass", reason=REASON)
    assert "Awa Cachée" in client.get(home.url).text
    assert "Awa" not in elsewhere.get(home.url).text, "another session is another opening"
    client.post("/sign-out")
    client.sign_in(allocator)
    assert "Awa" not in client.get(home.url).text
    client.submit(f"{home.url}/break-glass", reason=REASON)
    assert "Awa Cachée" in client.follow().text


def test_signing_out_everywhere_ends_every_opening(home, make, sign_in):
    allocator = make.user(Role.ALLOCATION)
    client, other = sign_in(allocator), sign_in(allocator)
    client.submit(f"{home.url}/break-glass", reason=REASON)
    token = other.csrf_token()
    other.post("/account/sessions/end-others", {"csrf_token": token})
    assert client.http.get(home.url).status_code == 302
    client.sign_in(allocator)
    assert "Awa" not in client.get(home.url).text


def test_an_opening_outlives_a_proof_asked_again(home, make, sign_in):
    """The session keeps its name when its token changes (S-32): the work goes on."""
    allocator = make.user(Role.ALLOCATION)
    client = sign_in(allocator)
    client.submit(f"{home.url}/break-glass", reason=REASON)
    client.submit("/confirm", password=PASSWORD)
    assert "Awa Cachée" in client.get(home.url).text


def test_protection_closes_an_opening_at_once(home, make, sign_in):
    client = sign_in(make.user(Role.ALLOCATION))
    client.submit(f"{home.url}/break-glass", reason=REASON)
    sign_in(home.worker).submit(f"{home.url}/protection", workers=[home.worker.public_id])
    client.get(home.url, status=404)
    assert home.reference not in client.get("/break-glass").text


@pytest.mark.parametrize("role", [Role.FIELD_WORKER, Role.PARTNER, Role.ADMINISTRATOR, Role.FUNDER])
def test_only_allocation_and_coordination_may_break_glass(home, make, sign_in, role):
    sign_in(make.user(role)).get(f"{home.url}/break-glass", status=404)

"""Consents: what they open, to whom, until when, and that taking one back acts at once."""

from datetime import timedelta

import pytest

from app.auth.vocab import Role
from app.clock import today
from axes.vocab import ConsentScope
from tests.support.html import field_error

LATER = (today() + timedelta(days=90)).isoformat()


@pytest.fixture
def shared(make, sign_in):
    """A household, a worker in charge and a worker of another organisation."""
    household = make.household(adults=0)
    make.member(household, person=make.person(name="Awa Partagée"))
    household.url = f"/households/{household.public_id}"
    household.charge = sign_in(make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id))
    household.partner = make.organisation()
    household.other = sign_in(make.user(Role.FIELD_WORKER, organisation=household.partner))
    return household


def share(household, scope="share_file", status=303, **changed):
    typed = {
        "scope": scope,
        "organisation": household.partner.public_id,
        "purpose": "Préparer le relogement",
        "last_day": LATER,
    }
    return household.charge.submit(f"{household.url}/consents/new", status=status, **(typed | changed))


def test_a_share_opens_and_its_end_closes_at_once(shared):
    shared.other.get(shared.url, status=404)
    share(shared)
    page = shared.charge.follow().text
    assert "Awa Partagée" in shared.other.get(shared.url).text
    form_open_before = shared.other.get(f"{shared.url}/needs/new")
    assert "kind" in form_open_before.text
    consent = page.split("/consents/")[2].split("/withdraw")[0]
    shared.charge.post(f"/consents/{consent}/withdraw")
    shared.other.get(shared.url, status=404)
    shared.other.post(f"{shared.url}/needs/new", {"kind": "animals", "start_on": today().isoformat()}, status=404)
    assert "retiré le" in shared.charge.get(shared.url).text


def test_taking_back_twice_is_once(shared, make):
    consent = make.consent(shared, ConsentScope.SHARE_FILE, organisation=shared.partner)
    for _ in range(2):
        shared.charge.post(f"/consents/{consent.public_id}/withdraw")


def test_whoever_may_edit_may_take_back_but_not_give(shared, make):
    consent = make.consent(shared, ConsentScope.SHARE_FILE, organisation=shared.partner)
    shared.other.get(f"{shared.url}/consents/new", status=404)
    shared.other.get(f"{shared.url}/protection", status=404)
    shared.other.post(f"/consents/{consent.public_id}/withdraw")
    shared.other.get(shared.url, status=404)


def test_a_stranger_cannot_take_back(shared, make, sign_in):
    consent = make.consent(shared)
    for role in (Role.FIELD_WORKER, Role.COORDINATION, Role.ALLOCATION):
        sign_in(make.user(role)).post(f"/consents/{consent.public_id}/withdraw", status=404)
    assert "en vigueur" in shared.charge.get(shared.url).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"organisation": ""}, "Choisissez l’organisation"),
        ({"last_day": ""}, "date de fin"),
        ({"purpose": ""}, ""),
        ({"given_on": LATER}, "futur"),
        ({"last_day": (today() - timedelta(days=1)).isoformat()}, "déjà passée"),
        ({"scope": "share_health"}, "Partagez d’abord le dossier"),
        ({"purpose": "pour 85.07.30-033-28"}, "registre national"),
    ],
)
def test_a_share_names_with_whom_what_for_and_until_when(shared, changed, said):
    (field,) = changed
    assert said in field_error(share(shared, status=422, **changed), field), "beside the field it is about"


def test_health_follows_the_file(shared):
    share(shared)
    share(shared, "share_health")
    assert "Volet santé partagé avec" in shared.charge.follow().text
    assert "déjà en vigueur" in share(shared, status=422).text


def test_to_be_known_needs_no_organisation(shared, make, sign_in):
    client = sign_in(make.user(Role.ALLOCATION))
    assert "Awa" not in client.get(shared.url).text
    share(shared, "known_to_partnership", organisation="", last_day="")
    assert "Awa Partagée" in client.get(shared.url).text

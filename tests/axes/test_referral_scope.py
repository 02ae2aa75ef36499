"""Who sees which referral, who may act on it, and what happens when two act at once."""

import threading
from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import now as this_instant
from axes.vocab import ConsentScope, ReferralState
from tests.support.client import StrictClient
from tests.support.referrals import STORY, referred, state
from tests.support.statements import statements

S = ReferralState
ACTS = ("acceptance", "refusal", "questions")
SENDER_ACTS = ("withdrawal", "completion", "edit", "sending", "members/new")


def test_a_partner_of_another_organisation_finds_nothing(make, sign_in, programme, sender):
    other = make.user(Role.PARTNER)
    browser = sign_in(other)
    for now in (S.DRAFT, S.SUBMITTED, S.TO_COMPLETE, S.WAITING):
        url = f"/referrals/{referred(make, programme, sender, now).public_id}"
        for path in ("", "/news", *(f"/{act}" for act in (*ACTS, *SENDER_ACTS))):
            browser.get(url + path, status=404)
            browser.post(url + path, {"text": "x"}, status=405 if path == "" else 404)
    assert "Aucune demande ici" in browser.get("/referrals").text


def test_a_draft_is_its_senders_alone(make, sign_in, programme, sender, decider):
    smes = programme.organisations["Smes"]
    referral = referred(make, programme, sender, S.DRAFT)
    household = type("Id", (), {"id": referral.household_id})
    make.consent(household, ConsentScope.SHARE_FILE, organisation=smes)
    worker = sign_in(make.user(Role.FIELD_WORKER, organisation_id=smes.id))
    for browser in (decider, worker):
        browser.get(f"/referrals/{referral.public_id}", status=404)


def test_a_field_worker_sees_what_is_shared_with_the_team(make, sign_in, programme, sender):
    smes = programme.organisations["Smes"]
    referral = referred(make, programme, sender, S.SUBMITTED)
    worker = sign_in(make.user(Role.FIELD_WORKER, organisation_id=smes.id))
    worker.get(f"/referrals/{referral.public_id}", status=404)
    make.consent(type("Id", (), {"id": referral.household_id}), ConsentScope.SHARE_FILE, organisation=smes)
    worker.get(f"/referrals/{referral.public_id}")
    for act in (*ACTS, *SENDER_ACTS):
        worker.get(f"/referrals/{referral.public_id}/{act}", status=404)


def test_the_list_begins_with_the_latest_begun_whoever_was_written_down_last(make, programme, sender, decider):
    days = (9, 300, 2)
    told = [make.referral(programme, sender, created_at=this_instant() - timedelta(days=ago)).public_id for ago in days]
    text = decider.get("/referrals").text
    assert sorted(told, key=lambda one: text.index(one)) == [told[2], told[0], told[1]]


def test_the_allocation_team_sees_no_name_unless_people_agreed(make, programme, sender, decider):
    household = make.household(organisation_id=sender.organisation_id, adults=0)
    make.member(household, person=make.person(name="Canari Quetzalcoatl"), role="reference")
    referral = make.referral(programme, sender, household=household, state=S.WAITING, **STORY)
    for url in ("/referrals", "/waiting-list", f"/referrals/{referral.public_id}"):
        assert "Quetzalcoatl" not in decider.get(url).text
    make.consent(household, ConsentScope.KNOWN_TO_PARTNERSHIP)
    for url in ("/referrals", "/waiting-list", f"/referrals/{referral.public_id}"):
        assert "Quetzalcoatl" in decider.get(url).text


def test_a_protected_household_is_not_in_the_lists_of_others(make, programme, sender, decider):
    household = make.household(organisation_id=sender.organisation_id, is_protected=True)
    referral = make.referral(programme, sender, household=household, state=S.WAITING)
    assert household.reference not in decider.get("/waiting-list").text
    decider.get(f"/referrals/{referral.public_id}", status=404)


def test_the_partner_does_not_decide(make, programme, sender, partner):
    referral = referred(make, programme, sender, S.SUBMITTED)
    for act in ACTS:
        partner.get(f"/referrals/{referral.public_id}/{act}", status=404)
        partner.post(f"/referrals/{referral.public_id}/{act}", status=404)


def _fields(browser, url):
    form = html.fromstring(browser.get(url).text).xpath("//main//form[@method='post']")[0]
    return dict(form.form_values())


def test_the_second_of_two_deciders_is_told(app, make, sign_in, programme, sender, decider):
    referral = referred(make, programme, sender, S.SUBMITTED)
    url = f"/referrals/{referral.public_id}"
    second = sign_in(make.user(Role.COORDINATION))
    refusal = _fields(second, f"{url}/refusal") | {"reason": "no_room"}
    decider.submit(f"{url}/acceptance")
    answer = second.post(f"{url}/refusal", refusal, status=409)
    assert "Sur la liste d’attente" in answer.text
    assert state(app, referral) is S.WAITING


@pytest.mark.parametrize("attempt", range(5))
def test_two_deciders_at_the_same_second(app, make, sign_in, programme, sender, attempt):
    referral = referred(make, programme, sender, S.SUBMITTED)
    url = f"/referrals/{referral.public_id}"
    browsers = [sign_in(make.user(Role.ALLOCATION)) for _ in range(2)]
    acts = [("acceptance", {}), ("refusal", {"reason": "no_room"})]
    sent = [
        (one, f"{url}/{act}", _fields(one, f"{url}/{act}") | more)
        for one, (act, more) in zip(browsers, acts, strict=True)
    ]
    statuses = _together(sent)
    assert sorted(statuses) == [303, 409]
    assert state(app, referral) is (S.WAITING if statuses[0] == 303 else S.REFUSED)


def _together(sent: list[tuple[StrictClient, str, dict[str, str]]]) -> list[int]:
    statuses, gate = [0] * len(sent), threading.Barrier(len(sent))

    def act(place: int) -> None:
        browser, url, data = sent[place]
        gate.wait()
        statuses[place] = browser.http.post(url, data=data).status_code

    threads = [threading.Thread(target=act, args=(place,)) for place in range(len(sent))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return statuses


def test_lists_cost_the_same_whatever_their_length(app, make, programme, sender, decider, partner):
    for _ in range(3):
        referred(make, programme, sender, S.WAITING)
    pages = [(decider, "/waiting-list"), (decider, "/referrals"), (partner, "/referrals")]
    few = [_cost(app, *page) for page in pages]
    for _ in range(12):
        referred(make, programme, sender, S.WAITING)
    many = [_cost(app, *page) for page in pages]
    assert many == few
    assert max(many) <= 8


def _cost(app, browser, url):
    with statements(app) as sent:
        browser.get(url)
    return len(sent)

"""Coming back to a request that went on; the questions asked of it and what was answered."""

from datetime import timedelta

import pytest

from app.clock import now
from axes.vocab import ReferralState
from tests.support.referrals import referred, state


@pytest.mark.parametrize("page", ["edit", "sending", "completion"])
def test_back_or_reload_after_sending_leads_to_the_request(make, programme, sender, partner, page):
    referral = referred(make, programme, sender, ReferralState.SUBMITTED)
    url = f"/referrals/{referral.public_id}"
    assert partner.get(f"{url}/{page}", status=303).headers["Location"] == url
    partner.post(f"{url}/{page}", {"act": "save"}, status=404)


@pytest.mark.parametrize("page", ["edit", "sending", "completion"])
def test_somebody_else_is_led_nowhere(make, programme, sender, sign_in, page):
    referral = referred(make, programme, sender, ReferralState.SUBMITTED)
    organisation = make.organisation(kind="referrer")
    stranger = sign_in(make.user("partner", organisation_id=organisation.id))
    stranger.get(f"/referrals/{referral.public_id}/{page}", status=404)


def test_a_completion_that_changes_nothing_asks_why(app, make, programme, sender, partner):
    referral = referred(make, programme, sender, ReferralState.TO_COMPLETE)
    url = f"/referrals/{referral.public_id}/completion"
    assert "Rien n’a changé" in partner.submit(url, status=422).text
    assert state(app, referral) is ReferralState.TO_COMPLETE
    partner.submit(url, text="Personne ne sait rien de plus.")
    assert state(app, referral) is ReferralState.SUBMITTED


def test_what_was_saved_before_counts_as_an_answer(app, make, programme, sender, partner):
    referral = referred(make, programme, sender, ReferralState.TO_COMPLETE)
    url = f"/referrals/{referral.public_id}/completion"
    partner.submit(url, act="save", situation="Depuis le mois de mars.")
    partner.submit(url)
    assert state(app, referral) is ReferralState.SUBMITTED


def test_questions_and_answers_stay_in_the_thread(make, programme, sender, partner, decider):
    referral = referred(make, programme, sender, ReferralState.SUBMITTED)
    url = f"/referrals/{referral.public_id}"
    decider.submit(f"{url}/questions", ask_situation="Depuis quand ?")
    partner.submit(f"{url}/completion", situation="Depuis mars.")
    decider.submit(f"{url}/questions", ask_situation="De quelle année ?")
    partner.submit(f"{url}/completion", situation="De cette année.")
    for browser in (partner, decider):
        text = browser.get(url).text
        for told in ("Depuis quand ?", "Depuis mars.", "De quelle année ?"):
            assert told in text


def test_a_sender_s_list_begins_with_what_was_sent_last(make, programme, sender, partner):
    sent = [
        referred(make, programme, sender, ReferralState.SUBMITTED, since=now() - timedelta(days=days))
        for days in (3, 40, 1, 20)
    ]
    text = partner.get("/referrals").text
    places = [text.index(f"/referrals/{sent[number].public_id}") for number in (2, 0, 3, 1)]
    assert places == sorted(places)

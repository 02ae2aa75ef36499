"""What the pages of requests cost, and where nothing of health may ever show."""

import pytest

from app.auth.vocab import Role
from axes.vocab import Answer, ReferralState
from tests.support.referrals import STORY
from tests.support.statements import statements

CANARY = "Motif canari : sevrage"
EVERYTHING = dict.fromkeys(("very_fragile", "cumulated_problems", "mental_health", "addiction"), Answer.YES)


@pytest.fixture
def followed(make, programme, sender):
    """A household of two that waits, was assessed twice, and is followed by its third team."""
    smes = programme.organisations["Smes"]
    household = make.household(organisation_id=sender.organisation_id, adults=2)
    make.consent(household, "share_file", organisation=smes)
    referral = make.referral(programme, sender, household=household, state=ReferralState.WAITING, **STORY)
    for _ in range(2):
        assessment = make.assessment(programme, household, decided=3, answers=EVERYTHING, motive=CANARY)
    team = programme.teams[3, "Smes"]
    current = make.assignment(household, team, reference_worker_id=make.team_member(team).id)
    return household, referral, assessment, current


def pages(programme, household, referral, assessment, current):
    team = programme.teams[3, "Smes"].public_id
    return (
        f"/referrals/{referral.public_id}",
        f"/assessments/{assessment.public_id}",
        f"/households/{household.public_id}/assignments",
        f"/assignments/{current.public_id}/change?team={team}",
        "/teams",
        "/waiting-list",
        "/referrals",
    )


def reads(app, browser, url):
    """Statements that read; the journal of views writes its own."""
    with statements(app) as sent:
        browser.get(url)
    return [one for one in sent if one.lstrip(" (").upper().startswith(("SELECT", "WITH")) and "journal" not in one]


def test_a_page_costs_at_most_eight_statements(app, make, sign_in, programme, followed):
    browser = sign_in(make.user(Role.ALLOCATION))
    for url in pages(programme, *followed):
        assert len(reads(app, browser, url)) <= 8, url
    admin = sign_in(make.user(Role.ADMINISTRATOR))
    assert len(reads(app, admin, f"/settings/programmes/{programme.public_id}")) <= 8


def test_nothing_of_health_reaches_those_who_decide_on_homes(make, sign_in, programme, followed):
    told = (CANARY, "santé mentale", "assuétudes", "sinon un motif")
    for role in (Role.ALLOCATION, Role.COORDINATION):
        browser = sign_in(make.user(role))
        for url in pages(programme, *followed):
            text = browser.get(url).text
            assert not [word for word in told if word in text], url


def test_the_axis_alone_is_told(make, sign_in, programme, followed):
    _, referral, assessment, _ = followed
    browser = sign_in(make.user(Role.COORDINATION))
    assert "Transit vers Housing First" in browser.get(f"/referrals/{referral.public_id}").text
    assert "Un cumul de problématiques" in browser.get(f"/assessments/{assessment.public_id}").text


def test_names_of_places_and_people_are_not_in_titles_nor_addresses(make, sign_in, programme, sender, followed):
    household, referral, *_ = followed
    text = sign_in(sender).get(f"/referrals/{referral.public_id}").text
    title = text.split("<title>")[1].split("</title>")[0]
    assert title.startswith(household.reference)

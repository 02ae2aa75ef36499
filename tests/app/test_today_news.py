"""The first page counts what else is to be done and read: follow-ups owed, and identities opened by exception."""

import pytest
from lxml import html as lxml_html

from app.auth.vocab import Role
from app.clock import today
from app.periods import add_months
from tests.app.todays import greeted, page_of, things, titles, worker_of

OPENED, FOLLOW_UPS = "Identité ouverte par exception", "Suivis après sortie à faire"


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def team(programme):
    return programme.teams[3, "Smes"]


def leave(make, team, months=13):
    """A lasting exit so long ago; gives its day."""
    left = add_months(today(), -months)
    household = make.household(organisation_id=team.organisation_id)
    stay = make.stay(household=household, start_on=add_months(left, -3), end_on=left)
    make.stay_exit(stay, left_on=left, code="PRIV")
    make.assignment(household, team, start_on=stay.start_on, reference_worker_id=make.team_member(team).id)
    return left


@pytest.mark.parametrize("others", [0, 2], ids=["alone", "beside others"])
def test_follow_ups_owed_are_counted_and_late_as_the_oldest_is(make, sign_in, programme, team, others):
    left = leave(make, team)  # owed after twelve months; after three and six it was missed
    leave(make, team, months=4)
    leave(make, team, months=8)
    for _ in range(others):
        make.assignment(make.household(), team)
    client = sign_in(worker_of(make, programme))
    page = page_of(client)
    assert titles(page, "late") == [FOLLOW_UPS]
    assert dict(things(page))[FOLLOW_UPS] == f"2 à faire · le plus ancien pour le {add_months(left, 12):%d/%m/%Y}"
    assert greeted(page) == 2 + others
    assert titles(page, "today") == ["Choisir un·e référent·e"] * others
    (link,) = page.xpath("//main//li//a[.=$title]/@href", title=FOLLOW_UPS)
    assert len(page_of(client, link).xpath("//tbody/tr")) == 2


def test_an_opening_is_told_to_its_worker_on_the_first_page_until_it_is_read(make, sign_in, team):
    worker, colleague = make.team_member(team), make.team_member(team)
    household = make.household(organisation_id=team.organisation_id)
    make.assignment(household, team, reference_worker_id=worker.id)
    client, other = sign_in(worker), sign_in(colleague)
    desk = sign_in(make.user(Role.ALLOCATION))
    assert OPENED not in titles(page_of(client))
    desk.submit(f"/households/{household.public_id}/break-glass", reason="La famille doit être prévenue ce soir")
    page = page_of(client)
    assert titles(page) == [OPENED]
    assert greeted(page) == 1
    for elsewhere in (other, desk):
        assert OPENED not in titles(page_of(elsewhere))
    (link,) = page.xpath("//a[.=$title]/@href", title=OPENED)
    listed = lxml_html.fromstring(client.get(link).text)
    client.post(listed.xpath("//main//form[contains(@action, '/seen')]/@action")[0])
    assert OPENED not in titles(page_of(client))


def test_a_partner_who_answers_for_the_household_is_told_too(make, sign_in):
    partner = make.user(Role.PARTNER)
    household = make.household(organisation_id=partner.organisation_id)
    make.break_glass(household, make.user(Role.ALLOCATION))
    client = sign_in(partner)
    assert titles(page_of(client)) == [OPENED]
    page_of(client, page_of(client).xpath("//a[.=$title]/@href", title=OPENED)[0])

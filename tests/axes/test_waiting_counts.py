"""The filters of the waiting list say how many rows each choice gives, and give them."""

import re

import pytest
from lxml import html as lxml_html

from app.auth.vocab import Role
from axes.vocab import ReferralState, Urgency


def options(browser):
    """(filter, value, count) of every choice that says how many."""
    page = lxml_html.fromstring(browser.get("/waiting-list").text)
    found = [
        (option.getparent().get("name"), option.get("value"), re.search(r"\((\d+)\)$", option.text.strip()))
        for option in page.xpath("//form[@id='filters']//option")
    ]
    assert all(count for _, _, count in found), "a choice without its count"
    return [(name, value, int(count[1])) for name, value, count in found]


def rows(browser, name, value):
    page = lxml_html.fromstring(browser.get(f"/waiting-list?{name}={value}", fragment=True).text)
    return len(page.xpath("//tbody/tr"))


@pytest.fixture
def waiting(make, programme):
    """Seven who wait, one of them known to Smes, and others who do not wait, or whom nobody may know."""
    sender, smes = make.user(Role.PARTNER), programme.organisations["Smes"]
    for adults, minors, urgency in ((1, 0, Urgency.HIGH), (2, 3, Urgency.ORDINARY), (4, 3, Urgency.IMMEDIATE)):
        make.waiting_household(programme, team=None, adults=adults, minors=minors, urgency=urgency)
    for axis in (1, 2, 2):
        household = make.waiting_household(programme, team=None, author=sender)
        make.assessment(programme, household, decided=axis)
    make.waiting_household(programme, team=None, author=sender, organisation_id=smes.id, urgency=Urgency.HIGH)
    make.waiting_household(programme, team=None, is_protected=True)
    make.referral(programme, state=ReferralState.SUBMITTED)
    make.referral(programme, state=ReferralState.REFUSED)


@pytest.mark.parametrize("role", [Role.ALLOCATION, Role.FIELD_WORKER])
def test_each_choice_gives_as_many_rows_as_it_says(make, sign_in, programme, waiting, role):
    smes = programme.organisations["Smes"]
    browser = sign_in(make.user(role, organisation_id=smes.id) if role is Role.FIELD_WORKER else make.user(role))
    found = options(browser)
    assert {name for name, _, _ in found} >= {"axis", "urgency", "size"}
    every = 7 if role is Role.ALLOCATION else 1
    assert {count for _, value, count in found if not value} == {every}
    for name, value, count in found:
        assert rows(browser, name, value) == count, (name, value)

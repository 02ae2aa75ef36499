"""A new axis decided for a household that a team follows is announced to those who change the team."""

from datetime import timedelta

import pytest

from app.auth.vocab import Role
from app.clock import now
from tests.app.todays import page_of, things, titles

TITLE = "Nouvel axe décidé\u00a0: changer d’équipe"


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def housed(make, programme):
    household = make.household(reference="H-NEUF")
    make.stay(household=household, team=programme.teams[2, "Pierre d’Angle"])
    return household


def test_a_new_axis_is_announced_until_the_team_changes(make, sign_in, programme, housed):
    make.assessment(programme, housed, decided=2, decided_at=now() - timedelta(days=20))
    desk = sign_in(make.user(Role.ALLOCATION))
    assert TITLE not in titles(page_of(desk))
    make.assessment(programme, housed, decided=3)
    page = page_of(desk)
    (text,) = [text for title, text in things(page) if title == TITLE]
    assert "H-NEUF" in text
    assert "axe 3" in text
    assert "Pierre d’Angle" in text
    (link,) = page.xpath("//a[.=$title]/@href", title=TITLE)
    desk.get(link)


def test_a_protected_household_is_not_announced_to_who_may_not_know(make, sign_in, programme):
    household = make.household(reference="H-CACHE", is_protected=True)
    make.stay(household=household, team=programme.teams[2, "Pierre d’Angle"])
    make.assessment(programme, household, decided=3)
    assert "H-CACHE" not in sign_in(make.user(Role.ALLOCATION)).get("/").text

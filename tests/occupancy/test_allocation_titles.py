"""Titles go to the browser's history: those of an allocation name the household's reference, never its unit beside."""

import pytest
from lxml import html

from app.auth.vocab import Role
from tests.support.client import StrictClient

CODE = "TIL-7"


def told(client: StrictClient, url: str) -> tuple[str, str]:
    page = html.fromstring(client.get(url).text)
    return page.xpath("string(//title)"), page.xpath("string(//p[@class='lead'])")


@pytest.mark.parametrize("url", ["/allocations/new", "/allocations/why"])
def test_the_title_of_a_pair_names_the_household_alone(make, sign_in, url):
    site = make.site(name="Les Tilleuls")
    unit, household = make.home(site, code=CODE), make.waiting_household(make.programme())
    client = sign_in(make.user(Role.ALLOCATION))
    title, lead = told(client, f"{url}/{unit.public_id}/{household.public_id}")
    assert household.reference in title
    assert CODE not in title
    assert "Tilleuls" not in title
    assert CODE in lead


ANSWERS = ("team-accepted", "team-declined", "household-accepted", "household-declined", "entry-planned")


def test_the_titles_of_a_proposal_name_the_household_alone(make, sign_in):
    programme = make.programme()
    team = programme.teams[2, "Pierre d’Angle"]
    made = make.allocation(programme, unit=make.home(make.site(name="Les Tilleuls"), code=CODE), team=team)
    worker, allocator = sign_in(make.team_member(team)), sign_in(make.user(Role.ALLOCATION))
    own = f"/allocations/{made.public_id}"
    read = [told(worker, own), *(told(worker, f"{own}/answer/{one}") for one in ANSWERS)]
    for title, lead in (*read, told(allocator, f"{own}/withdrawn")):
        assert "H-" in title
        assert CODE not in title
        assert "Tilleuls" not in title
        assert CODE in lead

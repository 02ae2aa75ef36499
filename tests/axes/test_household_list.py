"""The list of households: filters, pages, what a reload shows, and how little it asks."""

from datetime import timedelta

import pytest
from lxml import html as lxml_html

from app.auth.vocab import Role
from app.clock import today
from tests.support.statements import statements


@pytest.fixture
def coordination(make, sign_in):
    return sign_in(make.user(Role.COORDINATION))


def references(text):
    return lxml_html.fromstring(text).xpath("//a[@class='row-link']/text()")


def test_filters_narrow_the_list(make, coordination):
    axis = make.axis(number=2)
    team = make.team(axis=axis)
    one, two, three = (make.household(reference=f"H-2026-10{number}") for number in range(3))
    make.assignment(two, team)
    assert references(coordination.get("/households").text) == ["H-2026-102", "H-2026-101", "H-2026-100"]
    assert references(coordination.get(f"/households?axis={axis.public_id}").text) == [two.reference]
    assert references(coordination.get(f"/households?team={team.public_id}").text) == [two.reference]
    assert references(coordination.get("/households?state=new").text) == [three.reference, one.reference]
    assert references(coordination.get("/households?state=followed").text) == [two.reference]
    assert references(coordination.get("/households?text=h-2026-102").text) == [three.reference]
    assert references(coordination.get("/households?text=%25").text) == []
    page = coordination.get("/households?organisation=nonsense").text
    assert "Aucun ménage ne répond à ces critères" in page


def test_the_fragment_is_what_a_reload_shows(make, coordination):
    for _ in range(30):
        make.household(adults=1)
    url = "/households?state=new&page=2"
    fragment = coordination.get(url, fragment=True).text
    whole = lxml_html.fromstring(coordination.get(url).text).get_element_by_id("household-results")
    piece = lxml_html.fromstring(fragment)
    assert lxml_html.tostring(piece).strip() == lxml_html.tostring(whole).strip()
    assert len(references(fragment)) == 5
    assert "26 à 30 sur 30" in fragment


def test_a_worker_sees_names_of_their_own_and_of_nobody_else(make, sign_in):
    mine, other = make.household(adults=0), make.household(adults=0)
    make.member(mine, person=make.person(name="Awa Connue"))
    make.member(other, person=make.person(name="Zoé Ailleurs"))
    page = sign_in(make.user(Role.FIELD_WORKER, organisation_id=mine.organisation_id)).get("/households").text
    assert "Awa Connue" in page
    assert mine.reference in page
    assert "Zoé" not in page
    assert other.reference not in page


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.FIELD_WORKER])
def test_the_list_asks_no_more_for_more_rows(app, make, sign_in, role):
    user = make.user(role)
    for _ in range(30):
        make.household(adults=1, minors=1, organisation_id=user.organisation_id)
    client = sign_in(user)
    client.get("/")
    with statements(app) as page:
        client.get("/households")
    assert len(page) <= 8, page


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("place", ["", "/history", "/who-opened", "/edit", "/members/new", "/consents/new"])
def test_a_file_asks_no_more_for_more_people(app, make, sign_in, count, place):
    household = make.household(adults=0)
    for n in range(count):
        make.member(household)
        make.need(household, start_on=today() - timedelta(days=n + 1), end_on=today() - timedelta(days=n))
        make.consent(household)
    worker = make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id)
    client = sign_in(worker)
    client.get("/")
    with statements(app) as page:
        client.get(f"/households/{household.public_id}{place}")
    assert len(page) <= 8, page

"""Incidents by site, kind and grade: each number opens onto as many rows, nobody hidden is counted, nothing twice."""

from datetime import timedelta

import pytest
from lxml import html

from accompaniment.vocab_incidents import IncidentKind, IncidentOutcome
from app.auth.vocab import Role
from app.clock import today
from reports.rules.quarters import Quarter
from tests.accompaniment.test_repairs import words_of

DAY = timedelta(days=1)


@pytest.fixture
def noted(make):
    """Two to count in one site, of a household and of nobody; and what does not count."""
    make.author = make.user(Role.FIELD_WORKER)
    site = make.site(name="Lavoir")
    home, other = make.home(site), make.home(site)
    household = make.household()
    make.stay(home, household)
    one = make.incident(make.author, home, household, account="Zyx", kind=IncidentKind.VIOLENCE, grade=4)
    alone = make.incident(make.author, home, account="Zyx")
    make.incident(make.author, home, household, taken_from_id=alone.id)
    make.incident(make.author, other, closed_on=today(), outcome=IncidentOutcome.MISTAKEN)
    make.incident(make.author, other, happened_on=Quarter.holding(today()).first - DAY, technical="Zyx")
    return site, other, one


def numbers(client, url="/reports/incidents"):
    page = html.fromstring(client.get(url).text)
    return {link.get("href"): int(link.text) for link in page.xpath("//main//td/a")}


def test_each_number_opens_onto_as_many_rows_and_tells_neither_whose_nor_where(make, noted, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    found = numbers(client)
    assert sorted(found.values()) == [1, 1, 1, 1]
    for url, number in found.items():
        page = client.get(url)
        assert len(html.fromstring(page.text).xpath("//main//tbody/tr")) == number
        assert "Zyx" not in page.text
        assert noted[1].code not in words_of(page)
    lines = client.get("/reports/incidents.csv").text.splitlines()[1:]
    assert [line.split(",", 1)[1] for line in lines] == ["Lavoir,noise,2,1", "Lavoir,violence,4,1"]
    before = Quarter.holding(Quarter.holding(today()).first - DAY).code
    assert sorted(numbers(client, f"/reports/incidents?quarter={before}").values()) == [1, 1]


def test_nobody_out_of_sight_is_counted_not_even_by_where_they_lived(make, noted, sign_in):
    client = sign_in(make.user(Role.ALLOCATION))
    before = words_of(client.get("/reports/incidents"))
    hidden = make.household(is_protected=True)
    make.stay(noted[1], hidden)
    for household in (hidden, None):
        make.incident(make.author, noted[1], household)
    assert words_of(client.get("/reports/incidents")) == before


def test_others_have_no_such_figures(make, sign_in):
    for role in (Role.FIELD_WORKER, Role.HOUSING_OPERATOR, Role.FUNDER):
        sign_in(make.user(role)).get("/reports/incidents", status=404)

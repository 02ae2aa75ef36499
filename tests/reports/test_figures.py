"""The figures: counted from rows, equal to those published, and each opens onto exactly its rows."""

import csv
from datetime import date, timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from app.config import ROOT
from app.db import transaction
from app.demo.load import load_published
from reports.figures import BY_CODE, FIGURES
from reports.queries.figures import programme_called, values
from tests.factories.auth import PASSWORD

PUBLISHED = ROOT / "tests" / "data" / "published_figures.csv"


def published() -> list[tuple[date, str, float]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(date.fromisoformat(row["as_of"]), row["figure"], float(row["value"])) for row in rows]


@pytest.fixture
def loaded(filled):
    return filled("published", lambda: load_published(PASSWORD))


def test_the_published_figures_are_counted(loaded):
    with loaded.app_context(), transaction("read"):
        for day, code, expected in published():
            found = {value.figure.code: value.value for value in values(day)}[code]
            assert found == pytest.approx(expected, abs=0.0001), (day, code)


def test_figures_of_the_programme_are_the_same(loaded):
    """Every stay of the set is of ISSUE: filtering by it changes nothing."""
    with loaded.app_context(), transaction("read"):
        issue = programme_called("ISSUE")
        day = date(2025, 12, 31)
        assert [one.count for one in values(day, issue.id)] == [one.count for one in values(day)]


@pytest.mark.parametrize("code", [figure.code for figure in FIGURES])
def test_a_figure_opens_onto_as_many_rows(loaded, make, sign_in, code):
    client = sign_in(make.user(Role.COORDINATION))
    with loaded.app_context(), transaction("read"):
        counted = {value.figure.code: value.count for value in values(date(2021, 9, 1))}[code]
    rows, page = 0, 1
    while True:
        tree = html.fromstring(client.get(f"/figures/{code}?as_of=2021-09-01&page={page}").text)
        found = len(tree.xpath("//tbody/tr"))
        rows, page = rows + found, page + 1
        if found < 25:
            break
    assert BY_CODE[code].code == code
    assert rows == counted


def test_nonsense_in_the_address_is_told_and_today_is_shown(make, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    assert "n’existe pas" in client.get("/figures?as_of=2021-02-31").text
    client.get("/figures/persons_housed?as_of=hier", status=400)
    client.get("/figures/unknown", status=404)


def public_cells(page):
    return [int(cell.text_content()) for cell in html.fromstring(page).xpath("//tbody//td")]


def test_public_figures_are_rounded(loaded, make, sign_in):
    client = sign_in(make.user(Role.FUNDER))
    cells = public_cells(client.get("/public-figures?as_of=2020-09-30").text)
    assert any(cells)
    assert not [cell for cell in cells if cell % 5]


@pytest.mark.parametrize("asked", ["2030-12-31", "2099-01-01", "tomorrow", "today", "", "blah"])
def test_public_figures_never_tell_of_the_running_quarter(app, make, sign_in, asked):
    """Ten people who entered today are in nobody's public figures, whatever day is asked."""
    asked = {"today": str(today()), "tomorrow": str(today() + timedelta(days=1))}.get(asked, asked)
    client, team = sign_in(make.user(Role.FUNDER)), make.team()
    before = public_cells(client.get(f"/public-figures?as_of={asked}").text)
    make.stay(household=make.household(adults=10), team=team, start_on=today())
    assert _counts(app)["persons_housed"] >= 10
    page = client.get(f"/public-figures?as_of={asked}").text
    assert public_cells(page) == before
    assert ("pas encore clos" in page) is (str(today()) < asked < "a")


def test_public_figures_say_that_a_day_was_not_understood(make, sign_in):
    client = sign_in(make.user(Role.FUNDER))
    for fragment in (False, True):
        page = client.get("/public-figures?as_of=blah", fragment=fragment).text
        assert "n’a pas été comprise" in page
        assert "aujourd’hui" not in page


def test_figures_of_a_day_to_come_are_refused(make, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    ahead = today() + timedelta(days=1)
    for path in ("/figures", "/reports/closings"):
        for fragment in (False, True):
            assert "n’est pas encore venu" in client.get(f"{path}?as_of={ahead}", fragment=fragment).text
        assert "n’est pas encore venu" not in client.get(f"{path}?as_of={today()}").text
        client.get(f"{path}.csv?as_of={ahead}", status=400)
    client.get(f"/figures/persons_housed?as_of={ahead}", status=400)


@pytest.mark.parametrize("fmt", ["csv", "json", "xlsx"])
def test_exports_equal_the_screen(loaded, make, sign_in, fmt):
    client = sign_in(make.user(Role.COORDINATION))
    answer = client.get(f"/figures.{fmt}?as_of=2021-09-01")
    assert "attachment" in answer.headers["Content-Disposition"]
    if fmt == "json":
        assert {row["figure"]: row["value"] for row in answer.get_json()}["persons_housed"] == 41
    if fmt == "csv":
        assert "persons_housed,41,41,2021-09-01" in answer.text


def test_an_exit_moves_the_figures_by_its_people(app, make):
    household = make.household()
    for _ in range(2):
        make.member(household)
    stay = make.stay(household=household)
    before = _counts(app)
    make.stay_exit(stay)
    after = _counts(app)
    assert after["persons_left"] - before["persons_left"] == before["persons_present"] - after["persons_present"] > 0


def test_who_came_back_has_not_left(app, make):
    household = make.household()
    stay = make.stay(household=household, start_on=today() - timedelta(days=90))
    make.stay_exit(stay, left_on=today() - timedelta(days=60))
    assert _counts(app)["persons_to_durable_housing"] == 1
    make.stay(household=household, start_on=today() - timedelta(days=30))
    assert (_counts(app)["persons_left"], _counts(app)["persons_to_durable_housing"]) == (0, 0)
    assert _counts(app, today() - timedelta(days=45))["persons_left"] == 1, "as of that day they had left"


def _counts(app, day=None):
    with app.app_context(), transaction("read"):
        return {value.figure.code: value.count for value in values(day or today())}

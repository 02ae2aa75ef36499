"""The cockpit of closings: its numbers open onto exactly their rows, and tell nothing of those one may not know."""

import csv
import io
from datetime import timedelta

import pytest
from lxml import html as lxml_html

from app.auth.vocab import Role
from app.clock import today
from occupancy.models.closures import ClosureOutcome
from occupancy.vocab import ClosureOutcomeKind
from tests.occupancy.test_closures import a_closure
from tests.support.statements import statements


@pytest.fixture
def coordinator(make, sign_in):
    return sign_in(make.user(Role.COORDINATION))


def closing_site(make, households=3, days=100, **given):
    site = make.site(**given)
    stays = [make.stay(make.home(site)) for _ in range(households)]
    return site, a_closure(make, site, last_day=today() + timedelta(days=days)), stays


def figures(page):
    return [item.xpath("string(.//b)") for item in lxml_html.fromstring(page).xpath("//ul[@class='stats']/li")]


def test_households_inside_and_without_a_plan_are_counted_and_opened(make, coordinator):
    site, closure, stays = closing_site(make)
    day = today() + timedelta(days=40)
    facts = {"closure_id": closure.id, "kind": ClosureOutcomeKind.EXIT_PLANNED, "planned_on": day}
    make.save(ClosureOutcome(stay_id=stays[0].id, **facts))
    page = coordinator.get(f"/reports/closings?site={site.public_id}").text
    assert figures(page)[:2] == ["3", "2"]
    inside = coordinator.get(f"/reports/closings/inside?site={site.public_id}").text
    without = coordinator.get(f"/reports/closings/without?site={site.public_id}").text
    planned = coordinator.get(f"/reports/closings/planned?site={site.public_id}&month={day:%Y-%m}").text
    assert [one.public_id in inside for one in stays] == [True, True, True]
    assert [one.public_id in without for one in stays] == [False, True, True]
    assert [one.public_id in planned for one in stays] == [True, False, False]


def test_a_plan_without_a_day_is_said_to_be_left_out_of_the_curve(make, coordinator):
    (site, _, _), household = closing_site(make, households=1), make.household()
    stay = make.stay(make.home(site), household)
    assert "sans date" not in coordinator.get(f"/reports/closings?site={site.public_id}").text
    make.exit_plan(household)
    page = lxml_html.fromstring(coordinator.get(f"/reports/closings?site={site.public_id}").text)
    (link,) = page.xpath("//a[contains(@href, '/reports/closings/undated')]")
    assert link.text == "1 ménage a une suite prévue sans date."
    rows = lxml_html.fromstring(coordinator.get(link.get("href")).text).xpath("//main//tbody//a/@href")
    assert rows == [f"/stays/{stay.public_id}"]


def test_every_number_of_the_tables_opens_onto_as_many_rows(make, coordinator):
    closing_site(make, households=3)
    closing_site(make, households=2, days=200)
    page = lxml_html.fromstring(coordinator.get("/reports/closings").text)
    links = page.xpath("//main//table//a[contains(@href, '/reports/closings/')]")
    assert len(links) >= 6
    for link in links:
        rows = lxml_html.fromstring(coordinator.get(link.get("href")).text).xpath("//main//tbody/tr")
        assert len(rows) == int(link.text), link.get("href")


def test_the_pace_of_the_last_six_months_counts_homes_found_and_moves_to_another_site(make, coordinator):
    site, _, _ = closing_site(make)
    left = today() - timedelta(days=20)
    gone = {"end_on": left, "planned_end_on": left, "start_on": today() - timedelta(days=200)}
    make.stay(make.home(site), exit={"code": "PRIV"}, **gone)
    make.stay(make.home(site), exit={"code": "STREET"}, **gone)
    moved = make.stay(make.home(site), **gone)
    make.stay(make.home(last_day=today() + timedelta(days=900)), transferred_from_id=moved.id, start_on=left)
    rows = coordinator.get("/reports/closings/left").text
    assert rows.count("<tr") == 1 + 2
    assert "2 ménages relogés" in coordinator.get("/reports/closings").text


def test_a_move_to_a_dwelling_that_ends_too_is_no_re_housing_and_nobody_had_to_begin_before_the_site_opened(
    make, coordinator
):
    site, opened_on = make.site(), today() - timedelta(days=60)
    for _ in range(9):
        make.stay(make.home(site, first_day=opened_on))
    a_closure(make, site, last_day=today() + timedelta(days=30))
    left = today() - timedelta(days=20)
    gone = {"end_on": left, "planned_end_on": left, "start_on": today() - timedelta(days=50)}
    moved, home = (make.stay(make.home(site, first_day=opened_on), **gone) for _ in range(2))
    make.stay(make.home(), transferred_from_id=moved.id, start_on=left)
    make.stay_exit(home, code="PRIV")
    page = coordinator.get(f"/reports/closings?site={site.public_id}").text
    assert "1 ménage relogé" in page
    assert "il aurait fallu commencer" not in page
    assert f"depuis l’ouverture, le {opened_on:%d/%m/%Y}" in page


def verdict_of(page, site):
    (row,) = lxml_html.fromstring(page).xpath(f"//*[@id='by-site']//tr[contains(., '{site.name}')]")
    return row.xpath("string(td[last()])").strip()


def test_a_site_where_nobody_left_lately_is_not_lost_while_the_programme_re_houses_people(make, coordinator):
    quiet, _, _ = closing_site(make, households=1, days=400, name="Le Calme")
    assert "Aucun relogement" in verdict_of(coordinator.get("/reports/closings").text, quiet)
    assert "Personne n’a été relogé" in coordinator.get(f"/reports/closings?site={quiet.public_id}").text
    pressed, _, _ = closing_site(make, households=9, days=30, name="La Presse")
    left = today() - timedelta(days=20)
    for _ in range(6):
        stay = make.stay(make.home(), start_on=today() - timedelta(days=200), end_on=left, planned_end_on=left)
        make.stay_exit(stay, code="PRIV")
    page = coordinator.get("/reports/closings").text
    assert "Plus rattrapable" in verdict_of(page, pressed)
    assert "Avant le" in verdict_of(page, quiet)
    assert "plus rattrapable" not in coordinator.get(f"/reports/closings?site={quiet.public_id}").text
    alone = coordinator.get(f"/reports/closings?site={pressed.public_id}").text
    assert "relogé 1 par mois dans tout le programme" in alone


def test_as_of_a_past_day_the_closing_was_not_known(make, coordinator):
    site, closure, _ = closing_site(make, days=40)
    before = (today() - timedelta(days=10)).isoformat()
    assert "Site par site" in coordinator.get("/reports/closings").text
    page = coordinator.get(f"/reports/closings?as_of={before}&site={site.public_id}").text
    assert (today() + timedelta(days=365)).strftime("%d/%m/%Y") in page  # the agreement's own end
    assert closure.last_day.strftime("%d/%m/%Y") not in page


def test_the_file_holds_what_the_screen_shows(make, coordinator):
    closing_site(make)
    table = list(csv.DictReader(io.StringIO(coordinator.get("/reports/closings.csv").text)))
    assert len(table) == 24
    assert sum(int(row["units_lost"]) for row in table) == 3
    assert table[-1]["at_most"] == "0"
    coordinator.get("/reports/closings.xlsx")
    coordinator.get("/reports/closings.json")
    coordinator.get("/reports/closings.csv?as_of=never", status=400)


def test_a_protected_household_is_neither_counted_nor_opened_by_others(make, coordinator):
    site, _, _ = closing_site(make, households=1)
    hidden = make.stay(make.home(site), make.household(is_protected=True))
    page = coordinator.get("/reports/closings").text
    assert figures(page)[0] == "1"
    assert "hors de votre vue n’y sont pas comptées" in page
    assert hidden.public_id not in coordinator.get("/reports/closings/inside").text


def test_few_statements_whatever_the_number_of_sites(app, make, coordinator):
    for days in (30, 90, 150):
        closing_site(make, households=2, days=days)
    for address in ("/reports/closings", "/reports/closings/inside"):
        with statements(app) as sent:
            coordinator.get(address)
        assert len(sent) <= 8, "\n".join(sent)


def test_only_those_who_read_figures_see_it(make, sign_in):
    for role in (Role.FIELD_WORKER, Role.HOUSING_OPERATOR, Role.PARTNER, Role.FUNDER, Role.ADMINISTRATOR):
        sign_in(make.user(role)).get("/reports/closings", status=404)

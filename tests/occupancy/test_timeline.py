"""The ribbon: what it draws, for whom, at what cost; on screen, as a table and on paper."""

from datetime import timedelta

import pytest
from lxml import html as lxml_html

from app.auth.vocab import Role
from app.clock import today
from app.periods import add_months
from axes.models.people import ProtectedReader
from occupancy.rules.timeline import SPANS
from sites.vocab import OutageKind, UnitUse
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

TODAY = today()
BUDGET = 8


def days(count):
    return TODAY + timedelta(days=count)


def page_of(client, url):
    return lxml_html.fromstring(client.get(url).text)


def told(page):
    """What the table under the ribbon says: (unit, detail)."""
    rows = page.xpath("//figure[contains(@class, 'timeline')]//tbody/tr")
    return [(row.xpath("string(th)"), row.xpath("string(td[last()])")) for row in rows]


def bars(page, kind):
    """The titles of the bars of one kind."""
    found = page.xpath(f"//*[local-name()='svg']//*[contains(concat(' ', @class, ' '), ' {kind} ')]/title")
    return [one.text for one in found]


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def site(make):
    return make.site(name="Les Marronniers")


def test_the_ribbon_draws_each_thing_with_its_days(make, sign_in, programme, site):
    lived = make.home(site, code="1.1", last_day=days(90))
    stay = make.stay(lived, make.household(reference="H-TEST-1"), team=programme.teams[3, "Smes"])
    make.outage(make.home(site, code="1.2"), kind=OutageKind.DAMAGE, first_day=days(-3), last_day=days(20))
    make.allocation(programme, unit=make.home(site, code="1.3"), household=make.household(reference="H-TEST-3"))
    make.unit(site, code="0.1")
    page = page_of(sign_in(make.user()), f"/sites/{site.public_id}/timeline?months=24")
    start, planned = f"{stay.start_on:%d/%m/%Y}", f"{stay.planned_end_on:%d/%m/%Y}"
    assert bars(page, "axis-3") == [f"H-TEST-1, axe 3, du {start}, fin prévue le {planned}"]
    assert bars(page, "damage") == [f"Dégât, du {days(-3):%d/%m/%Y} au {days(20):%d/%m/%Y}"]
    assert bars(page, "proposed")[0].startswith(f"H-TEST-3, proposé dès le {TODAY:%d/%m/%Y}")
    assert ("1.1", f"Fin de la convention le {days(90):%d/%m/%Y}") in told(page)
    assert dict(told(page))["0.1"].startswith("Fermé, du ")
    assert page.xpath("//a[contains(@class, 'axis-3')]/@href") == [f"/stays/{stay.public_id}"]
    assert page.xpath("//*[contains(@class, 'timeline-row')]//*[@class='today']")


def test_a_bar_is_as_long_as_its_days(make, sign_in, site):
    first = add_months(TODAY.replace(day=1), -1)
    unit = make.home(site, code="1.1", first_day=days(-400))
    make.stay(unit, start_on=first, end_on=first + timedelta(days=10), planned_end_on=first + timedelta(days=12))
    page = page_of(sign_in(make.user()), f"/sites/{site.public_id}/timeline?months=3&from={first:%Y-%m}")
    bar = page.xpath("//a[contains(@class, 'occupied')]/*[local-name()='svg']")[0]
    width = float(bar.get("width").rstrip("%")) / 100 * (add_months(first, 3) - first).days
    assert (bar.get("x"), round(width)) == ("0.0%", 10)


def test_a_stay_past_its_planned_end_reaches_today_and_says_so(make, sign_in, site):
    stay = make.stay(make.home(site), planned_end_on=days(-10))
    page = page_of(sign_in(make.user()), f"/sites/{site.public_id}/timeline")
    assert bars(page, "occupied")[0].endswith(f"fin prévue le {stay.planned_end_on:%d/%m/%Y} dépassée")
    bar = page.xpath("//a[contains(@class, 'occupied')]/*[local-name()='svg']")[0]
    line = page.xpath("//*[contains(@class, 'timeline-row')]//*[@class='today']/@x1")[0]
    end = float(bar.get("x").rstrip("%")) + float(bar.get("width").rstrip("%"))
    assert end > float(line.rstrip("%"))


def test_a_change_of_axis_cuts_the_bar_in_two(make, sign_in, programme, site):
    household = make.household(since=days(-90))
    make.assignment(household, programme.teams[2, "DIOGENES"], start_on=days(-60), end_on=days(-10))
    make.assignment(household, programme.teams[3, "Smes"], start_on=days(-10))
    make.stay(make.home(site), household, start_on=days(-30))
    page = page_of(sign_in(make.user()), f"/sites/{site.public_id}/timeline")
    assert len(bars(page, "axis-2")) == len(bars(page, "axis-3")) == 1
    assert f"du {days(-10):%d/%m/%Y}" in bars(page, "axis-3")[0]


def test_filters_narrow_the_units(make, sign_in, programme, site):
    make.stay(make.home(site, code="A1"), team=programme.teams[3, "Smes"])
    make.stay(make.home(site, code="A2"), team=programme.teams[2, "DIOGENES"])
    make.home(make.site(name="Autre"), code="B1")
    make.home(make.site(name="Fini"), code="C1", last_day=days(-400))
    client = sign_in(make.user())
    axis = programme.axes[3].public_id

    def units(asked):
        return [one.text for one in page_of(client, f"/timeline{asked}").xpath("//div[@class='timeline-head']/a")]

    assert units("") == ["B1", "A1", "A2"]
    assert units(f"?site={site.public_id}") == ["A1", "A2"]
    assert units(f"?axis={axis}") == ["A1"]
    assert units("?site=nonsense") == []
    assert units(f"?from={days(-420):%Y-%m}&months=3") == ["B1", "C1", "A1", "A2"]


@pytest.mark.parametrize(
    "asked", ["", "?months=24", "?months=3&from=2026-02", "?axis=nonsense", "?months=x&from=y&page=z"]
)
def test_a_swap_equals_a_reload(make, sign_in, site, asked):
    make.stay(make.home(site))
    client = sign_in(make.user())
    assert_swap_equals_reload(client, f"/timeline{asked}", "ribbon-results")
    assert_swap_equals_reload(client, f"/sites/{site.public_id}/timeline{asked}", "ribbon-results")


def test_the_paper_shows_the_same_rows_on_a_wide_sheet(make, sign_in, site):
    make.stay(make.home(site))
    client = sign_in(make.user())
    for url in ("/timeline", f"/sites/{site.public_id}/timeline"):
        screen, paper = page_of(client, f"{url}?months=6"), page_of(client, f"{url}/print?months=6")
        assert told(screen) == told(paper) != []
        assert paper.xpath("//body/@class") == ["wide"]
        assert screen.xpath("//a[contains(., 'Imprimer')]/@href")[0].startswith(f"{url}/print?from=")


def test_all_sites_come_by_pages_of_25(make, sign_in, site):
    for number in range(27):
        make.home(site, code=f"{number:02}")
    client = sign_in(make.user())
    first, second = page_of(client, "/timeline"), page_of(client, "/timeline?page=2")
    assert [len(page.xpath("//div[@class='timeline-head']/a")) for page in (first, second)] == [25, 2]


def test_the_ribbon_costs_the_same_for_one_unit_and_for_thirty(app, make, sign_in, programme, site):
    client = sign_in(make.user())
    urls = [f"{url}?months={months}" for months in SPANS for url in ("/timeline", f"/sites/{site.public_id}/timeline")]
    urls += ["/timeline/print", f"/timeline?site={site.public_id}&axis={programme.axes[2].public_id}"]
    make.stay(make.home(site), team=programme.teams[2, "DIOGENES"])
    few = [cost_of(app, client, url) for url in urls]
    for _ in range(12):
        make.stay(make.home(site), team=programme.teams[2, "DIOGENES"])
        make.outage(make.home(site))
        make.allocation(programme, unit=make.home())
    assert [cost_of(app, client, url) for url in urls] == few
    assert max(few) <= BUDGET


def cost_of(app, client, url):
    with statements(app) as sent:
        client.get(url)
    return len(sent)


# Who may know


def test_a_worker_sees_own_households_and_nothing_of_others(make, sign_in, programme, site):
    team = programme.teams[3, "Smes"]
    mine, theirs = make.household(reference="H-TEST-MINE"), make.household(reference="H-TEST-THEIRS")
    make.stay(make.home(site, code="1"), mine, team=team)
    make.stay(make.home(site, code="2"), theirs, team=programme.teams[2, "Pierre d’Angle"])
    worker = make.team_member(team)
    text = sign_in(worker).get(f"/sites/{site.public_id}/timeline").text
    assert "H-TEST-MINE, axe 3" in text
    assert "H-TEST-THEIRS" not in text
    assert theirs.public_id not in text
    page = lxml_html.fromstring(text)
    assert bars(page, "unavailable") == ["Indisponible"]
    assert not bars(page, "axis-2") + bars(page, "occupied")


def test_the_axis_filter_finds_nothing_through_households_one_may_not_open(make, sign_in, programme, site):
    make.stay(make.home(site, code="1"), team=programme.teams[2, "Pierre d’Angle"])
    worker = make.team_member(programme.teams[3, "Smes"])
    page = page_of(sign_in(worker), f"/timeline?axis={programme.axes[2].public_id}")
    assert not page.xpath("//div[@class='timeline-head']/a")


def test_a_protected_household_is_only_somebody_for_those_not_named(make, sign_in, programme, site):
    team = programme.teams[3, "Smes"]
    hidden = make.household(reference="H-TEST-HIDDEN", is_protected=True)
    stay = make.stay(make.home(site, code="1"), hidden, team=team)
    named, other = make.team_member(team), make.team_member(team)
    make.save(protected_reader(hidden, named))
    url = f"/sites/{site.public_id}/timeline"
    for reader in (other, make.user(), make.user(Role.ALLOCATION)):
        text = sign_in(reader).get(url).text
        assert "H-TEST-HIDDEN" not in text
        assert stay.public_id not in text
        assert "axe 3, du" not in text
        assert f"{stay.start_on:%d/%m/%Y}" not in text
        assert f"{stay.planned_end_on:%d/%m/%Y}" not in text
        assert bars(lxml_html.fromstring(text), "unavailable") == ["Indisponible"]
    assert "H-TEST-HIDDEN, axe 3" in sign_in(named).get(url).text


def protected_reader(household, user):
    return ProtectedReader(household_id=household.id, user_id=user.id)


def test_no_name_is_ever_on_the_ribbon(make, sign_in, programme, site):
    household = make.household()
    make.member(household, person=make.person(name="Zénobie Canari"))
    make.consent(household)
    worker = make.team_member(programme.teams[3, "Smes"])
    make.stay(make.home(site), household, team=programme.teams[3, "Smes"])
    assert "Canari" not in sign_in(worker).get("/timeline").text


def test_the_lender_reads_the_same_bytes_whoever_lives_there(make, sign_in, programme):
    operator = make.housing_operator()
    site = make.site(operator, name="À nous")
    units = [make.home(site, code=f"{number}") for number in range(4)]
    make.outage(units[3])
    make.unit(site, code="C", use=UnitUse.COMMON_ROOM)
    client = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id))
    axis = programme.axes[2].public_id
    urls = ("/timeline", f"/timeline?axis={axis}", f"/sites/{site.public_id}/timeline?months=24", "/timeline/print")
    before = [main_of(client, url) for url in urls]
    make.stay(units[0], team=programme.teams[2, "DIOGENES"])
    make.stay(units[1], planned_end_on=days(-5))
    make.allocation(programme, unit=units[2])
    assert [main_of(client, url) for url in urls] == before
    page = lxml_html.fromstring("<main" + before[2])
    assert {detail.split(",")[0].split(" ")[0] for _unit, detail in told(page)} == {"Ouvert", "Fermé", "Travaux", "Fin"}


def main_of(client, url):
    """The page without what differs at each request: the CSRF tokens of its head."""
    return client.get(url).text.split("<main")[1]


def test_a_lender_has_no_ribbon_of_others(make, sign_in, site):
    make.home(site)
    client = sign_in(make.user(Role.HOUSING_OPERATOR))
    client.get(f"/sites/{site.public_id}/timeline", status=404)
    client.get(f"/sites/{site.public_id}/timeline/print", status=404)
    assert site.name not in client.get("/timeline").text
    for role in (Role.PARTNER, Role.FUNDER, Role.CAPTEUR, Role.ADMINISTRATOR):
        sign_in(make.user(role)).get("/timeline", status=404)

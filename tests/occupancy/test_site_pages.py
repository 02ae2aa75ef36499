"""The list of sites and the pages of one site."""

import re
from datetime import timedelta

import pytest
from lxml import html as lxml_html

from app.auth.vocab import Role
from app.clock import today
from sites.vocab import CheckKind, OperatorKind, UnitUse
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

TODAY = today()


def names(answer):
    """The sites a list shows, in order."""
    return [one.text_content().strip() for one in lxml_html.fromstring(answer.text).xpath("//a[@class='row-link']")]


@pytest.fixture
def sites(make):
    """Four sites, one for each filter."""
    make.commune("1080")
    make.commune("1000", name_fr="Bruxelles", name_nl="Brussel")
    sisp = make.housing_operator(kind=OperatorKind.SISP)
    ending = make.site(sisp, name="Bientôt fini", postal_code="1080")
    active = make.site(name="Actif", postal_code="1000", address="rue du Marché 3")
    ended = make.site(name="Clos", postal_code="1000")
    make.home(ending, code="1.1", last_day=TODAY + timedelta(days=60))
    make.home(active, code="1.1", last_day=TODAY + timedelta(days=600))
    make.home(ended, code="1.1", last_day=TODAY - timedelta(days=1))
    return {"ending": ending, "active": active, "ended": ended, "bare": make.site(name="Nu")}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Actif", "Bientôt fini", "Clos", "Nu"]),
        ("?sort=end", ["Clos", "Bientôt fini", "Actif", "Nu"]),
        ("?state=ending", ["Bientôt fini"]),
        ("?state=active", ["Actif"]),
        ("?state=ended", ["Clos"]),
        ("?state=none", ["Nu"]),
        ("?kind=sisp", ["Bientôt fini"]),
        ("?commune=1000", ["Actif", "Clos"]),
        ("?text=march%C3%A9", ["Actif"]),
        ("?text=100%25", []),
        ("?commune=1000&state=ended", ["Clos"]),
        ("?state=nonsense&kind=x&commune=y&sort=z&page=-3", ["Actif", "Bientôt fini", "Clos", "Nu"]),
    ],
)
def test_filters_narrow_the_list_and_a_swap_equals_a_reload(make, sign_in, sites, asked, found):
    client = sign_in(make.user())
    assert names(client.get(f"/sites{asked}")) == found
    assert_swap_equals_reload(client, f"/sites{asked}", "site-results")


def test_the_list_says_how_many_units_are_free_and_how_long_is_left(make, sign_in, sites):
    make.stay(make.home(sites["active"], code="1.2"))
    make.outage(make.home(sites["active"], code="1.3"))
    page = sign_in(make.user()).get("/sites?state=active")
    row = lxml_html.fromstring(page.text).xpath("//tr[@class='row']")[0]
    cells = {cell.get("data-label"): cell.text_content().strip() for cell in row.xpath("td")}
    assert (cells["Logements"], cells["Libre"], cells["Occupé"], cells["Indisponibles"]) == ("3", "1", "1", "1")
    assert "dans 19 mois" in cells["Convention"]


def test_the_map_counts_sites_under_the_other_filters(make, sign_in, sites):
    page = lxml_html.fromstring(sign_in(make.user()).get("/sites?commune=1080&state=ended").text)
    counts = {
        row.xpath("string(th)"): row.xpath("string(td)") for row in page.xpath("//figure[@class='tiles']//tbody/tr")
    }
    assert counts["1000 Bruxelles"] == "1"
    assert counts["1080 Molenbeek"] == "0"


def test_a_list_costs_the_same_for_two_sites_and_for_thirty(app, make, sign_in):
    make.commune("1080")
    client = sign_in(make.user())
    costs = []
    for total in (2, 28):
        for _ in range(total):
            make.stay(make.home(make.site(postal_code="1080")))
        with statements(app) as sent:
            client.get("/sites")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8


def test_the_pages_of_a_site_cost_the_same_for_one_unit_and_for_ten(app, make, sign_in):
    site = make.site()
    unit = make.home(site, code="0.1")
    client = sign_in(make.user())
    paths = [f"/sites/{site.public_id}{tab}" for tab in ("", "/units", "/history")] + [f"/units/{unit.public_id}"]
    costs = [cost_of(app, client, path) for path in paths]
    for number in range(9):
        more = make.home(site, code=f"1.{number}")
        make.stay(more)
        make.unit_check(more, CheckKind.INSURANCE, valid_until=TODAY)
        make.unit_check(unit, CheckKind.INSURANCE, valid_until=TODAY)
    assert [cost_of(app, client, path) for path in paths] == costs
    assert max(costs) <= 8


def cost_of(app, client, path):
    with statements(app) as sent:
        client.get(path)
    return len(sent)


def test_the_overview_says_what_is_due(make, sign_in, sites):
    unit = make.home(sites["ending"], code="9.9", last_day=TODAY + timedelta(days=50))
    make.unit_check(unit, CheckKind.INSURANCE, valid_until=TODAY + timedelta(days=10))
    make.unit(sites["ending"], code="0.0")
    page = sign_in(make.user()).get(f"/sites/{sites['ending'].public_id}").text
    assert "La convention approche de sa fin" in page
    assert "Assurance\u00a0: 9.9" in page
    assert "À ouvrir\u00a0: 0.0" in page


def test_each_figure_of_the_overview_opens_onto_its_rows(make, sign_in):
    site = make.site()
    make.home(site, code="1.1")
    make.stay(make.home(site, code="1.2"))
    make.outage(make.home(site, code="1.3"))
    make.unit(site, code="0.1", use=UnitUse.COMMON_ROOM)
    client = sign_in(make.user())
    page = lxml_html.fromstring(client.get(f"/sites/{site.public_id}").text)
    opened = {}
    for figure in page.xpath("//ul[@class='stats']/li"):
        opened[figure.xpath("string(.//b)"), figure.xpath("string(.//span)")] = names(
            client.get(figure.xpath(".//a")[0].get("href"))
        )
    assert opened == {
        ("3", "logements"): ["1.1", "1.2", "1.3"],
        ("1", "occupé"): ["1.2"],
        ("1", "libre"): ["1.1"],
        ("0", "réservé"): [],
        ("1", "indisponible"): ["1.3"],
    }


def test_a_renewed_insurance_is_no_longer_due(make, sign_in, sites):
    unit = make.home(sites["active"], code="9.9")
    make.unit_check(unit, CheckKind.INSURANCE, valid_until=TODAY + timedelta(days=10))
    client = sign_in(make.user())
    path = f"/sites/{sites['active'].public_id}"
    assert "Assurance\u00a0: 9.9" in client.get(path).text
    client.submit(
        f"/units/{unit.public_id}/checks/new",
        kind="insurance",
        result="passed",
        valid_until=str(TODAY + timedelta(days=300)),
    )
    assert "Rien ne presse" in client.get(path).text


def test_history_tells_who_did_what_and_when(make, sign_in):
    operator = make.housing_operator()
    client = sign_in(make.user(name="Camille Dupont"))
    client.submit("/sites/new", name="Quai", housing_operator=operator.public_id)
    path = client.last.headers["Location"]
    client.submit(f"{path}/units/new", code="1.7", bedrooms="1", max_persons="2")
    client.submit(f"{client.last.headers['Location']}/outages/new", reason="Toiture")
    page = client.get(f"{path}/history").text
    assert (
        page.index("Mis hors service · 1.7") < page.index("Logement ou local ajouté · 1.7") < page.index("Site ajouté")
    )
    assert page.count("Camille Dupont") >= 3
    assert_swap_equals_reload(client, f"{path}/history", "site-history")


@pytest.fixture
def lender(make):
    """A housing operator with one site, and a reader of theirs."""
    user = make.user(Role.HOUSING_OPERATOR)
    operator = make.housing_operator(organisation=organisation_of(user))
    return user, make.site(operator, name="À nous")


def organisation_of(user):
    class Known:
        id = user.organisation_id

    return Known


def test_a_housing_operator_sees_its_own_sites_and_nothing_of_others(make, sign_in, lender):
    user, site = lender
    mine, other = make.home(site), make.home(make.site(name="Aux autres"))
    client = sign_in(user)
    assert names(client.get("/sites")) == ["À nous"]
    client.get(f"/sites/{site.public_id}")
    client.get(f"/units/{mine.public_id}")
    for path in (f"/units/{other.public_id}", f"/units/{mine.public_id}/edit", "/sites/new", "/housing-operators"):
        client.get(path, status=404)


def test_pages_of_a_housing_operator_are_a_function_of_units_and_dates(app, make, sign_in, lender):
    """DESIGN §4: with different occupants, the same bytes."""
    user, site = lender
    lived_in, promised = make.home(site, code="1.1"), make.home(site, code="1.2")
    client = sign_in(user)
    paths = ["/sites", "/sites?state=active", "/sites?sort=end", f"/units/{lived_in.public_id}"]
    paths += [f"/sites/{site.public_id}{tab}" for tab in ("", "/units", "/history")]
    empty = [bytes_of(client, path) for path in paths]
    stay = make.stay(lived_in)
    make.stay(promised, start_on=TODAY + timedelta(days=3))
    assert [bytes_of(client, path) for path in paths] == empty
    known = sign_in(make.user()).get(f"/units/{lived_in.public_id}").text
    assert "Occupé" in known
    assert stay.public_id not in "".join(empty)


def bytes_of(client, path):
    """The answer without its CSRF token and request number, which differ each time."""
    text = client.get(path).text
    return re.sub(r'(X-CSRFToken": "|csrf_token" value=")[^"]+', r"\1", text)


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.HOUSING_OPERATOR])
def test_the_figures_of_a_site_add_up_to_its_dwellings_and_open_their_lists(make, sign_in, role):
    operator = make.housing_operator()
    site = make.site(operator)
    units = [make.home(site) for _ in range(5)]
    make.home(site, first_day=TODAY + timedelta(days=9))
    make.unit(site, code="PAPIER")
    make.stay(units[0])
    make.outage(units[1])
    make.allocation(make.programme(), unit=units[2])
    make.entry_planned(unit=units[3], planned_on=TODAY + timedelta(days=3))
    client = sign_in(make.user(role, organisation_id=operator.organisation_id))
    page = lxml_html.fromstring(client.get(f"/sites/{site.public_id}").text)
    links = page.xpath("//ul[@class='stats']//a")
    counts = {link.get("href").rpartition("=")[2]: int(link.xpath("string(b)")) for link in links}
    assert counts.pop("dwellings") == 7 == sum(counts.values())
    assert counts.get("reserved", 2) == 2
    for link in links:
        listed = names(client.get(link.get("href")))
        assert len(listed) == int(link.xpath("string(b)")), link.get("href")


def test_a_unit_promised_since_the_page_was_opened_is_reserved(make, sign_in):
    """Statements are kept from one request to the next; the instant they look at is not."""
    site = make.site()
    unit, programme = make.home(site), make.programme()
    client = sign_in(make.user(Role.COORDINATION))
    client.get(f"/sites/{site.public_id}")
    make.allocation(programme, unit=unit)
    page = lxml_html.fromstring(client.get(f"/sites/{site.public_id}").text)
    assert page.xpath("string(//ul[@class='stats']//a[contains(@href, 'show=reserved')]/b)") == "1"

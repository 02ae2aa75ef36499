"""A unit kept for somebody the reader may not know of is not available, and nothing more (docs/decisions/0007).

Proof by difference: whatever the days of a stay out of sight, and whether it is a stay or a proposal, a reader who may
not know it reads the same bytes.
"""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html as lxml_html

from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from axes.models.people import ProtectedReader
from sites.models.units import UnitAvailability

TODAY, DAY = today(), timedelta(days=1)
PUBLIC_ID = re.compile(r"(?<=/)[A-Za-z0-9_-]{22}(?=[/\"])")
STRANGERS = (Role.COORDINATION, Role.ALLOCATION, Role.FIELD_WORKER)
TOKEN = re.compile(r'name="(csrf_token|form_key)"( type="hidden")? value="[^"]+"')


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def site(make):
    return make.site(name="Les Tilleuls")


@pytest.fixture
def unit(make, site):
    return make.home(site, code="TIL-7")


def protected(make, **given):
    return make.household(is_protected=True, **given)


def places(site, unit):
    """Every page that speaks of units, as a reader of any of these roles may ask for it."""
    months = [f"{TODAY - 40 * DAY:%Y-%m}", f"{TODAY + 70 * DAY:%Y-%m}"]
    yield from ("/sites", f"/sites/{site.public_id}", f"/sites/{site.public_id}/units", f"/units/{unit.public_id}")
    yield from (f"/sites/{site.public_id}/units?show={one}" for one in ("occupied", "free", "out", "dwellings"))
    yield from (f"/sites/{site.public_id}/{one}" for one in ("timeline", "timeline?months=24", "stays"))
    yield from (f"/sites/{site.public_id}/timeline?months=3&from={month}" for month in months)
    yield from ("/timeline", "/timeline/print", "/stays", "/stays?state=all", f"/stays?site={site.public_id}")
    yield from ("/closures", "/teams", "/", f"/units/{unit.public_id}/stays", f"/sites/{site.public_id}/history")


BOARD = ("/allocations/board", f"/allocations/board?by={TODAY + 400 * DAY}")


def read(client, urls):
    found = {}
    for url in urls:
        found[url] = TOKEN.sub("", client.get(url).text.split("<main")[1])
    return found


def urls_for(role, site, unit):
    return [*places(site, unit), *(() if role is Role.FIELD_WORKER else BOARD)]


STAYS = {
    "here long": {"start_on": TODAY - 300 * DAY, "planned_end_on": TODAY + 200 * DAY},
    "here since yesterday": {"start_on": TODAY - DAY, "planned_end_on": TODAY + 9 * DAY},
    "should have left": {"start_on": TODAY - 90 * DAY, "planned_end_on": TODAY - 9 * DAY},
}


@pytest.mark.parametrize("role", STRANGERS)
def test_pages_are_the_same_whatever_the_days_of_a_stay_out_of_sight(app, make, sign_in, site, unit, role):
    """Three units alike, three protected stays of other days: the pages differ by the unit's code alone."""
    units = [unit, make.home(site, code="TIL-8"), make.home(site, code="TIL-9")]
    for one, days in zip(units, STAYS.values(), strict=True):
        make.stay(one, protected(make), **days)
    client = sign_in(make.user(role))
    texts = [read(client, [f"/units/{one.public_id}"]).popitem()[1] for one in units]
    alike = {_nameless(text, one) for text, one in zip(texts, units, strict=True)}
    assert len(alike) == 1
    ribbon = lxml_html.fromstring(client.get(f"/sites/{site.public_id}/timeline?months=24").text)
    rows = ribbon.xpath("//figure//tbody/tr")
    told = {code: [] for code in ("TIL-7", "TIL-8", "TIL-9")}
    for row in rows:
        told[row.xpath("string(th)")].append(row.xpath("string(td[last()])"))
    assert told["TIL-7"] == told["TIL-8"] == told["TIL-9"]
    assert "Indisponible" in told["TIL-7"]


def _nameless(text, unit):
    return PUBLIC_ID.sub("?", text).replace(unit.code, "?")


@pytest.mark.parametrize("role", STRANGERS)
def test_no_page_tells_a_day_a_word_or_a_count_of_a_stay_out_of_sight(make, sign_in, site, unit, role):
    client = sign_in(make.user(role))
    days = STAYS["here long"]
    stay = make.stay(unit, protected(make), **days)
    urls = urls_for(role, site, unit)
    after = read(client, urls)
    days = [f"{day:%d/%m/%Y}" for day in days.values()] + [day.isoformat() for day in days.values()]
    for url, text in after.items():
        wrong = [one for one in (*days, stay.public_id, "Occupé</span>") if one in text]
        if url not in BOARD:
            assert not wrong, (url, wrong)
    assert "Indisponible" in after[f"/units/{unit.public_id}"]
    assert "Occupé" not in after[f"/units/{unit.public_id}"]


@pytest.mark.parametrize("role", STRANGERS)
def test_figures_of_a_site_are_the_lists_that_the_reader_can_open(make, sign_in, programme, site, unit, role):
    team = programme.teams[3, "Smes"]
    worker = make.team_member(team) if role is Role.FIELD_WORKER else make.user(role)
    for code in "ABC":
        make.stay(make.home(site, code=code), team=team)
    make.stay(unit, protected(make), team=team)
    make.home(site, code="F")
    client = sign_in(worker)
    page = lxml_html.fromstring(client.get(f"/sites/{site.public_id}").text)
    stats = {}
    for link in page.xpath("//a[contains(@href, '?show=')]"):
        stats[link.get("href").split("=")[-1]] = int(re.search(r"\d+", link.xpath("string(ancestor-or-self::*[1])"))[0])
    assert stats == {"dwellings": 5, "occupied": 3, "reserved": 0, "free": 1, "out": 1}
    for group, count in stats.items():
        listed = lxml_html.fromstring(client.get(f"/sites/{site.public_id}/units?show={group}").text)
        assert len(listed.xpath("//tbody/tr")) == count, group
    stays = lxml_html.fromstring(client.get(f"/sites/{site.public_id}/stays").text)
    assert len(set(stays.xpath("//main//a[contains(@href, '/stays/')]/@href"))) == stats["occupied"]


@pytest.mark.parametrize("by", [Role.ALLOCATION, Role.COORDINATION])
def test_the_board_never_offers_a_unit_kept_out_of_sight(make, sign_in, programme, unit, by):
    make.stay(unit, protected(make), planned_end_on=TODAY + 9 * DAY)
    waiting = make.waiting_household(programme)
    client = sign_in(make.user(by))
    page = client.get(f"/allocations/board?by={TODAY + 60 * DAY}&unit={unit.public_id}").text.split("<main")[1]
    assert unit.code not in page
    assert f"{TODAY + 9 * DAY:%d/%m/%Y}" not in page
    for start in (TODAY, TODAY + 9 * DAY, TODAY + 40 * DAY):
        refused = client.get(f"/allocations/new/{unit.public_id}/{waiting.public_id}?from={start}", status=409).text
        assert f"{unit.code} n’est pas disponible." in refused
        assert f"{TODAY + 9 * DAY:%d/%m/%Y}" not in refused
    assert unit.code not in client.get(f"/allocations/for/{waiting.public_id}?by={TODAY + 60 * DAY}").text


def test_what_is_unknown_is_so_beside_a_unit_out_of_sight_too(make, sign_in, site, unit):
    """Addresses made up answer alike beside every unit: else they would tell which is kept out of sight."""
    make.stay(unit, protected(make))
    client = sign_in(make.user(Role.ALLOCATION))
    for one in (unit, make.home(site, code="LIBRE")):
        for address in (f"new/{one.public_id}/{'x' * 22}", f"why/{one.public_id}/{'x' * 22}", f"why/{one.public_id}"):
            client.get(f"/allocations/{address}", status=404)


def test_a_unit_left_by_somebody_out_of_sight_is_free_from_today(make, sign_in, programme, unit):
    left = TODAY - 20 * DAY
    make.stay(unit, protected(make), start_on=TODAY - 90 * DAY, planned_end_on=left, end_on=left)
    make.waiting_household(programme)
    page = sign_in(make.user(Role.ALLOCATION)).get("/allocations/board").text
    assert unit.code in page
    assert f"{left:%d/%m/%Y}" not in page


def test_the_named_read_what_others_may_not(make, sign_in, programme, site, unit):
    hidden = protected(make)
    stay = make.stay(unit, hidden)
    named = make.user(Role.ALLOCATION)
    make.save(ProtectedReader(household_id=hidden.id, user_id=named.id))
    client = sign_in(named)
    assert "Occupé" in client.get(f"/units/{unit.public_id}").text
    assert f"fin prévue le {stay.planned_end_on:%d/%m/%Y}" in client.get(f"/sites/{site.public_id}/timeline").text
    assert unit.code in client.get(f"/allocations/board?by={stay.planned_end_on + 9 * DAY}").text


def test_what_a_reader_may_see_of_a_unit_comes_before_what_they_may_not(make, sign_in, programme, unit):
    """A household one may know, and after it a proposal to one that one may not: the unit is occupied, as it was."""
    make.stay(unit, planned_end_on=TODAY + 9 * DAY)
    make.allocation(programme, unit=unit, household=protected(make), start_on=TODAY + 10 * DAY)
    client = sign_in(make.user())
    assert "Occupé" in client.get(f"/units/{unit.public_id}").text
    ribbon = client.get("/timeline").text
    assert "Indisponible" not in ribbon


@pytest.mark.parametrize("role", [Role.HOUSING_OPERATOR])
def test_the_lender_reads_of_units_and_dates_alone(make, sign_in, role):
    operator = make.housing_operator()
    site = make.site(operator, name="À nous")
    unit = make.home(site, code="L1")
    client = sign_in(make.user(role, organisation_id=operator.organisation_id))
    urls = ["/sites", f"/sites/{site.public_id}", f"/units/{unit.public_id}", "/timeline", "/"]
    before = read(client, urls)
    make.stay(unit, protected(make))
    assert read(client, urls) == before


def test_protecting_a_household_changes_nothing_of_the_room_of_its_team(app, make, sign_in, programme):
    """Beside the lists and on the board alike: one place less would tell who was protected, and followed by whom."""
    team = make.team(programme.axes[2], capacity=9)
    for number in range(4):
        make.assignment(make.household(is_protected=number == 0), team)
    home = make.home(code="TIL-0")
    make.waiting_household(programme, team=team)
    client = sign_in(make.user(Role.ALLOCATION))
    told = [client.get(url).text for url in ("/teams", f"/allocations/board?unit={home.public_id}")]
    assert "moins de 5 places sur 9" in told[0]
    assert "moins de 5 places dans l’équipe" in told[1]


def test_works_are_refused_on_a_unit_out_of_sight_without_a_day(make, sign_in, unit):
    stay = make.stay(unit, protected(make))
    client = sign_in(make.user())
    asked = {"kind": "works", "first_day": str(TODAY), "reason": "Chaudière"}
    refused = client.submit(f"/units/{unit.public_id}/outages/new", status=422, **asked).text
    assert "n’est pas disponible ces jours-là" in refused
    assert f"{stay.planned_end_on:%d/%m/%Y}" not in refused


def test_no_day_to_which_an_opening_is_shortened_tells_until_when_somebody_out_of_sight_stays(app, make, sign_in, unit):
    make.stay(unit, protected(make), planned_end_on=TODAY + 20 * DAY)
    with app.app_context(), transaction("read"):
        period = db.session.scalars(sa.select(UnitAvailability).where(UnitAvailability.unit_id == unit.id)).one()
    client = sign_in(make.user())
    for act in ("close", "edit"):
        for day in (TODAY + 2 * DAY, TODAY + 40 * DAY):
            text = client.submit(f"/availabilities/{period.public_id}/{act}", status=422, last_day=str(day)).text
            assert "n’est pas disponible ces jours-là" in text


def test_a_site_with_nobody_in_sight_is_a_choice_like_any_other(make, sign_in, site, unit):
    other = make.site(name="Sans personne")
    make.home(other)
    make.stay(unit, protected(make))
    page = lxml_html.fromstring(sign_in(make.user(Role.ALLOCATION)).get("/stays").text)
    names = page.xpath("//select[@name='site']/option/text()")
    assert {"Les Tilleuls", "Sans personne"} <= {name.strip() for name in names}

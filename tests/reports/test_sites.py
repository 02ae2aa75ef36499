"""The founding table (`domain.md` §1.3) from dated rows: page, files and command line, on both databases."""

import csv
import io
import json
from datetime import date

import click
import pytest

from app.audit.actor import system
from app.auth.vocab import Role
from app.db import db, transaction
from app.demo.real_sites import load_real_sites
from occupancy.models.closures import Closure
from occupancy.vocab import ClosureCause
from reports.commands import DAY
from reports.queries.sites import site_report
from sites.vocab import UnitUse
from tests.support.commands import tremplin

PUBLISHED = {
    "Peterbos": ("Comensia", "SISP", "7", "7", "closed"),
    "Grande Haie": ("Log’Iris", "SISP", "3", "17", "closed"),
    "3 Pommiers": ("AIS Les Trois Pommiers", "AIS", "13", "36", "open"),
    "Ganshoren": ("CityDev", "CITYDEV", "1", "57", "open"),
    "Trèfles": ("CityDev", "CITYDEV", "1", "27", "open"),
    "Dubrucq": ("Le Logement Molenbeekois", "SISP", "14", "28.5", "open"),
}
THEN = "2023-11-30"
HEADER = "site,housing_operator,operator_type,units,months,first_day,last_day,status"


@pytest.fixture
def real(app):
    with app.app_context(), transaction("write"):
        load_real_sites(system("tests"))
        db.session.commit()


def table(text: str) -> dict[str, tuple[str, ...]]:
    assert text.splitlines()[0] == HEADER
    names = ("housing_operator", "operator_type", "units", "months", "status")
    return {row["site"]: tuple(row[name] for name in names) for row in csv.DictReader(io.StringIO(text))}


def as_of(app, day: date) -> dict[str, tuple]:
    with app.app_context():
        return {line.site: (line.units, line.months, line.status) for line in site_report(day)}


def test_the_published_table_through_the_page(real, make, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    assert table(client.get(f"/reports/sites.csv?as_of={THEN}").text) == PUBLISHED
    items = json.loads(client.get(f"/reports/sites.json?as_of={THEN}").text)
    assert {item["site"]: item["months"] for item in items} == {name: float(row[3]) for name, row in PUBLISHED.items()}
    assert client.get(f"/reports/sites.xlsx?as_of={THEN}").data.startswith(b"PK")
    shown = client.get(f"/reports/sites?as_of={THEN}")
    assert all(name.replace("'", "&#39;") in shown.text for name in PUBLISHED)
    assert "28,5" in shown.text
    assert "15/03/2023" in shown.text


def test_the_published_table_through_the_command(app, real):
    answer = tremplin(app, "report", "sites", "--as-of", THEN, "--format", "csv")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert table(answer.stdout) == PUBLISHED
    as_json = tremplin(app, "report", "sites", "--as-of", THEN, "--format", "json")
    assert {item["site"]: item["units"] for item in json.loads(as_json.stdout)} == {
        name: int(row[2]) for name, row in PUBLISHED.items()
    }
    as_text = tremplin(app, "report", "sites", "--as-of", THEN)
    assert "28.5" in as_text.stdout
    assert len(as_text.stdout.splitlines()) == 7


@pytest.mark.parametrize(("typed", "words"), [("0001-01-01", "in the past"), ("9999-12-31", "in the future")])
def test_a_slip_of_the_year_is_told(typed, words):
    with pytest.raises(click.BadParameter, match=f"{typed} is too far {words}"):
        DAY.convert(typed, None, None)


def test_wrong_usage_is_2_and_a_refusal_is_1_both_on_stderr(app):
    wrong = tremplin(app, "report", "sites", "--as-of", "30/11/2023")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "30/11/2023" in wrong.stderr
    with app.app_context():
        db.session.execute(db.text("DROP TABLE stay_exit"))
        db.session.execute(db.text("ALTER TABLE agreement_term RENAME TO elsewhere"))
        db.session.commit()
        db.engine.dispose()
    refused = tremplin(app, "report", "sites")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "agreement_term" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_table_of_september_2021(app, real):
    """24 dwellings of 4 operators: the figures published on 1 September 2021."""
    then = as_of(app, date(2021, 9, 1))
    assert sum(units for units, _, _ in then.values()) == 24
    assert set(then) == {"Peterbos", "Grande Haie", "3 Pommiers", "Ganshoren"}
    assert then["Grande Haie"] == (3, 17, "closed")


def test_a_later_amendment_does_not_move_what_was_known_before(app, real, make):
    with app.app_context():
        agreement = db.session.execute(db.text("SELECT id FROM agreement WHERE reference LIKE '%Pommiers'")).one()
    make.agreement_term(
        type("Known", (), {"id": agreement.id, "first_day": None, "last_day": None}),
        known_on=date(2023, 12, 1),
        last_day=date(2024, 12, 31),
    )
    assert as_of(app, date(2023, 11, 30))["3 Pommiers"] == (13, 36, "open")
    assert as_of(app, date(2023, 12, 1))["3 Pommiers"] == (13, 48, "open")
    assert as_of(app, date(2024, 1, 15))["3 Pommiers"] == (13, 48, "open")


def test_units_count_once_they_are_covered_and_common_rooms_never(app, make):
    site = make.site()
    rooms = [make.unit(site), make.unit(site, use=UnitUse.COMMON_ROOM), make.unit(site)]
    agreement = make.agreement(site)
    make.covered_unit(agreement, rooms[0], last_day=date(2026, 3, 31))
    make.covered_unit(agreement, rooms[1], available=False)
    make.covered_unit(agreement, rooms[2], first_day=date(2026, 6, 1))
    make.covered_unit(agreement, rooms[0], first_day=date(2026, 9, 1))
    assert as_of(app, date(2025, 12, 31)) == {}
    assert as_of(app, date(2026, 5, 31)) == {site.name: (1, 12, "open")}
    assert as_of(app, date(2026, 9, 1)) == {site.name: (2, 12, "open")}


def test_a_site_lost_before_its_agreement_ends_is_closed(app, make):
    site = make.site()
    make.agreement(site)
    fire = {"cause": ClosureCause.FIRE, "opened_on": date(2026, 4, 1), "last_day": date(2026, 3, 31)}
    make.save(Closure(site_id=site.id, **fire))
    assert as_of(app, date(2026, 3, 31)) == {site.name: (0, 12, "open")}
    assert as_of(app, date(2026, 4, 1)) == {site.name: (0, 3, "closed")}


def test_a_housing_operator_reads_its_own_sites_only(real, make, sign_in, app):
    with app.app_context():
        (citydev,) = db.session.execute(db.text("SELECT id FROM organisation WHERE name = 'CityDev'")).one()
    client = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=citydev))
    assert set(table(client.get(f"/reports/sites.csv?as_of={THEN}").text)) == {"Ganshoren", "Trèfles"}
    page = client.get(f"/reports/sites?as_of={THEN}").text
    assert "Peterbos" not in page
    assert "CityDev · CityDev" not in page


def test_a_bad_day_says_so(real, make, sign_in):
    client = sign_in(make.user(Role.FUNDER))
    assert "n’existe pas" in client.get("/reports/sites?as_of=2023-02-30").text
    assert "de 1990 à 2100" in client.get("/reports/sites?as_of=9999-12-31").text
    client.get("/reports/sites.csv?as_of=2023-02-30", status=400)
    assert "Ganshoren" in client.get(f"/reports/sites?as_of={THEN}&status=open", fragment=True).text
    assert "Peterbos" not in client.get(f"/reports/sites?as_of={THEN}&status=open", fragment=True).text


def test_a_day_to_come_is_marked_as_a_forecast(real, make, sign_in):
    client = sign_in(make.user(Role.FUNDER))
    for fragment in (False, True):
        assert "Prévision" in client.get("/reports/sites?as_of=2099-06-01", fragment=fragment).text
        assert "Prévision" not in client.get(f"/reports/sites?as_of={THEN}", fragment=fragment).text


def test_a_partner_does_not_read_it(make, sign_in):
    sign_in(make.user(Role.PARTNER)).get("/reports/sites", status=404)

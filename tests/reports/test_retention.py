"""The five questions of Parliament: each number opens onto exactly its rows, as of any day; files equal the screen."""

from datetime import timedelta

import pytest
from lxml import html
from sqlalchemy.orm import Session

from app.auth.vocab import Role
from app.clock import today
from app.db import db
from app.periods import add_months
from axes.models.people import Household

DAY = timedelta(days=1)
URL = "/reports/retention"


@pytest.fixture
def left(make):
    """`left(14, "HF")`: a household of two that left so many months ago; gives the stay."""

    def go(months, code="PRIV", **facts):
        day = add_months(today(), -months)
        household = make.household(adults=2, since=day - 200 * DAY, **facts)
        stay = make.stay(household=household, start_on=day - 100 * DAY, end_on=day)
        make.stay_exit(stay, left_on=day, code=code)
        return stay

    return go


@pytest.fixture
def told(make, left):
    """Two kept a year, two lost it, two left by their will, two not known, two to Housing First."""
    author = make.user(Role.FIELD_WORKER)
    make.follow_up(left(14), author, 12, done_on=add_months(today(), -2))
    end = {"home_end_on": add_months(today(), -10), "done_on": add_months(today(), -9)}
    lost = {"result": "lost", "voluntary": False, "end_reason": "arrears", "ended_by": "court"}
    make.follow_up(left(15), author, 6, **end, **lost, destination_id=make.destinations()["STREET"].id)
    own = {"result": "moved_lasting", "voluntary": True, "end_reason": "better_home", "ended_by": "occupant"}
    make.follow_up(left(15), author, 6, **end, **own)
    left(15)
    make.follow_up(left(13, "HF"), author, 12, done_on=add_months(today(), -1))
    left(3, "STREET")


def cell(page, row, column):
    return (
        html.fromstring(page).xpath(f"string(//tr[th[normalize-space()='{row}']]/td[@data-label='{column}'])").strip()
    )


def test_retention_both_ways(told, make, sign_in):
    page = sign_in(make.user()).get(URL).text
    assert cell(page, "un an", "Logés à l’époque (n)") == "10"
    assert cell(page, "un an", "Toujours en place") == "4"
    assert cell(page, "un an", "Non connu") == "2"
    assert "40" in cell(page, "un an", "Maintien (départs volontaires comptés)")
    assert "50" in cell(page, "un an", "Maintien (hors départs volontaires)")
    only = sign_in(make.user()).get(f"{URL}?homes=housing_first").text
    assert cell(only, "un an", "Logés à l’époque (n)") == "2"


def test_every_number_opens_onto_its_rows(told, make, sign_in):
    client = sign_in(make.user())
    page = html.fromstring(client.get(URL).text)
    links = page.xpath("//main//a[contains(@href, '/reports/retention/')]")
    assert len(links) > 10
    for link in links:
        rows = html.fromstring(client.get(link.get("href")).text).xpath("//tbody/tr")
        assert len(rows) == int(link.text_content()), link.get("href")


def test_as_of_a_day_only_what_was_known_then(told, make, sign_in):
    day = add_months(today(), -9) - DAY
    page = sign_in(make.user()).get(f"{URL}?as_of={day.isoformat()}").text
    assert "Arriérés" not in page
    assert "Arriérés" in sign_in(make.user()).get(f"{URL}?as_of={(day + DAY).isoformat()}").text


@pytest.mark.parametrize("fmt", ["csv", "json", "xlsx"])
def test_files_equal_the_screen(told, make, sign_in, fmt):
    answer = sign_in(make.user()).get(f"{URL}.{fmt}")
    assert "attachment" in answer.headers["Content-Disposition"]
    if fmt == "json":
        found = {row["code"]: (row["value"], row["n"]) for row in answer.get_json()}
        assert found["without_voluntary_12"] == (0.5, 10)
        assert found["reason_arrears"] == (2, 4)
        assert found["went_STREET"] == (2, 4)


def test_a_return_is_no_success(app, make, left, sign_in):
    stay = left(14)
    household = _household(app, stay)
    client = sign_in(make.user())
    make.stay(household=household, start_on=add_months(today(), -8))
    page = client.get(URL).text
    assert cell(page, "un an", "Revenu dans le projet") == "2"
    before = client.get(f"{URL}?as_of={add_months(today(), -9).isoformat()}").text
    assert cell(before, "un an", "Revenu dans le projet") == "0"


def test_protected_people_neither_count_nor_are_shown(make, left, sign_in):
    left(14, is_protected=True)
    left(14)
    client = sign_in(make.user())
    assert len(html.fromstring(client.get(f"{URL}/all?as_of={today()}").text).xpath("//tbody/tr")) == 2
    assert cell(client.get(URL).text, "un an", "Logés à l’époque (n)") == "2"


def _household(app, stay):
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        return session.get_one(Household, stay.household_id)


def test_nobody_else_asks(make, sign_in):
    for role in (Role.FIELD_WORKER, Role.FUNDER, Role.HOUSING_OPERATOR, Role.PARTNER, Role.ADMINISTRATOR):
        sign_in(make.user(role)).get(URL, status=404)
    client = sign_in(make.user())
    client.get(f"{URL}/unknown?as_of=2025-01-01", status=404)
    client.get(f"{URL}.csv?as_of=hier", status=400)

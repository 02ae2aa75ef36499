"""Figures and the lines behind them count whom their reader may know of: no subtraction tells of the others, day by day
(docs/decisions/0013)."""

import csv
from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from axes.models.people import ProtectedReader
from occupancy.models.stays import Stay
from reports.rules.quarters import last_closed
from tests.occupancy.test_stays import rows
from tests.support.commands import tremplin

DAY = timedelta(days=1)
FIGURES, RETENTION = "/figures", "/reports/retention"


@pytest.fixture
def hidden(make):
    """A household of four, protected, that lived in a dwelling before the quarter that runs, and left for good."""
    left = last_closed(today()) - 20 * DAY
    household = make.household(adults=4, is_protected=True, since=left - 300 * DAY)
    stay = make.stay(household=household, start_on=left - 300 * DAY, end_on=left)
    make.stay_exit(stay, left_on=left)
    return household


def read(client, url):
    """A file, or what a page has beside the frame of all pages."""
    text = client.get(url).text
    return text if ".csv" in url else text.split("<main")[1]


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.ALLOCATION])
def test_nothing_changes_when_somebody_out_of_sight_comes_or_goes(make, sign_in, role):
    client = sign_in(make.user(role))
    make.stay_exit(make.stay(start_on=today() - 400 * DAY, end_on=today() - 370 * DAY), left_on=today() - 370 * DAY)
    homes = make.home(), make.home()
    days = [today() - ago * DAY for ago in (200, 40, 0)]
    pages = ("/persons_present", "/persons_housed", "/share_to_durable_housing", ".csv")
    urls = [f"{FIGURES}{one}?as_of={day}" for one in ("", *pages) for day in days]
    urls += [f"{RETENTION}{one}?as_of={day}" for one in ("", "/all", ".csv") for day in days]
    before = [read(client, url) for url in urls]
    family = make.household(is_protected=True, since=today() - 90 * DAY)
    gone = make.stay(homes[0], family, start_on=today() - 90 * DAY, end_on=today() - 41 * DAY)
    make.stay_exit(gone, left_on=today() - 41 * DAY)
    make.stay(homes[1], make.household(is_protected=True), start_on=today())
    after = [read(client, url) for url in urls]
    assert [url for url, one, other in zip(urls, before, after, strict=True) if one != other] == []


def test_everybody_is_told_rounded_at_the_end_of_a_quarter(make, sign_in, hidden):
    """Beside the exact number of whom one may know; in a file too. The command line counts each."""
    client = sign_in(make.user())
    row = html.fromstring(client.get(FIGURES).text).xpath("//tr[contains(., 'Personnes logées')]")[0]
    assert [cell.strip() for cell in row.xpath("td/text()")][:3] == ["0", "0", "5"]
    found = {
        one["figure"]: one for one in csv.DictReader(client.get(f"{FIGURES}.csv?as_of={today()}").text.splitlines())
    }
    told = found["persons_housed"]
    assert (told["value"], told["everybody"], told["everybody_as_of"]) == ("0", "5", str(last_closed(today())))
    assert found["share_to_durable_housing"]["everybody"] == ""


def test_the_command_line_counts_everybody(app, hidden, make):
    """Whoever is there holds the database."""
    told = tremplin(app, "report", "figures", "--format", "csv")
    assert "persons_housed,4,4," in told.stdout, told.stderr
    make.follow_up(rows(app, Stay)[0], make.user(Role.FIELD_WORKER), 3, done_on=today())
    told = tremplin(app, "report", "retention", "--format", "csv")
    assert [line.split(",")[3] for line in told.stdout.splitlines() if "mean_days" in line] == ["4"], told.stderr


def test_the_numbers_of_one_programme_say_nothing_of_everybody(make, sign_in, hidden):
    """Programmes are towns: a second window on the same few would tell where they are."""
    code = make.programme().code
    client = sign_in(make.user())
    assert "Tous, au " in client.get(FIGURES).text
    assert "Tous, au " not in client.get(f"{FIGURES}?programme={code}").text
    rows = csv.DictReader(client.get(f"{FIGURES}.csv?as_of={today()}&programme={code}").text.splitlines())
    assert {row["everybody"] for row in rows} == {""}


def test_who_is_named_counts_them_and_opens_them(make, sign_in, hidden):
    named = make.user(Role.ALLOCATION)
    make.save(ProtectedReader(household_id=hidden.id, user_id=named.id))
    page = sign_in(named).get(f"{FIGURES}/persons_housed?as_of={today()}").text
    assert len(html.fromstring(page).xpath("//tbody/tr")) == 4
    assert hidden.reference in page


def test_who_was_ever_of_a_household_out_of_sight_is_in_no_line(make, sign_in):
    """In a household that one may open, they would bear the day of their first night out of sight."""
    person, moved = make.person(), today() - 20 * DAY
    make.member(make.household(adults=0, is_protected=True), person=person, end_on=moved)
    now_in = make.household(adults=0)
    make.member(now_in, person=person, start_on=moved)
    make.stay(household=now_in, start_on=moved)
    page = sign_in(make.user()).get(f"{FIGURES}/persons_housed?as_of={today()}").text
    assert not html.fromstring(page).xpath("//tbody/tr")

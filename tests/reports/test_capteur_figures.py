"""The figures of a capteur programme: counted from rows as of any day, and each number opens onto exactly its rows."""

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from app.demo.load import load_published
from app.demo.reconstructed import CHARLEROI, LA_LOUVIERE, NAMUR, NAMUR_DAY, NAMUR_END
from capteur.models.lettings import Letting
from capteur.models.owners import Owner, OwnerEvent
from capteur.models.requests import HousingRequest
from capteur.queries.stock import stock_on
from capteur.vocab_dwellings import CheckItem, LossReason, StockCount, Verdict
from capteur.vocab_dwellings import OpportunityStage as S
from capteur.vocab_lettings import LettingEnd
from capteur.vocab_owners import Initiative, OwnerStage
from reports.queries.capteur_asked import Asked
from reports.queries.capteur_values import goal_on, values
from reports.queries.figures import programme_called
from tests.factories.auth import PASSWORD
from tests.support.commands import tremplin

DAY = timedelta(days=1)


def ago(days):
    return today() - days * DAY


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def world(make, namur):
    """Five dwellings won and let, but for the last; one that did not suit. Another programme has one of its own."""
    sender = make.user(Role.PARTNER)
    long_ago = {"first_day": ago(900), "sent_on": ago(900), "signed_on": ago(900)}
    sender.convention = make.capteur_convention(namur, sender, make.user(), **long_ago)
    told = (
        (700, 30, 2, {}),
        (650, 10, 1, {"end_on": ago(200), "end_reason": LettingEnd.VOLUNTARY}),
        (600, 40, 1, {"end_on": ago(450), "end_reason": LettingEnd.DEATH}),
        (480, 20, 1, {"end_on": ago(100), "end_reason": LettingEnd.CONFLICT}),
    )
    kept, _, lasts, failed = (_let(make, namur, sender, *one) for one in told)
    make.opportunity_event(
        failed.dwelling, S.LOST, failed.dwelling.last, effective_on=ago(100), loss=LossReason.CONFLICT
    )
    make.captured(namur, on=ago(30), track="housing_first")
    unsuitable = {"verdict": Verdict.UNSUITABLE, "blocking": CheckItem.HEALTH}
    make.held_visit(make.opportunity(make.owner(namur)), make.user(), ago(300), **unsuitable)
    make.waiting_request(namur, sender)
    _measures(make, namur, kept)
    _follow(make, kept, lasts)
    make.captured(make.capteur_programme(), on=ago(700))
    return namur


def _let(make, programme, sender, start, waited, adults, end):
    home = make.household(adults=adults, organisation_id=sender.organisation_id, since=ago(900))
    made = make.letting(programme, sender, start_on=ago(start), home=home, **end)
    with make.session() as session:
        sent = {"started_on": ago(start + waited), "submitted_on": ago(start + waited)}
        session.execute(sa.update(HousingRequest).where(HousingRequest.household_id == home.id).values(sent))
    return made


def _measures(make, programme, kept):
    """Fifteen days worked in the months of the first two; a goal of one; an owner who calls back, one who does not."""
    make.worked_month(programme, ago(700), 20)
    make.worked_month(programme, ago(650), 10)
    make.capture_goal(programme, ago(720), ago(640), 1)
    make.owner(programme, OwnerStage.ACTIVE)
    with make.session() as session:
        owner = session.get_one(Owner, kept.dwelling.owner_id)
        first = session.scalars(sa.select(OwnerEvent).where(OwnerEvent.owner_id == owner.id)).one()
    make.owner_event(owner, OwnerStage.ACTIVE, first)
    make.owner_contact(owner, make.user(), initiative=Initiative.THEM, happened_on=ago(600))


def _follow(make, kept, lasts):
    """An alert answered in time, one that nobody answers; a visit held, one missed; ninety minutes of mediation, where
    the letting is at risk, as it is again later; the other case is none of that level."""
    author = make.user()
    make.support_alert(kept, author, raised_on=ago(300), acknowledged_on=ago(300))
    make.support_alert(kept, author, raised_on=ago(250))
    for days, result in ((290, "held"), (280, "missed")):
        noted = {"result": result, "happened_on": ago(days), "author_id": author.id}
        make.due_visit(kept, due_on=ago(days), **noted)
    case = make.mediation_case(kept, author, opened_on=ago(270), severity="tenancy_at_risk")
    make.mediation_step(case, author, happened_on=ago(260), minutes=90)
    make.mediation_case(kept, author, opened_on=ago(200), severity="tenancy_at_risk")
    make.mediation_case(lasts, author, opened_on=ago(500))


def on(app, programme, day, reader=None, since=None):
    with app.app_context(), transaction("read"):
        asked = Asked(programme.id, day, since, reader, goal_on(programme.id, day))
        return {one.figure.code: one for one in values(asked)}


FIRST = {
    "dwellings_captured": 2,
    "persons_housed": 3,
    "partners_signed": 1,
    "visit_to_capture": 1,
    "target_attainment": 2,
    "capture_pace": Fraction(15, 2),
    "capture_to_let": 1,
    "failure_rate": 0,
    "persons_per_dwelling": Fraction(3, 2),
    "housing_first_share": 0,
    "housing_retention": None,
    "raw_retention": None,
    "share_very_problematic": 0,
    "response_in_time": None,
    "visit_compliance": None,
    "owner_loyalty": None,
    "mediation_share": 0,
    "time_to_house": 20,
}
SECOND = FIRST | {
    "dwellings_captured": 4,
    "persons_housed": 5,
    "visit_to_capture": Fraction(4, 5),
    "persons_per_dwelling": Fraction(5, 4),
    "housing_retention": 1,
    "raw_retention": 1,
    "share_very_problematic": Fraction(1, 4),
    "response_in_time": Fraction(1, 2),
    "visit_compliance": Fraction(1, 2),
    "mediation_share": Fraction(90, 90 + 5 * 45),
    "time_to_house": 25,
}
THIRD = SECOND | {
    "dwellings_captured": 5,
    "visit_to_capture": Fraction(5, 6),
    "capture_to_let": Fraction(4, 5),
    "failure_rate": Fraction(1, 4),
    "housing_first_share": Fraction(1, 5),
    "housing_retention": Fraction(1, 2),
    "raw_retention": Fraction(1, 3),
    "owner_loyalty": Fraction(1, 2),
    "mediation_share": Fraction(90, 90 + 6 * 45),
}


def test_figures_on_three_days_are_those_computed_by_hand(app, world):
    for days, expected in ((610, FIRST), (230, SECOND), (0, THIRD)):
        found = {code: one.value for code, one in on(app, world, ago(days)).items()}
        assert found == expected, days


def test_what_is_left_out_is_told_apart(app, world):
    then, now = on(app, world, ago(230)), on(app, world, today())
    assert then["housing_retention"].counts == {"counted": 2, "among": 2, "voluntary": 0, "too_young": 1, "deaths": 1}
    assert now["housing_retention"].counts == {"counted": 1, "among": 2, "voluntary": 1, "too_young": 0, "deaths": 1}
    assert now["raw_retention"].counts["among"] == 3
    assert now["capture_pace"].counts == {"counted": 2, "months": 2, "other_months": 3}
    assert now["time_to_house"].counts == {"counted": 4, "waiting": 1, "given_up": 0}


def test_since_a_day_leaves_out_what_came_before(app, world):
    found = on(app, world, today(), since=ago(620))
    assert [found["visit_to_capture"].count, found["visit_to_capture"].n] == [3, 4]
    assert found["raw_retention"].counts["among"] == 1
    assert found["dwellings_captured"].count == 5


def test_each_number_opens_onto_exactly_its_rows(app, world, make, sign_in):
    browser = sign_in(make.prospector(world))
    page = html.fromstring(browser.get(f"/capteur/{world.public_id}/figures").text)
    opened = 0
    for line in page.xpath("//tbody/tr"):
        for link in line.xpath(".//a"):
            number = int(link.text)
            rows = html.fromstring(browser.get(link.get("href")).text).xpath("//tbody/tr")
            assert len(rows) == number, link.get("href")
            opened += 1
    assert opened > 20
    exported = browser.get(f"/capteur/{world.public_id}/figures.json").json
    assert {row["figure"]: row["value"] for row in exported}["failure_rate"] == 0.25


def test_who_reads_counts_alone_reads_them_rounded_and_opens_none(app, world, make, sign_in):
    funder = make.user(Role.FUNDER)
    make.capteur_seat(world, funder)
    browser = sign_in(funder)
    text = browser.get(f"/capteur/{world.public_id}/figures").text
    assert not html.fromstring(text).xpath("//tbody//a")
    exported = {row["figure"]: row for row in browser.get(f"/capteur/{world.public_id}/figures.json").json}
    assert exported["raw_retention"]["value"] is exported["raw_retention"]["n"] is None
    assert exported["persons_housed"]["value"] % 5 == 0
    browser.get(f"/capteur/{world.public_id}/figures/persons_housed/counted", status=404)
    stranger = sign_in(make.prospector(make.capteur_programme()))
    stranger.get(f"/capteur/{world.public_id}/figures", status=404)


# What was published, where (founding seed 001: the presentation of the capteur, without a day of its own for Namur; for
# La Louvière lavenir.net, 15 August 2022), and the day of each; what is told of Namur without a day holds on any later.
OF_NAMUR = {
    "dwellings_captured": 70,
    "persons_housed": 90,
    "partners_signed": 20,
    "capture_pace": 6,
    "persons_per_dwelling": Fraction(90, 70),
    "housing_first_share": Fraction(10, 70),
    "housing_retention": Fraction(90, 100),
    "share_very_problematic": Fraction(10, 100),
}
PUBLISHED = {
    (CHARLEROI, date(2013, 3, 31)): {
        "visit_to_capture": Fraction(33, 42),
        "target_attainment": Fraction(33, 10),
        "dwellings_captured": 33,
    },
    (NAMUR, NAMUR_DAY): OF_NAMUR | {"raw_retention": Fraction(72, 100)},
    (NAMUR, None): OF_NAMUR,
    (LA_LOUVIERE, date(2021, 12, 31)): {
        "dwellings_captured": 228,
        "capture_to_let": Fraction(153, 228),
        "failure_rate": Fraction(24, 153),
    },
}
SOURCES = {CHARLEROI: "plan hiver 2012-2013", NAMUR: "Réseau Santé Namur", LA_LOUVIERE: "L’Avenir, 15/08/2022"}


@pytest.fixture
def published(filled):
    return filled("published", lambda: load_published(PASSWORD))


def test_the_figures_published_of_three_programmes_are_counted_each_from_its_own_rows(published):
    loaded = published
    for (code, day), expected in PUBLISHED.items():
        with loaded.app_context(), transaction("read"):
            programme = programme_called(code)
        found = on(loaded, programme, day or today())
        assert {figure: found[figure].value for figure in expected} == expected
    with loaded.app_context(), transaction("read"):
        stock = stock_on(programme.id, date(2021, 12, 31))
        assert (stock.counts[StockCount.LOST], stock.counts[StockCount.FAILED], stock.difference) == (58, 24, 0)


def test_a_programme_of_the_past_stays_there_and_says_where_its_figures_come_from(published, sign_in):
    with published.app_context(), transaction("read"):
        begun = sa.select(sa.func.min(Letting.start_on), sa.func.max(Letting.start_on), sa.func.max(Letting.end_on))
        assert db.session.execute(begun).one() == (date(2014, 6, 19), date(2016, 11, 4), NAMUR_END)
        reader = db.session.scalars(sa.select(User).where(User.role == Role.COORDINATION)).first()
        pages = {code: f"/capteur/{programme_called(code).public_id}/figures" for code in SOURCES}
    browser = sign_in(reader)
    for code, source in SOURCES.items():
        assert source in browser.get(pages[code]).text


def test_a_protected_household_is_in_no_number_of_who_may_not_know_it_and_the_terminal_counts_everybody(
    app, make, sign_in, world
):
    sender = make.user(Role.PARTNER)
    make.letting(world, sender, home=make.household(organisation_id=sender.organisation_id, is_protected=True))
    told = sign_in(make.prospector(world)).get(f"/capteur/{world.public_id}/figures.json").json
    assert {row["figure"]: row["value"] for row in told}["persons_housed"] == 5
    everybody = tremplin(app, "report", "capteur", "--programme", world.code, "--format", "json")
    assert {row["figure"]: row["value"] for row in json.loads(everybody.stdout)}["persons_housed"] == 6
    other = tremplin(app, "report", "capteur", "--programme", make.programme().code)
    assert (other.returncode, "is no capteur programme" in other.stderr) == (1, True)

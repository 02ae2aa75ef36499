"""How much of the work mediation takes: minutes from the acts, the forecast, and prospecting that is squeezed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from app.periods import PaperPeriod
from capteur.rules.load import Noted, expected_cases, is_squeezed, shares, weeks_before
from capteur.vocab_follow_up import VisitResult
from capteur.vocab_mediation import Activity
from capteur.vocab_owners import OwnerChannel

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 16)


def test_weeks_are_whole_and_past():
    assert weeks_before(MONDAY + 6 * DAY, 2) == [
        PaperPeriod(MONDAY - 14 * DAY, MONDAY - 8 * DAY),
        PaperPeriod(MONDAY - 7 * DAY, MONDAY - DAY),
    ]


@pytest.mark.parametrize(
    ("mediation", "squeezed"), [((41, 41), True), ((41, 40), False), ((41, 0), False), ((0, 0), False)]
)
def test_squeezed_is_above_the_share_in_every_week(mediation, squeezed):
    """Of 100 minutes a week, 40 are not above 40 percents; a week in which nobody noted anything is not either."""
    weeks = weeks_before(MONDAY, 2)
    noted = [
        Noted(week.first_day, activity, minutes)
        for week, spent in zip(weeks, mediation, strict=True)
        for activity, minutes in ((Activity.MEDIATION, spent), (Activity.OWNER_CALL, 100 - spent if spent else 0))
    ]
    assert is_squeezed(shares(noted, weeks), 40) is squeezed


@pytest.mark.parametrize(("lettings", "expected"), [(0, "0.0"), (14, "1.4"), (70, "7.0")])
def test_one_letting_in_ten_is_expected_in_mediation(lettings, expected):
    assert expected_cases(lettings, 10) == Decimal(expected)


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def worked(make, namur):
    """In each of the last four weeks two hours of mediation; a visit, a meeting and a call in the last one alone."""
    prospector, mediator, sender = make.prospector(namur), make.mediator(namur), make.user(Role.PARTNER)
    last = weeks_before(today(), 4)[-1].first_day
    letting = make.letting(namur, sender, start_on=last - 40 * DAY)
    case = make.mediation_case(letting, mediator, opened_on=last - 21 * DAY)
    for week in weeks_before(today(), 4):
        make.mediation_step(case, mediator, happened_on=week.first_day, minutes=120)
    make.held_visit(letting.dwelling, prospector, last, minutes=45)
    owner = make.owner(namur)
    make.owner_contact(owner, prospector, happened_on=last, minutes=15)
    make.owner_contact(owner, prospector, happened_on=last, minutes=25, channel=OwnerChannel.MEETING)
    seen = {"result": VisitResult.HELD, "happened_on": last, "due_on": last}
    make.due_visit(letting, author_id=mediator.id, minutes=35, **seen)
    make.due_visit(letting, author_id=sender.id, minutes=500, **seen | {"due_on": last + DAY})
    return prospector, case


def test_the_page_counts_what_was_noted_and_opens_its_rows(make, sign_in, namur, worked):
    """Mediation 120 of 240 minutes of the last week; the minutes of a support body are not the programme's."""
    prospector, case = worked
    client = sign_in(prospector)
    page = html.fromstring(client.get(f"/capteur/{namur.public_id}/load").text)
    last = page.xpath("//section[@id='weeks']//tbody/tr[last()]/td")
    assert [cell.text_content().strip() for cell in last] == ["2\xa0h\xa000", "4\xa0h\xa000", "50\xa0%"]
    squeezed = "La prospection est à l’étroit"
    assert squeezed in page.text_content()
    assert squeezed in client.get(f"/capteur/{namur.public_id}").text
    links = page.xpath("//section[@id='activities']//td//a/@href")
    behind = [html.fromstring(client.get(link).text).xpath("//main//tbody/tr") for link in links]
    assert sum(len(rows) for rows in behind) == 9  # with the visit by which the dwelling was captured
    assert any(case.public_id in client.get(link).text for link in links if "=mediation" in link)
    client.get(f"/capteur/{namur.public_id}/load/minutes?month=2026-13&activity=mediation", status=404)
    for minutes in (60, 21):  # 120 of 321 is under 40 percents
        make.owner_contact(
            make.owner(namur), prospector, happened_on=today() - today().weekday() * DAY - DAY, minutes=minutes
        )
    assert squeezed not in client.get(f"/capteur/{namur.public_id}").text


def test_the_load_is_for_those_who_work_in_the_programme(make, sign_in, namur, worked):
    sender = make.user(Role.PARTNER)
    make.capteur_convention(namur, sender, sender)
    sign_in(sender).get(f"/capteur/{namur.public_id}/load", status=404)
    other = make.prospector(make.capteur_programme())
    sign_in(other).get(f"/capteur/{namur.public_id}/load", status=404)

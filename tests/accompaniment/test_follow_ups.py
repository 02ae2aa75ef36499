"""Follow-ups after a lasting exit: due, missed and never lost, written once, corrected; the rate of people reached."""

from datetime import date, timedelta

import pytest
from lxml import html

from accompaniment.models.follow_ups import FollowUp
from accompaniment.rules.follow_ups import GRACE, MILESTONES, due_on, exits_due, follow_up_state, last_to_leave
from accompaniment.vocab_exits import FollowUpResult, FollowUpState
from app.clock import today
from app.periods import add_months
from tests.occupancy.test_stays import rows
from tests.support.race import at_once

DAY = timedelta(days=1)


@pytest.fixture
def leave(make, world):
    """`leave(13)`: the household left for a private lease so many months ago; gives the stay."""

    def go(months, code="PRIV"):
        left = add_months(today(), -months)
        stay = make.stay(household=world.household, start_on=left - 90 * DAY, end_on=left, team=world.team)
        make.stay_exit(stay, left_on=left, code=code)
        return stay

    return go


def listed(client, query=""):
    page = html.fromstring(client.get(f"/follow-ups{query}").text)
    return [
        (row.xpath("string(.//td[@data-label='Échéance'])"), row.xpath("string(.//td[@data-label='État'])").strip())
        for row in page.xpath("//tbody/tr")
    ]


def test_each_milestone_is_due_then_missed(leave, world):
    leave(13)
    client = world.enter(world.worker)
    assert listed(client) == [
        ("Après 3 mois", "Manqué"),
        ("Après 6 mois", "Manqué"),
        ("Après 12 mois", "À faire"),
    ]
    assert listed(client, "?state=to_come") == [("Après 24 mois", "À venir")]
    assert listed(client, "?state=missed&months=3") == [("Après 3 mois", "Manqué")]
    for url in ("/follow-ups?state=due&months=6", "/follow-ups/due"):
        assert "2 suivis manqués peuvent encore être notés" in client.get(url).text


@pytest.mark.parametrize("code", ["STREET", "MA", "UNK"])
def test_only_lasting_exits_are_followed(leave, world, code):
    leave(13, code)
    assert listed(world.enter(world.worker), "?state=all") == []


def test_what_was_found_is_written_once_and_corrected(app, leave, world):
    stay = leave(4)
    client = world.enter(world.worker)
    url = f"/stays/{stay.public_id}/follow-ups/3/new"
    assert "Depuis quel jour" in client.submit(url, status=422, result="lost").text
    end = (today() - 5 * DAY).isoformat()
    assert "plein gré" in client.submit(url, status=422, result="lost", home_end_on=end).text
    client.submit(url, result="lost", home_end_on=end, voluntary="no", end_reason="arrears", ended_by="court")
    one = rows(app, FollowUp)[0]
    assert (one.result, one.voluntary, one.home_end_on) == (FollowUpResult.LOST, False, today() - 5 * DAY)
    assert "Logement perdu" in client.follow().text
    client.get(url, status=303)
    assert client.last.headers["Location"] == f"/follow-ups/{one.public_id}/edit", "what stands, no blank form"
    assert f"Ce suivi est déjà noté, le {today():%d/%m/%Y}" in client.follow().text
    client.submit(f"/follow-ups/{one.public_id}/edit", result="still_there")
    one = rows(app, FollowUp)[0]
    assert (one.result, one.voluntary, one.home_end_on, one.end_reason) == (
        FollowUpResult.STILL_THERE,
        None,
        None,
        None,
    )
    sent = {"result": "unknown", "done_on": today().isoformat()}
    assert "Ce suivi est déjà noté" in client.post(url, sent, status=409).text


def test_two_at_once_write_one(app, leave, world):
    stay = leave(4)
    url = f"/stays/{stay.public_id}/follow-ups/3/new"
    clients = [world.enter(world.worker), world.enter(world.colleague)]
    data = {"result": "still_there", "done_on": today().isoformat()}
    acts = [lambda one=one: one.http.post(url, data=one.machinery() | data).status_code for one in clients]
    assert sorted(at_once(*acts)) == [303, 409]
    assert len(rows(app, FollowUp)) == 1


def test_no_follow_up_once_the_home_ended_or_they_came_back(make, leave, world):
    stay = leave(13)
    facts = {"result": "lost", "voluntary": False, "end_reason": "arrears", "home_end_on": add_months(today(), -11)}
    make.follow_up(stay, world.worker, 3, done_on=add_months(today(), -9), **facts)
    assert listed(world.enter(world.worker), "?state=all") == [("Après 3 mois", "Logement perdu")]


def test_the_rate_counts_the_missed_and_the_unknown_as_not_reached(make, leave, world):
    stay = leave(13)
    make.follow_up(stay, world.worker, 3)
    make.follow_up(stay, world.worker, 6, result="unknown")
    page = world.enter(world.worker).get("/follow-ups").text
    assert "1 suivis aboutis sur 3 échus" in page


def test_nobody_else_reads_or_writes(make, leave, world):
    stay = leave(4)
    stranger = world.enter(world.stranger)
    assert listed(stranger, "?state=all") == []
    stranger.get(f"/stays/{stay.public_id}/follow-ups/3/new", status=404)
    world.enter(make.user()).get("/follow-ups", status=404)
    world.enter(world.worker).get(f"/stays/{stay.public_id}/follow-ups/5/new", status=404)


@pytest.mark.parametrize("months", MILESTONES)
def test_a_state_for_every_day(months):
    left = today() - 400 * DAY
    due = due_on(left, months)
    assert follow_up_state(left, months, due - DAY, done=False) is FollowUpState.TO_COME
    assert follow_up_state(left, months, due, done=False) is FollowUpState.DUE
    assert follow_up_state(left, months, due + GRACE, done=False) is FollowUpState.DUE
    assert follow_up_state(left, months, due + GRACE + DAY, done=False) is FollowUpState.MISSED
    assert follow_up_state(left, months, due + 900 * DAY, done=True) is FollowUpState.DONE


def test_those_that_can_be_due_left_between_two_days_and_no_other():
    """What spares reading all exits ever made leaves none out, whatever the lengths of months."""
    day = date(2028, 3, 1)
    for back in range(900):
        left = day - back * DAY
        for months in MILESTONES:
            since, until = exits_due(day, months)
            due = follow_up_state(left, months, day, done=False) is FollowUpState.DUE
            assert since <= left <= until or not due, (left, months)


def test_the_last_day_to_leave_is_the_last_whose_follow_up_is_due():
    for ahead in range(800):
        day = date(2027, 1, 1) + ahead * DAY
        for months in MILESTONES:
            last = last_to_leave(day, months)
            assert due_on(last, months) <= day < due_on(last + DAY, months), (day, months)


@pytest.mark.parametrize(("late", "owed"), [(-1, 0), (0, 1), (60, 1), (61, 0)])
def test_the_list_of_those_due_begins_and_ends_on_its_days(make, world, late, owed):
    left = add_months(today() - late * DAY, -3)
    late_really = (today() - due_on(left, 3)).days  # a month may be too short for the day
    stay = make.stay(household=world.household, start_on=left - 90 * DAY, end_on=left, team=world.team)
    make.stay_exit(stay, left_on=left, code="PRIV")
    expected = owed if late_really == late else int(0 <= late_really <= GRACE.days)
    assert len(listed(world.enter(world.worker), "?state=due")) == expected

"""The minutes of an allocation meeting: what was decided that day by reference, and who was there."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from app.db import db
from occupancy.models.meetings import AllocationMeeting

DAY = timedelta(days=1)
HERE = "Nadia (Smes), Karim (L’Ilot)"


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def desk(make, sign_in):
    return sign_in(make.user(Role.ALLOCATION))


def part(page, name):
    return " ".join(
        html.fromstring(page).xpath("string(//section[@aria-labelledby=$id])", id=f"minutes-{name}").split()
    )


def test_what_was_decided_today_is_listed_by_reference(make, programme, desk):
    unit = make.home(make.site(name="Dubrucq"), code="1.3")
    person = make.household(reference="H-PROPOSE", adults=1)
    make.allocation(programme, unit=unit, household=person)
    refused = make.allocation(programme, unit=make.home(), state="declined")
    page = desk.get("/allocations/meetings").text
    assert "H-PROPOSE" in part(page, "made")
    assert "Dubrucq 1.3" in part(page, "made")
    assert "(2)" in part(page, "made")
    assert "(0)" in part(page, "accepted")
    assert "(1)" in part(page, "declined")
    assert refused.public_id in page
    assert "(0)" in part(desk.get(f"/allocations/meetings?on={today() - DAY}").text, "made")
    assert "(2)" in part(desk.get("/allocations/meetings?on=nonsense").text, "made")


def test_who_was_there_is_written_and_printed(app, desk):
    address = f"/allocations/meetings/{today()}"
    assert "Pas encore notées" in desk.get("/allocations/meetings").text
    desk.submit(address, status=422, present="   ")
    desk.submit(address, present=HERE, note="Trèfles 0.1 :\nprêt lundi")
    assert HERE in part(desk.follow().text, "present")
    desk.submit(address, present=f"{HERE}, Ana (Coordination)")
    page = desk.follow().text
    assert "Ana" in part(page, "present")
    assert "data-print" in page
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(AllocationMeeting.id))) == 1
        (sealed,) = db.session.execute(sa.text("SELECT present_sealed FROM allocation_meeting")).one()
    assert "Nadia" not in sealed


def test_the_second_to_write_reads_both(make, sign_in, desk):
    address = f"/allocations/meetings/{today()}"
    desk.submit(address, present=HERE)
    late = sign_in(make.user(Role.ALLOCATION))
    values = dict(html.fromstring(late.get(address).text).xpath("//main//form")[0].form_values())
    desk.submit(address, present="Seulement Karim")
    answer = late.post(address, values | {"present": "Seulement Nadia"}, status=409)
    assert "Seulement Karim" in answer.text
    assert "Seulement Nadia" in answer.text


def test_a_meeting_to_come_has_no_minutes(desk):
    tomorrow = today() + DAY
    refused = desk.submit(f"/allocations/meetings/{tomorrow}", status=422, present=HERE).text
    assert "n’a pas encore eu lieu" in refused
    assert HERE in refused, "what was typed is kept"
    desk.get("/allocations/meetings/hier", status=404)


def test_a_protected_household_is_left_out(make, programme, desk):
    hidden = make.household(reference="H-CACHE", is_protected=True)
    make.allocation(programme, unit=make.home(), household=hidden)
    assert "H-CACHE" not in desk.get("/allocations/meetings").text


def test_the_board_leads_there_and_others_do_not_read_it(make, sign_in, desk):
    assert "/allocations/meetings" in desk.get("/allocations/board").text
    for role in (Role.FIELD_WORKER, Role.HOUSING_OPERATOR, Role.PARTNER, Role.FUNDER):
        sign_in(make.user(role)).get("/allocations/meetings", status=404)

"""An exit written about the wrong household is taken back: the stay goes on, and what was written stays readable."""

from datetime import timedelta

import sqlalchemy as sa

from app.clock import today
from app.db import db
from axes.models.assessments import Assignment
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay, StayPerson
from occupancy.queries.journeys import exits_of_people
from tests.occupancy.test_exits import DAY, housed, leave
from tests.occupancy.test_stays import rows


def take_back(client, stay, status=303, why="Sortie du ménage d’à côté"):
    return client.submit(f"/stays/{stay.public_id}/exit/cancellation", status=status, why=why)


def test_the_stay_its_people_and_its_team_go_on(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, left_on=(today() - 5 * DAY).isoformat(), exit_inventory_on=today().isoformat())
    take_back(client, stay)
    page = client.follow().text
    assert "le séjour est de nouveau ouvert" in page
    assert "Sortie du ménage d’à côté" in page
    assert f"annulée le {today():%d/%m/%Y}" in page
    assert [(one.end_on, one.exit_inventory_on) for one in rows(app, Stay)] == [(None, None)]
    assert {one.end_on for one in rows(app, StayPerson)} == {None}
    assert [one.end_on for one in rows(app, Assignment)] == [None]
    (kept,) = rows(app, StayExit)
    assert kept.replaced_at is not None
    assert kept.cancelled_by_id == worker.id
    with app.app_context():
        assert db.session.execute(exits_of_people(today())).all() == []
    leave(client, stay, left_on=today().isoformat())  # and it can end for good


def test_a_reason_is_asked(make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay)
    take_back(client, stay, status=422, why="  \t ")
    client.get(f"/stays/{make.stay().public_id}/exit/cancellation", status=404)


def test_whoever_left_before_the_others_does_not_come_back(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    gone = next(one for one in rows(app, StayPerson))
    left_on = today() - 3 * DAY
    client.submit(f"/stays/{stay.public_id}/people/{gone.public_id}/departure", end_on=(left_on - DAY).isoformat())
    leave(client, stay, left_on=left_on.isoformat())
    take_back(client, stay)
    ends = {one.id: one.end_on for one in rows(app, StayPerson)}
    assert ends.pop(gone.id) == left_on - DAY
    assert set(ends.values()) == {None}


def test_a_unit_lived_in_since_is_refused_and_nothing_changes(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    left_on = today() - 5 * DAY
    leave(client, stay, left_on=left_on.isoformat())
    with app.app_context():
        unit = db.session.scalar(sa.select(Stay.unit_id))
    make.stay(type("Unit", (), {"id": unit})(), start_on=today() - DAY)
    answer = take_back(client, stay, status=409)
    assert "Sortie du ménage d’à côté" in answer.text, "what was typed is kept"
    assert rows(app, Stay)[0].end_on == left_on
    assert rows(app, StayExit)[0].replaced_at is None


def test_people_housed_elsewhere_since_are_refused(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, left_on=(today() - 5 * DAY).isoformat())
    household = type("Household", (), {"id": stay.household_id})()
    make.stay(household=household, start_on=today() - timedelta(days=2))
    take_back(client, stay, status=409)
    assert rows(app, StayExit)[0].replaced_at is None


def test_a_unit_that_closes_before_the_planned_end_says_until_when(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, left_on=(today() - 5 * DAY).isoformat())
    last = (today() + 10 * DAY).isoformat()
    with app.app_context():
        opening = db.session.execute(sa.text("SELECT public_id FROM unit_availability")).scalar_one()
    sign_in(make.user()).submit(f"/availabilities/{opening}/close", last_day=last)
    refused = take_back(client, stay, status=422)
    assert f"{today() + 11 * DAY:%d/%m/%Y}" in refused.text

"""Two people act on one stay, or on one unit, at the same second: one wins, the other is told (DESIGN §3.4, §3.12)."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from app.web.errors import Refusal
from axes.models.people import Household
from occupancy.models.allocations import Allocation
from occupancy.models.exits import StayExit
from occupancy.models.stays import Absence, Stay, StayExtension, StayPerson
from occupancy.services.allocations import propose
from sites.models.units import Unit
from tests.occupancy.test_stay_list import _reader
from tests.occupancy.test_stays import rows, team_of

DAY = timedelta(days=1)
EXIT = {"destination": "PRIV", "decided_by": "occupant", "reason": "home_found", "voluntary": "True"}


def together(*sends):
    """Start all at once; the statuses, in order."""
    barrier, answers = Barrier(len(sends)), [None] * len(sends)

    def run(place, send):
        barrier.wait()
        answers[place] = send()

    threads = [Thread(target=run, args=(place, send)) for place, send in enumerate(sends)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def poster(client, url, **data):
    data |= client.machinery()
    return lambda: client.http.post(url, data=data)


@pytest.fixture
def two(make, sign_in):
    """A stay that two workers of its team have on screen."""
    _, team, first = team_of(make)
    second = make.team_member(team)
    make.destinations()
    return make.stay(team=team), sign_in(first), sign_in(second)


def acts(make, stay):
    """Ways to send one of the acts that end or move a stay."""
    unit, url = make.home(), f"/stays/{stay.public_id}"
    day, later = today().isoformat(), (stay.planned_end_on + DAY).isoformat()
    return {
        "exit": (f"{url}/exit", EXIT | {"left_on": day, "version": stay.version}),
        "extend": (f"{url}/extension", {"new_end_on": later, "reason": "Bail attendu", "version": stay.version}),
        "transfer": (f"{url}/transfer", {"on": day, "unit": unit.public_id, "version": stay.version}),
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [("exit", "exit"), ("exit", "extend"), ("exit", "transfer"), ("transfer", "transfer"), ("extend", "extend")],
)
def test_one_wins_and_the_other_keeps_what_was_typed(app, make, two, one, other):
    stay, first, second = two
    known = acts(make, stay)
    (url_1, data_1), (url_2, data_2) = known[one], known[other]
    answers = together(poster(first, url_1, **data_1), poster(second, url_2, **data_2))
    assert sorted(answer.status_code for answer in answers) == [303, 409], [answer.text[:2000] for answer in answers]
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert "<form" in loser.text, "the form comes back with what was typed"
    assert len(rows(app, Stay)) <= 2
    assert len(rows(app, StayExit)) + len(rows(app, StayExtension)) + len(rows(app, Stay)) == 2
    assert len([one for one in rows(app, StayPerson) if one.end_on is None]) <= 1


def test_a_transfer_and_an_entry_meet_in_one_unit(app, make, two, sign_in):
    stay, first, _ = two
    _, team, worker = team_of(make)
    unit = make.home()
    allocation = make.entry_planned(unit=unit, team=team, start_on=today(), end_on=today() + 50 * DAY)
    entering = sign_in(worker)
    entry = {
        "start_on": today().isoformat(),
        "planned_end_on": (today() + 30 * DAY).isoformat(),
        "living_situation": "1.1",
        "objectives": ["rest"],
        "amount": "0",
        "basis": "no_income",
    }
    known = {"on": today().isoformat(), "unit": unit.public_id, "version": stay.version}
    answers = together(
        poster(first, f"/stays/{stay.public_id}/transfer", **known),
        poster(entering, f"/allocations/{allocation.public_id}/entry", **entry),
    )
    moved, entered = (answer.status_code for answer in answers)
    assert entered == 303, "the unit was promised"
    assert moved in {409, 422}
    assert len(rows(app, Stay, unit_id=unit.id)) == 1


def test_a_transfer_and_an_allocation_take_one_unit_once(app, make, two):
    stay, first, _ = two
    programme, team, _ = team_of(make)
    unit = make.home()
    waiting = make.household()
    make.referral(programme, household=waiting)
    make.assignment(waiting, team, start_on=today() - 5 * DAY)
    chooser = make.user(Role.COORDINATION)
    known = {"on": today().isoformat(), "unit": unit.public_id, "version": stay.version}
    answers = together(
        poster(first, f"/stays/{stay.public_id}/transfer", **known),
        _proposer(app, chooser, unit, waiting),
    )
    assert 303 in (answers[0].status_code, answers[1])
    held = len(rows(app, Stay, unit_id=unit.id)) + len(rows(app, Allocation, unit_id=unit.id, closed_at=None))
    assert held == 1, (answers[0].status_code, answers[1])


def _proposer(app, chooser, unit, household):
    """The act behind the board, in a transaction of its own; the status of its refusal where it is refused."""

    def send():
        with app.app_context(), transaction("write"):
            try:
                known = {
                    "unit": db.session.get_one(Unit, unit.id),
                    "household": db.session.get_one(Household, household.id),
                }
                propose(**known, start_on=today(), actor=_reader(chooser))
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return refusal.status
        return 303

    return send


def test_of_two_who_note_an_absence_at_once_the_second_is_told_since_when(app, two):
    stay, first, second = two
    known = {"start_on": (today() - DAY).isoformat(), "reason": "Hôpital"}
    answers = together(*[poster(one, f"/stays/{stay.public_id}/absences/new", **known) for one in (first, second)])
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    told = next(answer.text for answer in answers if answer.status_code == 422)
    assert f"déjà notée à partir du {today() - DAY:%d/%m/%Y}" in told
    assert "Hôpital" in told, "what was typed is kept"
    assert len(rows(app, Absence)) == 1

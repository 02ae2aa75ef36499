"""Leaving the project, and putting right what was written."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.assessments import Assignment
from occupancy.data.destinations import destination_rows
from occupancy.models.allocations import Allocation
from occupancy.models.exits import Destination, DestinationClass, StayExit
from occupancy.models.stays import Stay, StayPerson
from occupancy.queries.journeys import exits_of_people, outcome_of_exit
from occupancy.queries.offers import offer_of
from occupancy.rules.journeys import class_on
from occupancy.vocab import OutcomeClass
from tests.occupancy.reading import ALL_SEEING
from tests.occupancy.test_stays import rows, team_of
from tests.support.statements import statements

DAY = timedelta(days=1)
LEFT = {"destination": "HF", "decided_by": "occupant", "reason": "home_found", "voluntary": "True"}


def housed(make, **given):
    _, team, worker = team_of(make)
    start = today() - timedelta(days=40)
    household = make.household(adults=2, since=start - DAY)
    make.destinations()
    return make.stay(household=household, team=team, start_on=start, **given), worker


def leave(client, stay, status=303, **fields):
    fields = LEFT | {"left_on": today().isoformat()} | fields
    return client.submit(f"/stays/{stay.public_id}/exit", status=status, **fields)


def correct(client, stay, status=303, **fields):
    fields = {"why": "Le bail a commencé plus tôt"} | fields
    return client.submit(f"/stays/{stay.public_id}/exit/correction", status=status, **fields)


def test_an_exit_ends_the_stay_and_frees_the_unit(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    left_on = today() - 5 * DAY
    leave(client, stay, left_on=left_on.isoformat(), postal_code="")
    page = client.follow().text
    assert "Housing First" in page
    assert "(en cours)" not in page.partition('id="journey"')[2].partition("<h3")[0], "the journey is over"
    (written,) = rows(app, StayExit)
    assert (written.left_on, written.voluntary, written.recorded_by_id) == (left_on, True, worker.id)
    assert rows(app, Assignment)[0].end_on == left_on
    assert {one.end_on for one in rows(app, StayPerson)} == {left_on}
    with app.app_context():
        assert offer_of(ALL_SEEING, stay.unit_id, left_on) is not None
        found = db.session.execute(exits_of_people(today())).all()
        assert [one.outcome for one in found] == [OutcomeClass.HOUSING_FIRST] * 2


def test_a_stay_that_is_over_still_says_whose_it_was(make, sign_in, app):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, left_on=(today() - DAY).isoformat())
    url = f"/stays/{stay.public_id}"
    with statements(app) as sent:
        page = html.fromstring(client.get(url).text)
    assert len([one for one in sent if "journal_head" not in one and "INTO journal_entry" not in one]) <= 8
    people = page.get_element_by_id("people").text_content()
    (called,) = page.xpath("//header//b/bdi/text()")
    assert called in people
    for other, there in ((make.user(Role.COORDINATION), True), (make.user(Role.FIELD_WORKER), False)):
        sign_in(other).get(url, status=200 if there else 404)
        assert called not in sign_in(other).http.get(url).text


def test_who_leaves_is_awaited_nowhere_else(app, make, sign_in):
    stay, worker = housed(make)
    home = make.home()
    (episode,) = rows(app, Assignment)
    given = {"household": _household(app, stay), "team": None, "assignment": episode, "state": "entry_planned"}
    held = make.allocation(make.programme(), unit=home, start_on=today() + DAY, **given)
    client = sign_in(worker)
    leave(client, stay)
    (after,) = rows(app, Allocation)
    assert after.closed_at is not None
    assert "Une autre solution est trouvée" in client.get(f"/allocations/{held.public_id}").text
    with app.app_context():
        assert offer_of(ALL_SEEING, home.id, today() + DAY) is not None


def test_who_goes_back_to_their_own_exit_is_told_that_it_is_saved(make, sign_in):
    stay, worker = housed(make)
    url, own = f"/stays/{stay.public_id}/exit", f"La sortie est déjà enregistrée ({today():%d/%m/%Y}, par vous)."
    client, colleague = sign_in(worker), sign_in(make.user(worker.role, organisation_id=worker.organisation_id))
    leave(client, stay)
    sent = client.post(url, LEFT | {"left_on": today().isoformat(), "version": 1}, status=409).text
    for page in (client.get(url, status=409).text, sent):
        assert own in page
        assert "C’est déjà enregistré" in page
        assert f'href="/stays/{stay.public_id}"' in page
        assert "Quelqu’un est passé avant vous" not in page
    assert "Quelqu’un est passé avant vous" in colleague.get(url, status=409).text


@pytest.mark.parametrize("missing", ["destination", "decided_by", "reason", "voluntary", "left_on"])
def test_an_exit_asks_everything(app, make, sign_in, missing):
    stay, worker = housed(make)
    client = sign_in(worker)
    data = LEFT | {"left_on": today().isoformat(), "version": 1}
    del data[missing]
    answer = client.post(f"/stays/{stay.public_id}/exit", data, status=422)
    assert f'href="#{missing}' in answer.text
    assert not rows(app, StayExit)


def test_an_exit_is_not_to_come_nor_on_the_day_of_entry(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, 422, left_on=(today() + DAY).isoformat())
    answer = leave(client, stay, 422, left_on=stay.start_on.isoformat())
    assert f"{stay.start_on + DAY:%d/%m/%Y}" in answer.text


@pytest.mark.parametrize("name", ["keys_back_on", "exit_inventory_on"])
def test_nothing_is_given_back_before_the_stay_began(app, make, sign_in, name):
    stay, worker = housed(make)
    client = sign_in(worker)
    answer = leave(client, stay, 422, **{name: (stay.start_on - DAY).isoformat()})
    assert f'href="#{name}' in answer.text
    assert f"{stay.start_on:%d/%m/%Y}" in answer.text
    leave(client, stay, **{name: stay.start_on.isoformat()})


def test_another_destination_asks_where(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, 422, destination="OTHER")
    leave(client, stay, destination="OTHER", note="Péniche d’un ami")
    (written,) = rows(app, StayExit)
    assert written.note == "Péniche d’un ami"
    assert "Péniche" not in written.note_sealed


def test_a_corrected_exit_leaves_the_old_one_visible_and_moves_the_days(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, left_on=(today() - 2 * DAY).isoformat(), destination="SHEL", reason="needs_changed")
    earlier = today() - 4 * DAY
    correct(client, stay, left_on=earlier.isoformat(), destination="PRIV")
    page = client.follow().text
    old, new = rows(app, StayExit)
    assert old.replaced_at is not None
    assert (new.left_on, new.replaced_at, new.correction_reason) == (earlier, None, "Le bail a commencé plus tôt")
    assert rows(app, Stay)[0].end_on == earlier
    assert rows(app, Assignment)[0].end_on == earlier
    assert {one.end_on for one in rows(app, StayPerson)} == {earlier}
    assert "Hébergement d’urgence" in page
    assert "Le bail a commencé plus tôt" in page
    with app.app_context():
        found = db.session.execute(exits_of_people(today())).all()
        assert [one.outcome for one in found] == [OutcomeClass.DURABLE] * 2, "only the standing row counts"


def test_a_correction_cannot_reach_into_the_next_stay(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, left_on=(today() - 10 * DAY).isoformat())
    make.stay(unit=_unit(app, stay), start_on=today() - 8 * DAY)
    answer = correct(client, stay, 409, left_on=(today() - 5 * DAY).isoformat())
    assert "Le bail a commencé plus tôt" in answer.text, "what was typed is kept"
    assert rows(app, Stay)[0].end_on == today() - 10 * DAY
    assert len(rows(app, StayExit)) == 1


def _unit(app, stay):
    from sites.models.units import Unit

    with app.app_context():
        return db.session.get_one(Unit, stay.unit_id)


@pytest.mark.parametrize(
    ("destination", "reason", "voluntary", "field"),
    [
        ("AIS", "death", "False", "destination"),
        ("DEATH", "other", "False", "reason"),
        ("DEATH", "death", "True", "voluntary"),
        ("STREET", "home_found", "False", "reason"),
        ("UNK", "home_found", "True", "reason"),
        ("DEATH", "death", "False", None),
        ("STREET", "abandoned", "True", None),
    ],
)
def test_answers_that_contradict_one_another_are_refused(app, make, sign_in, destination, reason, voluntary, field):
    stay, worker = housed(make)
    given = {"destination": destination, "reason": reason, "voluntary": voluntary}
    answer = leave(sign_in(worker), stay, 422 if field else 303, **given)
    assert len(rows(app, StayExit)) == (0 if field else 1)
    if field:
        assert f'href="#{field}' in answer.text


def test_the_second_corrector_sees_both_texts(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay)
    (first,) = rows(app, StayExit)
    correct(client, stay, decided_by="owner")
    data = LEFT | {"left_on": today().isoformat(), "before": first.public_id, "decided_by": "court", "why": "Erreur"}
    answer = client.post(f"/stays/{stay.public_id}/exit/correction", data, status=409)
    assert "Le propriétaire" in answer.text
    assert "La justice" in answer.text
    assert len(rows(app, StayExit)) == 2


def test_a_person_who_comes_back_starts_a_new_journey(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    leave(client, stay, left_on=(today() - 20 * DAY).isoformat(), destination="SHEL", reason="needs_changed")
    again = make.stay(household=_household(app, stay), start_on=today() - 10 * DAY)
    page = client.get(f"/stays/{again.public_id}").text
    assert "10 nuits" in page
    assert "30 nuits" not in page
    with app.app_context():
        assert not db.session.execute(exits_of_people(today())).all(), "they are housed again"
        assert len(db.session.execute(exits_of_people(today() - 15 * DAY)).all()) == 2, "as of that day they had left"


def _household(app, stay):
    from axes.models.people import Household

    with app.app_context():
        return db.session.get_one(Household, stay.household_id)


def test_a_class_that_changes_leaves_last_years_figures(app, make):
    old, new = today() - timedelta(days=400), today() - timedelta(days=20)
    destination = make.destination(OutcomeClass.TRANSITIONAL)
    make.save(
        DestinationClass(destination_id=destination.id, first_day=today() - 100 * DAY, outcome=OutcomeClass.DURABLE)
    )
    for left_on in (old, new):
        stay = make.stay(start_on=left_on - 30 * DAY, planned_end_on=left_on + DAY)
        make.stay_exit(stay, left_on=left_on, destination_id=destination.id)
    with app.app_context():
        query = sa.select(outcome_of_exit()).select_from(StayExit).order_by(StayExit.left_on)
        assert list(db.session.scalars(query)) == [OutcomeClass.TRANSITIONAL, OutcomeClass.DURABLE]


def test_the_class_in_force_decides():
    classes = [(date(2019, 1, 1), OutcomeClass.TEMPORARY), (date(2025, 1, 1), OutcomeClass.DURABLE)]
    assert class_on(classes, date(2018, 12, 31)) is OutcomeClass.UNKNOWN
    assert class_on(classes, date(2024, 12, 31)) is OutcomeClass.TEMPORARY
    assert class_on(classes, date(2025, 1, 1)) is OutcomeClass.DURABLE


def test_the_list_of_destinations_is_written_once_and_left_to_people(app, make):
    found = make.destinations()
    make.destinations()
    assert len(rows(app, Destination)) == len(found) == len(destination_rows())
    durable = {
        one.code for one in destination_rows() if one.outcome in (OutcomeClass.DURABLE, OutcomeClass.HOUSING_FIRST)
    }
    assert durable == {"PRIV", "AIS", "SISP", "COMM", "HF", "SOLID", "OWN", "FAML", "MRS"}
    neutral = {one.code for one in destination_rows() if one.outcome is OutcomeClass.NEUTRAL}
    assert neutral == {"DEATH", "RETURN", "LEFT", "XFER"}


def test_a_closed_destination_is_no_longer_offered(make, sign_in):
    stay, worker = housed(make)
    gone = make.destination(name_fr="Hôtel fermé", closed_on=today() - DAY)
    page = sign_in(worker).get(f"/stays/{stay.public_id}/exit").text
    assert "Housing First" in page
    assert gone.name_fr not in page

"""An entry, a transfer or an absence of today is taken back: as if it had not been, and its trace stays."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accompaniment.models.entitlements import EntitlementEvent
from accompaniment.models.supports import Support
from app.audit.actor import system
from app.audit.journal import record
from app.audit.models import JournalEntry
from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import today
from app.db import Base, db, transaction
from axes.models.people import Household
from axes.models.referrals import ReferralEvent
from axes.vocab import ReferralEventKind
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.exits import StayExit
from occupancy.models.relocations import RelocationLine, RelocationPlan
from occupancy.models.stays import Absence, CancelledStay, Contribution, Stay, StayPerson
from occupancy.vocab import AllocationStepKind, ClosureCause
from sites.models.units import Unit
from tests.occupancy.test_closures import a_closure
from tests.occupancy.test_stays import enter, rows, team_of
from tests.occupancy.test_transfers import housed, move

DAY = timedelta(days=1)
WHY = "Saisie pour le ménage d’à côté"
# What remembers: the trace itself, steps and events that say it was undone, notices, the journal, and what makes pages.
TRACES = {"cancelled_stay", "allocation_step", "referral_event", "supervisor_notice", "entitlement_event"}
TRACES |= {"journal_entry", "journal_head", "cancelled_row"}
UNCOUNTED = {"user_session", "form_key", "attempt", "known_device"}


def counted(app):
    """Every row of the tables that figures read; not versions, not what remembers."""
    skipped = TRACES | UNCOUNTED
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [
                {name: value for name, value in row.items() if name != "version"}
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in skipped
        }


def take_back(client, stay, status=303, why=WHY, what="entry"):
    return client.submit(f"/stays/{stay.public_id}/{what}/cancellation", status=status, why=why)


def last_event(app):
    with app.app_context():
        query = sa.select(JournalEntry.event, JournalEntry.facts)
        found = db.session.execute(query.where(JournalEntry.event.like("stay.%")).order_by(JournalEntry.id.desc()))
        return found.first()


@pytest.fixture
def entering(make):
    """A household that waits, with its entry planned, and the worker of its team."""
    programme, team, worker = team_of(make)
    household = make.household(adults=2)
    referral = make.referral(programme, household=household)
    return referral, make.entry_planned(household=household, team=team), worker


def test_an_entry_taken_back_leaves_nothing_that_counts(app, make, sign_in, entering):
    referral, allocation, worker = entering
    make.entitlements()
    client, before = sign_in(worker), counted(app)
    enter(client, allocation, objectives=["rest", "care"])
    (stay,) = rows(app, Stay)
    assert len(rows(app, Support)) == 1
    take_back(client, stay)
    page = client.follow().text
    assert "Enregistrer l’entrée" in page, "the proposal is open again"
    assert counted(app) == before
    asked = rows(app, EntitlementEvent)
    assert asked
    assert {(one.cancelled_on, one.cancelled_by_id) for one in asked} == {(today(), worker.id)}
    assert [one.kind for one in rows(app, ReferralEvent, referral_id=referral.id)][-2:] == [
        ReferralEventKind.HOUSED,
        ReferralEventKind.ENTRY_CANCELLED,
    ]
    (trace,) = rows(app, CancelledStay)
    assert (trace.stay, trace.unit_id, trace.cancelled_by_id) == (stay.public_id, stay.unit_id, worker.id)
    said = json.loads(trace.facts)
    assert (len(said["people"]), {kind for kind, _ in said["objectives"]}) == (2, {"rest", "care"})
    event, facts = last_event(app)
    assert event == "stay.entry_cancelled"
    assert WHY not in facts
    assert WHY in client.get(f"/households/{_household(app, stay)}/stays").text
    enter(client, allocation)  # and the household can enter for good
    assert len(rows(app, StayPerson)) == 2


def test_the_partner_is_told_that_the_wait_goes_on(app, make, sign_in, entering):
    referral, allocation, worker = entering
    with app.app_context():
        partner = db.session.get_one(User, referral.author_id)
    client, home = sign_in(worker), sign_in(partner)
    for _ in range(2):
        enter(client, allocation)
        assert "Ménage hébergé" in home.get("/").text
        take_back(client, rows(app, Stay)[0])
        told = home.get("/").text
        assert "Ménage hébergé" not in told
        assert told.count("l’attente continue") == 1, "the last word, once"


def _household(app, stay):
    with app.app_context():
        return db.session.scalar(sa.select(Household.public_id).where(Household.id == stay.household_id))


def test_a_transfer_taken_back_lets_the_stay_before_go_on(app, make, sign_in):
    stay, worker = housed(make, contribution_cents=12_000)
    make.absence(stay)
    client, leaver = sign_in(worker), rows(app, StayPerson)[0]
    gone = {"end_on": today().isoformat(), "leaves_household": ""}
    client.post(f"/stays/{stay.public_id}/people/{leaver.public_id}/departure", gone)  # by herself, on that very day
    before = counted(app)
    move(client, stay, make.home())
    take_back(client, rows(app, Stay)[1])
    page = client.follow().text
    assert WHY in page
    assert "le séjour précédent reprend" in page
    for table in ("stay", "stay_person", "absence", "contribution", "support", "assignment"):
        assert counted(app)[table] == before[table]
    move(client, stay, make.home())  # to the right one


def test_an_absence_taken_back_counts_for_nothing(app, make, sign_in):
    stay, worker = housed(make)
    client, url = sign_in(worker), f"/stays/{stay.public_id}"
    client.submit(f"{url}/absences/new", start_on=(today() - DAY).isoformat(), reason="Hôpital")
    (absence,) = rows(app, Absence)
    take_back(client, stay, what=f"absences/{absence.public_id}")
    page = client.follow().text
    assert "Hôpital" not in page
    assert WHY in page
    assert rows(app, Absence)[0].cancelled_by_id == worker.id
    client.get(f"{url}/absences/{absence.public_id}/end", status=404)
    client.submit(f"{url}/absences/new", start_on=(today() - 3 * DAY).isoformat(), reason="Famille")
    move(client, stay, make.home(), on=today() - 2 * DAY)


def test_a_reason_is_asked_and_others_may_not(app, make, sign_in, entering):
    _, allocation, worker = entering
    client = sign_in(worker)
    enter(client, allocation)
    (stay,) = rows(app, Stay)
    take_back(client, stay, status=422, why="  \t ")
    assert len(rows(app, Stay)) == 1
    _, _, other = team_of(make, 3, "Smes")
    sign_in(other).get(f"/stays/{stay.public_id}/entry/cancellation", status=404)


def test_only_what_was_written_today_is_taken_back(app, make, sign_in):
    stay, worker = housed(make)
    absence = make.absence(stay)
    client, url = sign_in(worker), f"/stays/{stay.public_id}"
    assert "Annuler l’entrée" in client.get(url).text
    for model in (Stay, Absence):
        _age(app, model)
    page = client.get(url).text
    assert "Annuler" not in page
    for what in ("entry", f"absences/{absence.public_id}"):
        assert f"Écrit le {today() - DAY:%d/%m/%Y}" in take_back(client, stay, status=422, what=what).text
    move(client, stay, make.home(), status=422, on=stay.start_on)


def _age(app, model):
    """As if it had been written the day before."""
    with app.app_context(), transaction("write"):
        for one in db.session.scalars(sa.select(model)):
            one.created_at -= timedelta(days=1)
        record("test.aged", None, actor=system("tests"))
        db.session.commit()


def test_an_entry_is_moved_to_another_unit_on_its_day(app, make, sign_in, entering):
    _, allocation, worker = entering
    client = sign_in(worker)
    enter(client, allocation, start_on=today().isoformat(), amount="300,00")
    (stay,) = rows(app, Stay)
    unit = make.home(agreement={"adult_cap_cents": 4_000, "minor_cap_cents": 0})
    move(client, stay, unit)
    page = client.follow().text
    (moved,) = rows(app, Stay)
    assert (moved.public_id, moved.unit_id, moved.start_on) == (stay.public_id, unit.id, today())
    assert "d’abord écrite pour" in page
    (trace,) = rows(app, CancelledStay)
    assert (trace.unit_id, trace.moved_to_id) == (stay.unit_id, unit.id)
    assert [one.amount_cents for one in rows(app, Contribution)] == [8_000], "within the cap of the unit of the entry"
    make.stay(type("Unit", (), {"id": stay.unit_id})(), start_on=today())  # it is free


def test_who_came_on_the_day_of_a_transfer_moves_along_and_back(app, make, sign_in):
    stay, worker = housed(make)
    client, url = sign_in(worker), f"/stays/{stay.public_id}"
    client.submit(f"{url}/people/new", name="Nour", start_on=today().isoformat())
    client.submit(f"{url}/absences/new", start_on=today().isoformat(), reason="Hôpital")
    before = counted(app)
    move(client, stay, make.home())
    first, second = rows(app, Stay)
    assert {one.end_on for one in rows(app, StayPerson, stay_id=first.id)} == {today()}
    assert [one.start_on for one in rows(app, StayPerson, stay_id=second.id)] == [today()] * 3
    assert [one.stay_id for one in rows(app, Absence)] == [second.id]
    take_back(client, second)
    assert "Hôpital" in client.follow().text
    assert {table: counted(app)[table] for table in ("stay_person", "absence")} == {
        table: before[table] for table in ("stay_person", "absence")
    }


def test_two_at_once_take_back_once(app, make, sign_in, entering):
    _, allocation, worker = entering
    client = sign_in(worker)
    enter(client, allocation)
    (stay,) = rows(app, Stay)
    version = {"version": stay.version, "why": WHY}
    client.submit(f"/stays/{stay.public_id}/papers", keys_given_on=today().isoformat())
    answer = client.post(f"/stays/{stay.public_id}/entry/cancellation", version, status=409)
    assert WHY in answer.text
    assert len(rows(app, Stay)) == 1
    assert rows(app, Allocation)[0].closed_at is not None


@pytest.mark.parametrize("by", ["contact", "plan"])
def test_an_entry_that_others_built_on_stays(app, make, sign_in, entering, by):
    _, allocation, worker = entering
    client = sign_in(worker)
    enter(client, allocation)
    (stay,), (support,) = rows(app, Stay), rows(app, Support)
    household = type("Household", (), {"id": stay.household_id, "organisation_id": worker.organisation_id})()
    if by == "contact":
        make.contact(household, worker, support_id=support.id)
    else:
        days = {"last_day": today(), "moves_from": today(), "computed_on": today()}
        plan = RelocationPlan(name="Un plan", site_id=_site(app, stay), author_id=worker.id, **days)
        make.save(RelocationLine(plan_id=make.save(plan).id, stay_id=stay.id, facts="{}"))
    refused = take_back(client, stay, status=422)
    assert "D’autres écrits s’appuient déjà sur ce séjour" in refused.text
    assert WHY in refused.text
    assert (len(rows(app, Stay)), len(rows(app, Support)), len(rows(app, CancelledStay))) == (1, 1, 0)


@pytest.mark.parametrize("to_unit", [True, False])
def test_after_a_fire_on_the_day_of_the_entry_nobody_stays_behind(app, make, sign_in, entering, to_unit):
    referral, allocation, worker = entering
    enter(sign_in(worker), allocation, start_on=today().isoformat())
    (entered,) = rows(app, Stay)
    site = type("Site", (), {"id": _site(app, entered)})()
    arrived = make.stay(make.home(site), start_on=today() - 9 * DAY)
    make.absence(arrived, start_on=today())
    closure, refuge = a_closure(make, site, cause=ClosureCause.FIRE, last_day=today()), make.home()
    make.destinations()
    where = {
        f"where_{entered.public_id}": f"unit:{refuge.public_id}" if to_unit else "exit:SHEL",
        f"where_{arrived.public_id}": f"unit:{make.home().public_id}" if to_unit else "exit:SHEL",
    }
    client = sign_in(make.user(Role.COORDINATION))
    client.submit(f"/closures/{closure.public_id}/relocate", **where)
    standing = {one.public_id: one for one in rows(app, Stay)}
    assert standing[arrived.public_id].end_on == today()
    (trace,) = rows(app, CancelledStay)
    assert trace.cancel_reason == "Incendie"
    if to_unit:
        assert (standing[entered.public_id].unit_id, standing[entered.public_id].end_on) == (refuge.id, None)
    else:
        assert entered.public_id not in standing
        assert client.get(f"/closures/{closure.public_id}").text.count("une proposition est en cours") == 0
        assert rows(app, AllocationStep)[-1].kind is AllocationStepKind.WITHDRAWN
        assert [one.stay_id for one in rows(app, StayExit)] == [arrived.id]
        assert rows(app, ReferralEvent, referral_id=referral.id)[-1].kind is ReferralEventKind.ENTRY_CANCELLED


def _site(app, stay):
    with app.app_context():
        return db.session.get_one(Unit, stay.unit_id).site_id

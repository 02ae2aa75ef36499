"""Agendas at a secret address: what may be seen, no name and no household, and nothing at all once a right ends."""

import logging
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from app.audit.models import JournalEntry
from app.auth.models.calendars import CalendarFeed
from app.auth.vocab import OrganisationKind, Role
from app.clock import BRUSSELS, now, today
from app.db import db, transaction
from axes.models.people import ProtectedReader
from occupancy.models.extensions import ExtensionRequest
from reports.rules.agenda import Line, name_of, written
from tests.app.todays import closing, days
from tests.reports import told as things
from tests.reports.told import change, with_household, world_of
from tests.support.moments import later
from tests.support.statements import statements


@pytest.fixture
def world(make):
    return world_of(make)


def address_for(client):
    """Make the address on the account page; it is shown once, here."""
    text = client.post("/account/calendar", status=200).text
    return re.search(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{43}\.ics)<", text)[1]


def events(visitor, address):
    answer = visitor.get(address)
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.data).walk("VEVENT")


def said(visitor, address):
    return sorted(str(one["summary"]) for one in events(visitor, address))


def test_a_worker_reads_their_dates_without_a_name(make, sign_in, visitor, world):
    for thing in ("closing_site", "proposal", "exit_step", "follow_up", "next_step", "task", "document"):
        getattr(things, thing)(with_household(world))
    things.right(with_household(world), until=20)
    address = address_for(sign_in(world.worker))
    summaries = said(visitor, address)
    for words in ("Fermeture du site Les Lilas", "Proposition à répondre", "Étape d’un projet de sortie"):
        assert words in summaries
    for words in ("Droit à suivre", "Suivi après sortie", "Suite à donner", "Tâche", "Document qui se termine"):
        assert words in summaries
    text = visitor.get(address).text
    for hidden in ("H-TEST", "Prénom", "Rappeler", "revenus", world.worker.name, world.household.public_id):
        assert hidden not in text


def test_what_is_about_people_bears_no_place(make, sign_in, visitor, world):
    """Where a hidden household lives must not follow from a visit: neither a place, nor an address, nor two alike."""
    hidden = with_household(world)
    site = make.site(name="Maison Discrète")
    make.stay(make.home(site), hidden.household)
    change(make, hidden.household, is_protected=True)
    make.save(ProtectedReader(household_id=hidden.household.id, user_id=world.worker.id))
    for one in (hidden, world):
        make.contact(one.household, world.worker, next_on=days(3), next_step="Visite")
    first, second = (one for one in events(visitor, address_for(sign_in(world.worker))) if "Suite" in one["summary"])
    told = ({key: one[key].to_ical() for key in one if key not in {"UID", "DTSTAMP"}} for one in (first, second))
    assert next(told) == next(told)
    assert "LOCATION" not in first
    assert "Discrète" not in str(first.to_ical())


def test_a_colleague_s_and_a_stranger_s_dates_are_not_read(make, sign_in, visitor, world):
    things.next_step(world)
    for user in (make.team_member(world.team), make.user(Role.FIELD_WORKER)):
        assert said(visitor, address_for(sign_in(user))) == []


def test_a_lender_reads_the_ends_of_their_own_sites(make, sign_in, visitor):
    organisation = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR)
    mine = make.site(make.housing_operator(organisation=organisation), name="Le Quai")
    other = make.site(make.housing_operator(), name="Ailleurs")
    for site in (mine, other):
        make.agreement(site, units=[make.unit(site)], first_day=days(-300), last_day=days(200), signed_on=days(-300))
        closing(make, site, last_day=days(200))
    address = address_for(sign_in(make.user(Role.HOUSING_OPERATOR, organisation=organisation)))
    (only,) = events(visitor, address)
    assert (only["summary"], only["dtstart"].dt) == ("Échéance de la convention · Le Quai", days(200))
    coordination = said(visitor, address_for(sign_in(make.user())))
    assert "Fermeture du site Ailleurs" in coordination


@pytest.mark.parametrize("role", [Role.FIELD_WORKER, Role.ALLOCATION, Role.COORDINATION, Role.HOUSING_OPERATOR])
def test_dates_of_agreements_are_those_of_who_acts_on_them(make, sign_in, visitor, role):
    operator = make.housing_operator()
    site = make.site(operator, name="Le Quai")
    spans = {"first_day": days(-300), "last_day": days(200)}
    agreement = make.agreement(site, units=[make.unit(site)], signed_on=days(-300), **spans)
    asked = {"drafted_on": days(-9), "sent_on": days(-8), "answer_due_on": days(20), "asked_last_day": days(400)}
    make.save(ExtensionRequest(agreement_id=agreement.id, reason="Encore un hiver", **asked))
    own = {"organisation_id": operator.organisation_id} if role is Role.HOUSING_OPERATOR else {}
    told = said(visitor, address_for(sign_in(make.user(role, **own))))
    assert len(told) == (2 if role in {Role.COORDINATION, Role.HOUSING_OPERATOR} else 0), told


def test_an_address_is_kept_as_a_hash_and_ends_at_once(app, make, sign_in, visitor, world):
    client = sign_in(world.worker)
    first = address_for(client)
    with app.app_context(), transaction("read"):
        (kept,) = db.session.scalars(sa.select(CalendarFeed.token_hash)).all()
    assert re.fullmatch(r"[0-9a-f]{64}", kept)
    assert first not in client.get("/account").text
    second = address_for(client)
    visitor.get(first, status=404)
    visitor.get(second)
    client.post("/account/calendar/end")
    visitor.get(second, status=404)
    with app.app_context(), transaction("read"):
        query = sa.select(JournalEntry.event).where(JournalEntry.event.startswith("calendar."))
        acts = db.session.scalars(query.order_by(JournalEntry.id)).all()
    assert acts == ["calendar.opened", "calendar.opened", "calendar.ended"]


@pytest.mark.parametrize("end", ["deactivated", "role", "organisation"])
def test_it_ends_with_the_account_or_the_right(make, sign_in, visitor, world, end):
    owner = make.user(Role.COORDINATION) if end == "role" else world.worker
    address = address_for(sign_in(owner))
    visitor.get(address)
    if end == "deactivated":
        change(make, owner, deactivated_at=now())
    elif end == "role":
        change(make, owner, role=Role.PARTNER)
    else:
        change(make, world.programme.organisations["DIOGENES"], closed_on=today())
    visitor.get(address, status=404)


def test_closing_an_account_ends_its_address_for_good(make, sign_in, visitor, world):
    address = address_for(sign_in(world.worker))
    admin = sign_in(make.user(Role.ADMINISTRATOR))
    admin.post(f"/accounts/{world.worker.public_id}/deactivate")
    admin.post(f"/accounts/{world.worker.public_id}/reactivate")
    visitor.get(address, status=404)


def test_who_has_no_agenda_is_offered_none(make, sign_in):
    client = sign_in(make.user(Role.PARTNER))
    assert "Mon agenda" not in client.get("/account").text
    client.post("/account/calendar", status=404)


def test_an_unknown_secret_costs_what_an_ended_one_does(app, make, sign_in, visitor, world):
    client = sign_in(world.worker)
    ended = address_for(client)
    address_for(client)
    asked = []
    for address in (ended, "/calendar/" + "a" * 43 + ".ics", "/calendar/x.ics"):
        with statements(app) as sent:
            visitor.get(address, status=404)
        asked.append([one.split()[0] for one in sent][:2])
    assert asked[0] == asked[1] == asked[2]


def test_it_is_not_asked_without_measure(app, sign_in, visitor, world):
    address = address_for(sign_in(world.worker))
    for _ in range(30):
        visitor.get(address)
    answer = visitor.get(address, status=429)
    assert int(answer.headers["Retry-After"]) >= 1
    for _ in range(50):
        visitor.get("/calendar/" + "b" * 43 + ".ics", status=404)
    visitor.get("/calendar/" + "c" * 43 + ".ics", status=429)
    with later(minutes=6):
        visitor.get(address)


def test_answers_are_never_stored_and_say_nothing_in_logs(app, sign_in, visitor, world, caplog, capfd):
    address = address_for(sign_in(world.worker))
    caplog.set_level(logging.DEBUG)
    answer = visitor.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE agreement RENAME TO gone"))
    visitor.get(address, status={500, 503})
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    written_out = capfd.readouterr()
    assert caplog.records
    assert secret not in caplog.text + written_out.out + written_out.err
    with app.app_context(), transaction("read"):
        entries = db.session.scalars(sa.select(JournalEntry.facts)).all()
    assert not [one for one in entries if secret in one]


# The file


def test_texts_are_escaped_and_lines_folded():
    text = "Fermeture, du site; « Les Lilas » \\ " + "é" * 90
    content = written([Line("a", text, date(2026, 12, 24))], title="T", url="https://x", host="x", at=now())
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"Fermeture\\, du site\\; " in content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == text
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 24), date(2026, 12, 25))


@pytest.mark.parametrize(("utc", "shown"), [("2026-07-01T10:00", "12:00"), ("2026-12-01T10:00", "11:00")])
def test_instants_are_said_in_the_time_of_brussels(utc, shown):
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    content = written([Line("a", "Réponse", at)], title="T", url="https://x", host="x", at=at)
    assert b"TZID:Europe/Brussels" in content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["dtend"].dt.astimezone(BRUSSELS).strftime("%H:%M") == shown
    assert event["dtend"].params["TZID"] == "Europe/Brussels"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=1)


def test_a_name_is_that_of_its_thing_and_says_nothing_of_it():
    assert name_of("visit", "abc") == name_of("visit", "abc") != name_of("entry", "abc")
    assert "abc" not in name_of("visit", "abc")

"""Who opens files or searches faster than a person works is asked to wait, kindly, by whichever process (S-74)."""

import json

import pytest
import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.db import db, transaction
from app.factory import build_app
from tests.conftest import settings_for
from tests.support.client import StrictClient
from tests.support.moments import later

KIND = "Pour protéger les personnes, l’application fait une pause"


@pytest.fixture
def slow(app, monkeypatch):
    """Three files and two searches an hour."""
    monkeypatch.setitem(app.config, "TREMPLIN", app.config["TREMPLIN"].with_(files_an_hour=3, searches_an_hour=2))


@pytest.fixture
def desk(make, sign_in, slow):
    """A worker with five files of their own organisation."""
    worker = make.user(Role.FIELD_WORKER)
    client = sign_in(worker)
    client.worker = worker
    client.files = [f"/households/{make.household(organisation_id=worker.organisation_id).public_id}" for _ in range(5)]
    return client


def slowed(app):
    with app.app_context(), transaction("read"):
        query = sa.select(JournalEntry.facts).where(JournalEntry.event == "pace.slowed").order_by(JournalEntry.id)
        return [json.loads(facts) for facts in db.session.scalars(query)]


def viewed(app):
    with app.app_context(), transaction("read"):
        query = sa.select(sa.func.count()).where(JournalEntry.event == "household.viewed")
        return db.session.scalar(query)


def test_one_file_too_many_is_not_shown_and_those_open_stay_open(app, desk):
    for url in desk.files[:3]:
        desk.get(url)
    before = viewed(app)
    answer = desk.get(desk.files[3], status=429)
    assert KIND in answer.text
    assert 3590 <= int(answer.headers["Retry-After"]) <= 3600
    assert "adulte" not in answer.text.split("<main")[1]
    assert viewed(app) == before, "what was not shown is not noted"
    for url in desk.files[:3] * 2:
        desk.get(url)
    desk.get(f"{desk.files[3]}/history", status=429, fragment=True)
    desk.get("/households")
    assert slowed(app) == [{"pace": "files", "most": 3}], "one line for the burst"


def test_it_goes_on_by_itself(desk):
    for url in desk.files[:3]:
        desk.get(url)
    wait = int(desk.get(desk.files[3], status=429).headers["Retry-After"])
    with later(seconds=wait + 1):
        desk.sign_in(desk.worker)
        desk.get(desk.files[3])


def test_a_form_sent_in_error_shows_no_more_than_a_page(desk, make):
    home = make.household(organisation_id=desk.worker.organisation_id, adults=0)
    member = make.member(home)
    for url in desk.files[:3]:
        desk.get(url)
    desk.post(f"/members/{member.public_id}/edit", {"name": ""}, status=429)


def test_searches_are_counted_too(app, desk):
    for _ in range(2):
        desk.post("/search", {"q": "awa"}, status=200)
    answer = desk.post("/search", {"q": "awa"}, status=429)
    assert KIND in answer.text
    assert "Retry-After" in answer.headers
    assert slowed(app) == [{"pace": "searches", "most": 2}]


def test_each_account_has_its_own_pace(desk, make, sign_in):
    for url in desk.files[:3]:
        desk.get(url)
    desk.get(desk.files[3], status=429)
    colleague = sign_in(make.user(Role.FIELD_WORKER, organisation_id=desk.worker.organisation_id))
    colleague.get(desk.files[3])


def test_two_processes_share_the_count(app, desk):
    for url in desk.files[:3]:
        desk.get(url)
    other = build_app(settings_for(app.config["TREMPLIN"].database_url, files_an_hour=3))
    elsewhere = StrictClient(other)
    elsewhere.sign_in(desk.worker)
    elsewhere.get(desk.files[3], status=429)
    with other.app_context():
        db.engine.dispose()


def test_the_administrator_reads_how_many_and_not_of_whom(desk, make, sign_in):
    admin = sign_in(make.user(Role.ADMINISTRATOR))
    assert "pause imposée" not in admin.get("/journal").text
    for url in desk.files[:3]:
        desk.get(url)
    desk.get(desk.files[3], status=429)
    page = admin.get("/journal").text
    notice = page.split("1 pause imposée en 30 jours")[1].split("</div>")[0]
    assert desk.worker.name not in notice

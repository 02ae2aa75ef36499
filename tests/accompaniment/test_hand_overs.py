"""Hand-overs: everything at once, file by file to whom it may go, nothing left behind, private notes excepted."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from lxml import html

from accompaniment.models.contacts import Contact
from accompaniment.models.hand_overs import HandOver
from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.vocab import NoteKind
from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.clock import now, today
from app.db import Base, db
from axes.models.assessments import Assignment
from axes.models.people import ProtectedReader
from tests.accompaniment.columns_of_people import ACCOUNT, DONE_BY, IN_CHARGE, UNDER_WAY
from tests.occupancy.test_stays import rows
from tests.support.client import form_values
from tests.support.statements import statements

DAY = timedelta(days=1)


def user_keys():
    """Every column that names an account, but those that go with it."""
    return {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "app_user" and key.ondelete != "CASCADE"
    }


def test_every_column_that_names_a_person_says_what_becomes_of_it():
    """A new one: who did something (DONE_BY), or something under way, which a hand-over passes on (UNDER_WAY)."""
    named = {one for one in user_keys() if not one.endswith((".author_id", "_by_id"))}
    assert named == {*DONE_BY, *IN_CHARGE, *ACCOUNT, *UNDER_WAY}


@pytest.fixture
def busy(make, world):
    """A worker with something of each kind: a file of the team, one only accompanied, one left, one protected."""
    team, worker = world.team, world.worker
    own = {"organisation_id": team.organisation_id}
    make.assignment(world.household, team, reference_worker_id=worker.id)
    support = make.support(world.household, team, worker)
    make.task(worker, world.household, "Zyx à transmettre")
    make.task(worker, title="Zyx seule")
    make.contact(world.household, worker, next_on=today(), next_step="Rappeler", support_id=support.id)
    make.note(world.household, worker, "Zyx privé", kind=NoteKind.PRIVATE)
    beside, left, second = (make.household(**own) for _ in range(3))
    make.support(beside, team, worker)
    make.prevention_case(beside, worker)
    past = make.stay(household=left, team=team, start_on=today() - 300 * DAY, end_on=today() - 80 * DAY)
    make.stay_exit(past, left_on=today() - 80 * DAY)
    ended = {"start_on": today() - 300 * DAY, "end_on": today() - 80 * DAY, "end_reason": "lasting_home"}
    make.support(left, team, worker, **ended)
    make.assignment(second, team, reference_worker_id=world.colleague.id, second_worker_id=worker.id)
    secret = make.household(**own, is_protected=True, named=[worker])
    make.assignment(secret, team, reference_worker_id=worker.id)
    make.hand_over(make.team_member(team), worker)
    elsewhere = make.user(Role.FIELD_WORKER, **own)
    return SimpleNamespace(**vars(world), beside=beside, left=left, second=second, secret=secret, elsewhere=elsewhere)


def prepared(client, leaver, receiver):
    client.submit(f"/colleagues/{leaver.public_id}/hand-over", receiver=receiver.public_id)
    return client.last.headers["Location"]


def left_with(app, user):
    """What is still under way with somebody, by column."""
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        for column, condition in UNDER_WAY.items():
            table, name = column.split(".")
            query = sa.text(f"SELECT count(*) FROM {table} WHERE {name} = :key AND ({condition})")
            found[column] = connection.scalar(query, {"key": user.id})
        open_step = "next_on IS NOT NULL AND next_done_on IS NULL AND cancelled_on IS NULL AND next_worker_id IS NULL"
        query = sa.text(f"SELECT count(*) FROM contact WHERE author_id = :key AND {open_step}")
        found["contact.author_id"] = connection.scalar(query, {"key": user.id})
    return {column: count for column, count in found.items() if count}


def test_everything_passes_at_once_and_nothing_is_left(app, busy):
    client = busy.enter(busy.worker)
    assert len(left_with(app, busy.worker)) >= 7
    url = prepared(client, busy.worker, busy.colleague)
    page = client.get(url).text
    for household in (busy.household, busy.beside, busy.left, busy.second, busy.secret):
        assert household.reference in page
    client.submit(url, **{f"to_{busy.secret.public_id}": busy.colleague.public_id})
    assert f"{busy.secret.reference} passe à {busy.colleague.name}" in client.get(f"{url}/confirm").text
    client.submit(f"{url}/confirm")
    assert "4 dossiers non protégés transmis" in client.follow().text
    assert left_with(app, busy.worker) == {}
    episodes = [one for one in rows(app, Assignment) if one.household_id != busy.left.id]
    assert {(one.reference_worker_id, one.second_worker_id) for one in episodes} == {(busy.colleague.id, None)}
    assert {one.follow_up_worker_id for one in rows(app, Support) if one.end_on} == {busy.colleague.id}
    assert {one.reference_worker_id for one in rows(app, Support) if one.end_on} == {busy.worker.id}, "who it was"
    assert [(one.author_id, one.next_worker_id) for one in rows(app, Contact)] == [(busy.worker.id, busy.colleague.id)]
    with app.app_context():
        told = sa.select(JournalEntry.subject_id).where(JournalEntry.event == "household.handed_over")
        five = (busy.household, busy.beside, busy.left, busy.second, busy.secret)
        assert set(db.session.scalars(told)) == {one.public_id for one in five}


def test_who_is_alone_in_their_organisation_is_told_that_nobody_can_take_over(make, sign_in):
    alone = make.user(Role.FIELD_WORKER)
    page = html.fromstring(sign_in(alone).get(f"/colleagues/{alone.public_id}/hand-over").text)
    assert "Personne d’autre ne peut reprendre" in page.xpath("string(//main)")
    assert not page.xpath("//main//select"), "no form that leads nowhere"


def test_who_receives_finds_it_in_their_day_and_never_the_private_notes(app, busy):
    client, receiver = busy.enter(busy.worker), busy.enter(busy.colleague)
    before = receiver.get("/day").text
    url = prepared(client, busy.worker, busy.colleague)
    client.submit(url, **{f"to_{busy.secret.public_id}": busy.colleague.public_id})
    client.submit(f"{url}/confirm")
    after = receiver.get("/day").text
    for text in ("Zyx à transmettre", "Zyx seule", "Rappeler"):
        assert text not in before
        assert text in after
        assert text not in client.get("/day").text
    receiver.get(f"/households/{busy.secret.public_id}")
    client.get(f"/households/{busy.secret.public_id}", status=404)
    assert "Zyx privé" not in receiver.get(f"{busy.url}/support/notes").text
    assert "Zyx privé" in client.get(f"{busy.url}/support/notes").text
    assert f"reprise par {busy.colleague.name}" in client.get(f"{busy.url}/support").text


def test_each_file_goes_to_whoever_may_receive_it(app, make, busy):
    client = busy.enter(busy.worker)
    url = prepared(client, busy.worker, busy.elsewhere)
    page = html.fromstring(client.get(url).text)
    selects = {one.get("name"): one.xpath("option/@value") for one in page.xpath("//main//select")}
    of_team, beside = (selects[f"to_{one.public_id}"] for one in (busy.household, busy.beside))
    assert busy.colleague.public_id in of_team
    assert busy.stranger.public_id not in beside
    assert "membre de l’équipe" in client.submit(f"{url}/confirm", status=422).text
    assert len(left_with(app, busy.worker)) >= 7, "nothing passed by halves"
    to = busy.colleague.public_id
    chosen = {f"to_{one.public_id}": to for one in (busy.household, busy.second, busy.secret)}
    early = form_values(html.fromstring(client.get(f"{url}/confirm").text).xpath("//main//form")[0])
    client.submit(url, **chosen)
    client.post(f"{url}/confirm", early, status=409)
    client.submit(f"{url}/confirm")
    assert left_with(app, busy.worker) == {}
    supports = {one.household_id: one.reference_worker_id for one in rows(app, Support)}
    assert supports[busy.household.id] == busy.colleague.id
    assert supports[busy.beside.id] == busy.elsewhere.id
    assert {one.worker_id for one in rows(app, Task)} == {busy.colleague.id, busy.elsewhere.id}
    assert named(app) == {(busy.secret.id, busy.colleague.id)}


def lead(make, busy):
    """A colleague who leads the team."""
    user = make.user(Role.FIELD_WORKER, organisation_id=busy.team.organisation_id)
    make.team_member(busy.team, user, is_lead=True)
    return user


def test_lead_and_coordination_hand_over_for_others_without_what_they_may_not_know(app, make, busy):
    chief, coordination = busy.enter(lead(make, busy)), busy.enter(make.user())
    for client in (chief, coordination):
        page = client.get(f"/colleagues/{busy.worker.public_id}/hand-over").text
        assert busy.worker.name in page
    url = prepared(coordination, busy.worker, busy.colleague)
    page = coordination.get(url).text
    assert busy.household.reference in page
    assert busy.secret.reference not in page, "protected, and coordination is not named for it"
    for unknown in ("Zyx", "Awa", "Rappeler"):
        assert unknown not in page
    chief.submit(f"{url}/confirm")
    kept = left_with(app, busy.worker)
    assert set(kept) == {"assignment.reference_worker_id", "protected_reader.user_id"}, "the protected file stays"


def test_a_protected_file_passes_only_to_whom_somebody_named_for_it_chose(app, make, busy):
    """Prepared by coordination, who knows nothing of it, confirmed by who is named: it stays, and no count tells."""
    coordination, worker = busy.enter(make.user()), busy.enter(busy.worker)
    url = prepared(coordination, busy.worker, busy.colleague)
    assert busy.secret.reference not in coordination.get(f"{url}/confirm").text
    own = worker.get(f"{url}/confirm").text
    assert "1 dossier protégé" in own
    assert f"{busy.secret.reference} reste" in own
    worker.submit(f"{url}/confirm")
    assert set(left_with(app, busy.worker)) == {"assignment.reference_worker_id", "protected_reader.user_id"}
    assert named(app) == {(busy.secret.id, busy.worker.id)}
    for page in (coordination.get(url).text, coordination.get("/hand-overs").text):
        assert "4 dossiers non protégés" in page
    with app.app_context():
        told = db.session.scalars(sa.select(JournalEntry.facts).where(JournalEntry.event == "hand_over.done")).one()
        assert json.loads(told)["files"] == 4


def test_a_closed_account_with_files_left_is_told_until_they_are_passed(make, busy):
    own = {"organisation_id": busy.team.organisation_id, "deactivated_at": now()}
    gone = make.user(Role.FIELD_WORKER, **own)
    make.task(gone, title="Restée là")
    coordination = busy.enter(make.user())
    assert "Compte fermé, dossiers en cours" in coordination.get("/hand-overs").text
    coordination.submit(f"{prepared(coordination, gone, busy.colleague)}/confirm")
    page = coordination.get("/hand-overs").text
    assert "dossiers en cours" not in page
    assert "Compte fermé" in page


@pytest.mark.parametrize("who", ["colleague", "shared", "stranger", "partner"])
def test_others_hand_over_nobody_elses_files(make, busy, who):
    known = {"partner": make.user(Role.PARTNER)} if who == "partner" else vars(busy)
    client = busy.enter(known[who])
    made = make.hand_over(busy.worker, busy.elsewhere)
    for url in (f"/colleagues/{busy.worker.public_id}/hand-over", f"/hand-overs/{made.public_id}"):
        client.get(url, status=404)
    client.post(f"/hand-overs/{made.public_id}/confirm", {"version": "1"}, status=404)


def test_of_two_who_confirm_at_once_one_wins(app, make, busy):
    made = make.hand_over(busy.worker, busy.colleague)
    url = f"/hand-overs/{made.public_id}/confirm"
    clients = [busy.enter(one) for one in (busy.worker, lead(make, busy))]
    sent = [client.machinery() | {"version": "1"} for client in clients]

    def confirm(pair):
        return pair[0].http.post(url, data=pair[1]).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(confirm, zip(clients, sent, strict=True))) == [303, 409]
    done = [one for one in rows(app, HandOver) if one.done_at]
    assert len(done) == 1
    assert "déjà été passés" in clients[0].submit(url, status=409).text


def test_one_is_prepared_at_a_time_and_may_be_given_up(app, busy):
    client = busy.enter(busy.worker)
    url = prepared(client, busy.worker, busy.colleague)
    new = f"/colleagues/{busy.worker.public_id}/hand-over"
    assert "déjà en préparation" in client.submit(new, status=409, receiver=busy.colleague.public_id).text
    client.submit(f"{url}/drop")
    client.submit(f"{url}/confirm", status=409)
    prepared(client, busy.worker, busy.elsewhere)
    assert left_with(app, busy.worker)


def test_the_list_of_files_is_paged_and_costs_eight_statements(app, make, busy):
    for _ in range(30):
        make.support(make.household(organisation_id=busy.team.organisation_id), busy.team, busy.worker)
    client = busy.enter(busy.worker)
    url = prepared(client, busy.worker, busy.colleague)
    client.get(url)
    with statements(app) as sent:
        page = client.get(url).text
    assert len(sent) <= 8
    assert "1 à 25 sur 35" in page
    name = html.fromstring(client.get(f"{url}?page=2").text).xpath("//main//select/@name")[0]
    client.submit(f"{url}?page=2", **{name: busy.elsewhere.public_id})
    assert client.last.headers["Location"].endswith("page=2")
    client.submit(f"{url}/confirm")
    assert busy.elsewhere.id in {one.reference_worker_id for one in rows(app, Support)}


def test_named_for_a_file_without_work_there_one_is_not_replaced_while_others_are_named(app, make, busy):
    own = {"organisation_id": busy.team.organisation_id}
    other = make.household(**own, is_protected=True, named=[busy.worker, busy.elsewhere])
    client = busy.enter(busy.worker)
    url, to = prepared(client, busy.worker, busy.elsewhere), busy.colleague.public_id
    chosen = (busy.household, busy.second, busy.secret, other)
    client.submit(url, **{f"to_{one.public_id}": to for one in chosen})
    client.submit(f"{url}/confirm")
    assert named(app) == {(other.id, busy.elsewhere.id), (busy.secret.id, busy.colleague.id)}


def named(app):
    with app.app_context():
        return {
            tuple(one) for one in db.session.execute(sa.select(ProtectedReader.household_id, ProtectedReader.user_id))
        }

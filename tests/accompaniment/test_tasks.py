"""Tasks: for whom, who reads them, done once, coming back once, dropped with a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from lxml import html
from sqlalchemy.exc import IntegrityError

from accompaniment.models.tasks import Task
from accompaniment.rules.tasks import next_due
from accompaniment.vocab_tasks import TaskRhythm
from app.audit.actor import system
from app.audit.journal import record
from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from axes.models.programmes import TeamMember
from tests.occupancy.test_stays import rows
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)
R = TaskRhythm


def texts_of(client, url="/tasks"):
    return [one.strip() for one in html.fromstring(client.get(url).text).xpath("//li//a[@class='title']/text()")]


def test_a_task_is_noted_for_a_colleague_on_a_household(app, make, world):
    stay = make.stay(household=world.household, team=world.team)
    make.support(world.household, world.team, world.worker, stay=stay)
    client = world.enter(world.worker)
    new = f"{world.url}/support/tasks/new"
    who = world.colleague.public_id
    client.submit(new, title="Commander un lit", who=who, about="stay", due_on=(today() + DAY).isoformat())
    assert texts_of(client, f"{world.url}/support/tasks") == ["Commander un lit"]
    (task,) = rows(app, Task)
    assert "Commander" not in task.title_sealed
    assert (task.worker_id, task.household_id, task.stay_id) == (world.colleague.id, world.household.id, stay.id)
    assert texts_of(world.enter(world.colleague), "/tasks?whose=me") == ["Commander un lit"]
    assert texts_of(client, "/tasks?whose=me") == []
    assert_swap_equals_reload(client, "/tasks", "task-results")


@pytest.mark.parametrize(("days", "said"), [(-400, "trop loin dans le passé"), (3700, "trop loin dans l’avenir")])
def test_a_slip_of_the_year_is_told_and_what_was_due_long_ago_stays(make, world, days, said):
    client, day = world.enter(world.worker), (today() + days * DAY)
    assert said in client.submit("/tasks/new", status=422, title="Zyx", due_on=day.isoformat()).text
    client.submit("/tasks/new", status=422, title="Zyx", due_on="demain")
    old = make.task(world.worker, title="Zyx", due_on=day)
    client.submit(f"/tasks/{old.public_id}/edit", title="Zyx encore")


def test_only_those_it_concerns_see_it(make, world):
    make.task(world.worker, title="Zyx seule")
    make.task(team=world.team, title="Zyx équipe")
    on_file = make.task(world.worker, world.household, title="Zyx dossier")
    own = {"organisation_id": world.team.organisation_id}
    nobody_of_team = make.user(Role.FIELD_WORKER, **own)
    assert texts_of(world.enter(world.worker)) == ["Zyx seule", "Zyx équipe", "Zyx dossier"]
    assert texts_of(world.enter(world.colleague)) == ["Zyx équipe", "Zyx dossier"]
    assert texts_of(world.enter(nobody_of_team)) == ["Zyx dossier"]
    for other in (world.shared, world.stranger, make.user(Role.ALLOCATION, **own)):
        client = world.enter(other)
        assert texts_of(client) == []
        client.get(f"/tasks/{on_file.public_id}", status=404)
        client.post(f"/tasks/{on_file.public_id}/done", status=404)
    assert "Zyx" not in world.enter(world.shared).get(f"{world.url}/support/tasks").text


def test_another_organisation_in_charge_reads_it_and_leaves_it_alone(make, world):
    brought = make.household(organisation_id=world.stranger.organisation_id)
    make.assignment(brought, world.team)
    task = make.task(world.worker, brought, title="Zyx partagé")
    client = world.enter(world.stranger)
    assert texts_of(client) == ["Zyx partagé"]
    assert "Fait" not in html.fromstring(client.get(f"/tasks/{task.public_id}").text).xpath("string(//main//button)")
    for act in ("done", "reopen"):
        client.post(f"/tasks/{task.public_id}/{act}", status=404)
    for act in ("edit", "drop"):
        client.get(f"/tasks/{task.public_id}/{act}", status=404)


@pytest.mark.parametrize("role", [Role.HOUSING_OPERATOR, Role.FUNDER, Role.PARTNER, Role.ADMINISTRATOR])
def test_others_have_no_tasks_at_all(make, world, role):
    client = world.enter(make.user(role))
    for url in ("/tasks", "/tasks/new", "/day", "/team-day", "/day/summary", "/hand-overs"):
        client.get(url, status=404)


def test_one_on_a_protected_household_is_for_those_named(make, world):
    household = make.household(organisation_id=world.team.organisation_id, is_protected=True, named=[world.colleague])
    task = make.task(world.worker, household, title="Zyx protégé")
    client = world.enter(world.worker)
    assert "Zyx" not in client.get("/tasks").text + client.get("/day").text
    client.get(f"/tasks/{task.public_id}", status=404)
    assert texts_of(world.enter(world.colleague)) == ["Zyx protégé"]


def test_whoever_no_longer_opens_the_file_keeps_the_task_without_the_household(make, world):
    other = make.household(organisation_id=world.stranger.organisation_id)
    task = make.task(world.worker, other, title="Rendre la clé")
    client = world.enter(world.worker)
    for url in ("/tasks", "/day", f"/tasks/{task.public_id}"):
        page = client.get(url).text
        assert "Rendre la clé" in page
        assert other.reference not in page


@pytest.mark.parametrize(
    ("first", "rhythm", "due", "day", "following"),
    [
        (date(2026, 1, 5), R.WEEKLY, date(2026, 1, 5), date(2026, 1, 3), date(2026, 1, 12)),
        (date(2026, 1, 5), R.WEEKLY, date(2026, 1, 5), date(2026, 1, 9), date(2026, 1, 12)),
        (date(2026, 1, 5), R.WEEKLY, date(2026, 1, 5), date(2026, 3, 10), date(2026, 3, 16)),
        (date(2026, 1, 5), R.WEEKLY, date(2026, 1, 5), date(2026, 3, 9), date(2026, 3, 9)),
        (date(2026, 1, 31), R.MONTHLY, date(2026, 2, 28), date(2026, 2, 28), date(2026, 3, 31)),
        (date(2025, 11, 30), R.QUARTERLY, date(2025, 11, 30), date(2025, 12, 1), date(2026, 2, 28)),
        (date(2024, 2, 29), R.YEARLY, date(2027, 2, 28), date(2027, 2, 20), date(2028, 2, 29)),
    ],
)
def test_it_comes_back_counted_from_its_day(first, rhythm, due, day, following):
    assert next_due(first, rhythm, due, day) == following


def test_done_it_comes_back_once(app, make, world):
    due = today() + 2 * DAY
    task = make.task(world.worker, rhythm=R.WEEKLY, due_on=due)
    client = world.enter(world.worker)
    for _ in range(2):
        client.post(f"/tasks/{task.public_id}/done", {"next": "/day"})
        assert client.last.headers["Location"].endswith("/day")
    done, following = rows(app, Task)
    assert (done.settled_by_id, done.done_at is not None) == (world.worker.id, True)
    assert (following.due_on, following.title, following.series) == (due + 7 * DAY, "Une tâche", done.series)
    assert (following.done_at, following.worker_id) == (None, world.worker.id)
    assert "déjà ouverte" in client.post(f"/tasks/{task.public_id}/reopen", status=409).text
    with app.app_context(), transaction("write"), pytest.raises(IntegrityError, match="series"):
        db.session.execute(sa.update(Task).where(Task.id == done.id).values(done_at=None, settled_by_id=None))


def test_ticked_by_two_at_once_it_comes_back_once(app, make, world):
    task = make.task(team=world.team, rhythm=R.MONTHLY)
    clients = [world.enter(one) for one in (world.worker, world.colleague)]
    sent = [client.machinery() for client in clients]

    def tick(pair):
        return pair[0].http.post(f"/tasks/{task.public_id}/done", data=pair[1]).status_code

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(tick, zip(clients, sent, strict=True))) == {303}
    assert sorted(one.done_at is None for one in rows(app, Task)) == [False, True]


def test_dropped_with_a_reason_once_or_for_good(app, make, world):
    once, ever = (make.task(world.worker, rhythm=R.MONTHLY) for _ in range(2))
    client = world.enter(world.worker)
    client.submit(f"/tasks/{once.public_id}/drop", status=422)
    client.submit(f"/tasks/{once.public_id}/drop", reason="Fermé ce mois")
    assert "Fermé ce mois" in client.follow().text
    client.submit(f"/tasks/{ever.public_id}/drop", reason="Plus utile", whole_series="y")
    client.get(f"/tasks/{ever.public_id}/edit")
    client.submit(f"/tasks/{ever.public_id}/edit", status=409)
    open_ones = [one for one in rows(app, Task) if one.dropped_at is None]
    assert [one.series for one in open_ones] == [once.public_id]
    client.post(f"/tasks/{ever.public_id}/reopen")
    assert len([one for one in rows(app, Task) if one.dropped_at is None]) == 2


def test_another_day_or_rhythm_counts_from_there(app, make, world):
    task = make.task(world.worker, rhythm=R.MONTHLY)
    edit, client = f"/tasks/{task.public_id}/edit", world.enter(world.worker)
    moved = (today() + 3 * DAY).isoformat()
    client.submit(edit, due_on=moved, rhythm="weekly", who=world.team.public_id)
    (changed,) = rows(app, Task)
    assert (changed.first_on, changed.worker_id, changed.team_id) == (today() + 3 * DAY, None, world.team.id)
    client.submit(edit, rhythm="")
    (changed,) = rows(app, Task)
    assert (changed.series, changed.first_on) == (None, None)


def test_nobody_of_another_organisation_is_given_a_task(app, world):
    client = world.enter(world.worker)
    client.submit("/tasks/new", title="Zut", who=world.stranger.public_id, status=422)
    assert rows(app, Task) == []


def went_elsewhere(app, make, user):
    """Left their team, and works for another organisation since."""
    elsewhere = make.organisation()
    with app.app_context(), transaction("write"):
        db.session.execute(sa.update(TeamMember).where(TeamMember.user_id == user.id).values(end_on=today()))
        db.session.get_one(User, user.id).organisation_id = elsewhere.id
        record("test.moved", None, actor=system("tests"))
        db.session.commit()


def test_of_somebody_who_went_elsewhere_it_comes_back_to_whoever_did_it(app, make, world):
    task = make.task(world.colleague, world.household, rhythm=R.WEEKLY)
    went_elsewhere(app, make, world.colleague)
    world.enter(world.worker).post(f"/tasks/{task.public_id}/done")
    assert [one.worker_id for one in rows(app, Task)] == [world.colleague.id, world.worker.id]


def test_none_passes_to_somebody_who_went_elsewhere(app, make, world):
    """No service asks it again on the day of the hand-over: the guard of the database says why."""
    make.task(world.worker, title="Zyx seule")
    made = make.hand_over(world.worker, world.colleague)
    went_elsewhere(app, make, world.colleague)
    refused = world.enter(world.worker).submit(f"/hand-overs/{made.public_id}/confirm", status=409)
    assert "ne travaille pas pour l’organisation" in refused.text
    assert [one.worker_id for one in rows(app, Task)] == [world.worker.id]

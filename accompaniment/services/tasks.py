"""Tasks: noted, changed, done, dropped, opened again. Each one act."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.queries.tasks import open_of_series
from accompaniment.rules.tasks import next_due
from accompaniment.vocab_tasks import TaskRhythm
from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import local, now, today
from app.conflicts import conflict_of, guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.people import Household
from axes.models.programmes import Team
from occupancy.models.stays import Stay

ONE_OPEN = "uq_task_series_open"


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """What there is to do by a day, and who does it: a person or a team, both of the author's organisation."""

    title: str
    due_on: date
    worker: User | None = None
    team: Team | None = None
    rhythm: TaskRhythm | None = None
    support: Support | None = None
    stay: Stay | None = None


def add_task(*, facts: TaskFacts, household: Household | None, actor: Actor) -> Task:
    """Note something to do. Raises `Refusal` for nobody, or for somebody of another organisation."""
    made = Task(
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        household_id=household.id if household else None,
        title=facts.title,
    )
    _set(made, facts)
    db.session.add(made)
    db.session.flush()
    record("task.added", made, actor=actor, due_on=made.due_on, rhythm=made.rhythm, worker=facts.worker)
    return made


def edit_task(*, task: Task, version: int | None, facts: TaskFacts, actor: Actor) -> None:
    """Say anew what there is to do. Another day or rhythm counts from that day on; without a rhythm it comes no more.

    Raises `Stale`, `Refusal` as `add_task`, `Conflict` once it is done or dropped.
    """
    refuse_stale(task, version)
    _refuse_settled(task)
    _set(task, facts)
    db.session.flush()
    record("task.edited", task, actor=actor, due_on=task.due_on, rhythm=task.rhythm, worker=facts.worker)


def finish_task(*, task: Task, actor: Actor) -> Task | None:
    """It is done: the next of its series, if it comes back. Twice is once, at the same instant too."""
    if not task.is_open:
        return None
    try:
        with db.session.begin_nested():
            task.done_at, task.settled_by_id = now(), actor.user_id
    except StaleDataError:
        db.session.expire(task)
        return finish_task(task=task, actor=actor)
    record("task.done", task, actor=actor, due_on=task.due_on)
    return _come_back(task, actor)


def drop_task(*, task: Task, version: int | None, reason: str, whole_series: bool, actor: Actor) -> Task | None:
    """It will not be done, and why: the next of its series comes all the same, unless the whole series is dropped."""
    refuse_stale(task, version)
    _refuse_settled(task)
    task.dropped_at, task.settled_by_id, task.drop_reason = now(), actor.user_id, reason
    db.session.flush()
    record("task.dropped", task, actor=actor, due_on=task.due_on, whole_series=whole_series)
    return None if whole_series else _come_back(task, actor)


def reopen_task(*, task: Task, actor: Actor) -> None:
    """It was not done, or is to be done after all. Raises `Conflict` while the next of its series is open."""
    if task.is_open:
        return
    following = open_of_series(task) if task.series else None
    if following is not None:
        raise Conflict("task.conflict.series", day=shown(following.due_on))
    with guarded({ONE_OPEN: Conflict("task.conflict.series", day=shown(task.due_on))}):
        task.done_at = task.dropped_at = task.settled_by_id = task.drop_reason = None
    record("task.reopened", task, actor=actor, due_on=task.due_on)


def _come_back(task: Task, actor: Actor) -> Task | None:
    """The next task of the series; the database lets no second one be open."""
    if task.rhythm is None or task.first_on is None:
        return None
    kept = ("organisation_id", "team_id", "household_id", "support_id", "stay_id", "rhythm", "series", "first_on")
    made = Task(author_id=actor.user_id, worker_id=_next_worker(task, actor))
    for name in kept:
        setattr(made, name, getattr(task, name))
    made.due_on = next_due(task.first_on, task.rhythm, task.due_on, today())
    made.title = task.title
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        if conflict_of(error) != ONE_OPEN:
            raise
        return db.session.scalar(sa.select(Task).where(Task.series == task.series, Task.is_open))
    record("task.came_back", made, actor=actor, due_on=made.due_on, before=task)
    return made


def _next_worker(task: Task, actor: Actor) -> int | None:
    """The same person; whoever did it, where that person works for another organisation since. Nobody for a team."""
    if task.worker_id is None:
        return None
    there = sa.select(User.id).where(User.id == task.worker_id, User.organisation_id == task.organisation_id)
    return db.session.scalar(there) or actor.user_id


def _set(task: Task, facts: TaskFacts) -> None:
    _check(facts, task)
    moved = task.due_on != facts.due_on or task.rhythm is not facts.rhythm
    task.title, task.due_on = facts.title, facts.due_on
    task.worker_id = facts.worker.id if facts.worker else None
    task.team_id = facts.team.id if facts.team else None
    task.support_id = facts.support.id if facts.support else None
    task.stay_id = facts.stay.id if facts.stay else None
    if moved:
        task.rhythm = facts.rhythm
        task.first_on = facts.due_on if facts.rhythm else None
        task.series = (task.series or task.public_id) if facts.rhythm else None


def _check(facts: TaskFacts, task: Task) -> None:
    if (facts.worker is None) is (facts.team is None):
        raise Refusal("task.refusal.nobody", "who")
    who = facts.worker or facts.team
    if who is not None and who.organisation_id != task.organisation_id:
        raise Refusal("task.refusal.elsewhere", "who")


def _refuse_settled(task: Task) -> None:
    at = task.done_at or task.dropped_at
    if at is not None:
        key = "task.conflict.done" if task.done_at else "task.conflict.dropped"
        raise Conflict(key, day=shown(local(at).date()))

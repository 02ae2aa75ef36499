"""What is to be done about a household follows who is in charge of it, to the team of another organisation."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import local, today
from app.db import db
from app.periods import lived_contains
from axes.models.assessments import Assignment
from axes.models.programmes import Team
from axes.services.assignments import CHANGED


def pass_tasks(*, actor: Actor) -> int:
    """Tasks left behind with an organisation whose team another one's has followed since: how many passed.

    A change told ahead comes to its day by this daily work, which may be done again at any time: what the former
    organisation noted since that day stays its own.
    """
    behind = [row for row in _left_behind(sa.true()) if local(row.Task.created_at).date() < row.start_on]
    for row in behind:
        _pass(row.Task, row.Team, actor)
    return len(behind)


def pass_at_change(*, made: Assignment, actor: Actor) -> None:
    """The team that follows from today, or from before, is given them in the act; a change to come moves nothing yet,
    so there is nothing to give back where it is taken back."""
    for row in _left_behind(Assignment.id == made.id):
        _pass(row.Task, row.Team, actor)


def _left_behind(where: sa.ColumnElement[bool]) -> list[Any]:
    """(task, team that follows, since when): open, of an organisation that followed before and follows no more; but
    those of a support that it goes on with, under another roof."""
    earlier, former = aliased(Assignment), aliased(Team)
    followed = sa.exists().where(
        earlier.household_id == Assignment.household_id,
        earlier.end_on <= Assignment.start_on,
        former.id == earlier.team_id,
        former.organisation_id == Task.organisation_id,
    )
    goes_on = sa.exists().where(
        Support.id == Task.support_id, Support.organisation_id == Task.organisation_id, Support.end_on.is_(None)
    )
    query = (
        sa.select(Task, Team, Assignment.start_on)
        .join(Assignment, Assignment.household_id == Task.household_id)
        .join(Team, Team.id == Assignment.team_id)
        .where(where, Task.is_open, Task.organisation_id != Team.organisation_id)
        .where(lived_contains(Assignment.start_on, Assignment.end_on, today()))
        .where(followed.correlate(Assignment, Task), ~goes_on.correlate(Task))
    )
    return list(db.session.execute(query.order_by(Task.id)))


def _pass(task: Task, team: Team, actor: Actor) -> None:
    """Nobody in particular does it until the team says who; who noted it stays its author."""
    task.organisation_id, task.team_id, task.worker_id = team.organisation_id, team.id, None
    task.support_id = _support_of(task, team) if task.support_id else None
    db.session.flush()
    record("task.passed_on", task, actor=actor, team=team, due_on=task.due_on)


def _support_of(task: Task, team: Team) -> int | None:
    query = sa.select(Support.id).where(Support.household_id == task.household_id, Support.end_on.is_(None))
    return db.session.scalar(query.where(Support.team_id == team.id).order_by(Support.id.desc()).limit(1))


CHANGED.listen(pass_at_change)

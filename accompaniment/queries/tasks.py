"""Tasks as their readers may see them: their person, the members of their team, those in charge of their household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accompaniment.models.tasks import Task
from accompaniment.vocab_tasks import TaskState
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.policy import may
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.clock import today
from app.crypto import unseal_column
from app.db import db
from app.periods import lived_contains, paper_contains
from app.web.asked import Filters
from axes.models.people import Household
from axes.models.programmes import Axis, Team, TeamMember
from axes.queries.scope import in_the_open, readable
from occupancy.models.stays import Stay
from sites.models.units import Unit


def my_teams(reader: Reader, day: date, public_id: str | None = None) -> sa.Select[Any]:
    """Keys of the teams of their organisation in which the reader is on a day; of one of them, if named."""
    mine = sa.select(TeamMember.team_id).join(Team, Team.id == TeamMember.team_id)
    mine = mine.where(TeamMember.user_id == reader.user_id, Team.organisation_id == reader.organisation_id)
    mine = mine.where(lived_contains(TeamMember.start_on, TeamMember.end_on, day))
    if public_id is not None:
        mine = mine.where(Team.public_id == public_id)
    return mine.correlate(None)


def visible(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `task`: the reader may know of it. One on a household protected from them is not there, whosesoever
    it is."""
    mine = sa.or_(Task.worker_id == reader.user_id, Task.team_id.in_(my_teams(reader, today())))
    if not reader.may(Action.SUPPORT_ACT):  # who decides places is in charge of nobody, whatever their organisation
        return sa.and_(mine, _in_the_open(reader))
    in_charge = sa.exists().where(Household.id == Task.household_id, readable(reader, Action.TASK_USE))
    return sa.or_(sa.and_(mine, _in_the_open(reader)), in_charge.correlate(Task))


def _in_the_open(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `task`: on no household that is protected from the reader."""
    closed = sa.exists().where(Household.id == Task.household_id, ~in_the_open(reader))
    return ~closed.correlate(Task)


def may_act(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `task`: visible, and of the reader's own organisation."""
    return sa.and_(visible(reader), Task.organisation_id == reader.organisation_id)


def in_state(state: TaskState) -> sa.ColumnElement[bool]:
    """Condition on `task`: the twin of `accompaniment.rules.tasks.task_state`."""
    if state is TaskState.OPEN:
        return Task.is_open  # type: ignore[no-any-return]
    return Task.done_at.is_not(None) if state is TaskState.DONE else Task.dropped_at.is_not(None)


@dataclass(frozen=True)
class TaskFilters(Filters):
    """What the list is narrowed to: `whose` ("me", "team", nothing for all in sight), `state` (open unless told)."""

    whose: str | None = None
    state: str | None = None

    @property
    def kept_state(self) -> TaskState:
        """The state asked for; nonsense is open."""
        return TaskState(self.state) if self.state in set(TaskState) else TaskState.OPEN


def list_tasks(reader: Reader, filters: TaskFilters, household_id: int | None = None) -> sa.Select[Any]:
    """Tasks in sight, plain columns: those due first at the top, or settled last."""
    query = listed(reader).where(in_state(filters.kept_state))
    if filters.whose == "me":
        query = query.where(Task.worker_id == reader.user_id)
    elif filters.whose == "team":
        query = query.where(Task.team_id.in_(my_teams(reader, today())))
    if household_id is not None:
        query = query.where(Task.household_id == household_id)
    if filters.kept_state is TaskState.OPEN:
        return query.order_by(Task.due_on, Task.id)
    return query.order_by(sa.func.coalesce(Task.done_at, Task.dropped_at).desc(), Task.id.desc())


def listed(reader: Reader) -> sa.Select[Any]:
    """Plain columns of tasks in sight; the household only for who may open it. Without order."""
    columns: tuple[Any, ...] = (
        Task.public_id,
        Task.title_sealed,
        Task.due_on,
        Task.rhythm,
        Task.done_at,
        Task.dropped_at,
        Task.household_id,
        User.name.label("worker"),
        sa.func.coalesce(Organisation.short_name, Organisation.name).label("team"),
        Axis.number.label("axis_number"),
        may_act(reader).label("acts"),
        *household_columns(reader),
    )
    return (
        sa.select(*columns)
        .select_from(Task)
        .outerjoin(Household, Household.id == Task.household_id)
        .outerjoin(User, User.id == Task.worker_id)
        .outerjoin(Team, Team.id == Task.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .outerjoin(Organisation, Organisation.id == Team.organisation_id)
        .where(visible(reader))
    )


def household_columns(reader: Reader) -> tuple[Any, ...]:
    """Public id and reference of the `household`, NULL for a reader who may not open it."""
    known = readable(reader, Action.HOUSEHOLD_VIEW)
    return (
        sa.case((known, Household.public_id)).label("household_public_id"),
        sa.case((known, Household.reference)).label("reference"),
    )


def titles_of(rows: Sequence[Any]) -> dict[str, str]:
    """What each task of these rows is, by public id."""
    return {row.public_id: unseal_column(Task, "title", row.public_id, row.title_sealed) or "" for row in rows}


def task_seen(public_id: str, reader: Reader) -> Task | None:
    """A task in sight, with all that its page shows."""
    return db.session.scalar(_whole().where(Task.public_id == public_id, visible(reader)))


def task_to_act_on(public_id: str, reader: Reader) -> Task | None:
    """A task of the reader's organisation in sight."""
    return db.session.scalar(_whole().where(Task.public_id == public_id, may_act(reader)))


def _whole() -> sa.Select[Task]:
    return sa.select(Task).options(
        joinedload(Task.household),
        joinedload(Task.worker),
        joinedload(Task.author),
        joinedload(Task.settled_by),
        joinedload(Task.support),
        joinedload(Task.stay).joinedload(Stay.unit).joinedload(Unit.site),
        joinedload(Task.team).joinedload(Team.organisation),
        joinedload(Task.team).joinedload(Team.axis),
    )


def open_of_series(task: Task) -> Task | None:
    """The open task of the same series."""
    return db.session.scalar(sa.select(Task).where(Task.series == task.series, Task.is_open))


def colleagues(organisation_id: int) -> sa.Select[User]:
    """Open accounts of the organisation that may have tasks, by name."""
    roles = [role for role in Role if may(role, Action.TASK_USE)]
    query = sa.select(User).where(
        User.organisation_id == organisation_id, User.role.in_(roles), User.deactivated_at.is_(None)
    )
    return query.order_by(User.sort_name, User.id)


def teams_joined(reader: Reader) -> list[Any]:
    """Teams in which the reader is today: public_id, number, name_fr, name_nl, name_en; by number."""
    columns: tuple[Any, ...] = (Team.public_id, Axis.number, Axis.name_fr, Axis.name_nl, Axis.name_en)
    query = sa.select(*columns).join(Axis, Axis.id == Team.axis_id).where(Team.id.in_(my_teams(reader, today())))
    query = query.where(paper_contains(Team.first_day, Team.last_day, today()))
    return list(db.session.execute(query.order_by(Axis.number, Team.id)))

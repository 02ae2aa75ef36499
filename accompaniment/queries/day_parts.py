"""What can be due, each kind as the same plain columns, so that a day is one list (DESIGN §6: eight statements).

`on` is the day it is due; `thing` and `other` name where one acts; `until` is a deadline that its reminder precedes.
"""

from typing import Any

import sqlalchemy as sa

from accompaniment.models.contacts import Contact
from accompaniment.models.documents import PersonDocument
from accompaniment.models.exit_plans import ExitStep, ExitStepModel
from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.queries.contacts import steps_asked
from accompaniment.queries.day_scope import DayScope, follows_up
from accompaniment.queries.documents import documents_ending
from accompaniment.queries.exit_stages import steps_to_do
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.queries.follow_ups import FollowUpFilters, follow_ups_among
from accompaniment.queries.incidents_due import incidents_asked
from accompaniment.queries.mobilisations_due import mobilisations_asked
from accompaniment.queries.prevention_due import deadlines_asked
from accompaniment.queries.rights_due import DueFilters, rights_due
from accompaniment.queries.settlements import ASKED_FOR, is_last_exit, is_left_open
from accompaniment.queries.weekly_meetings import WEEK, meetings_expected
from accompaniment.rules.documents import SOON
from accompaniment.rules.tasks import week_after
from accompaniment.vocab_exits import FollowUpState
from accompaniment.vocab_tasks import DueKind
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import brussels_midnight
from app.periods import lived_contains
from app.periods.shift import day_shifted
from axes.models.people import Household
from axes.queries.scope import readable
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay, StayObjective

TEXT, DAY, KEY = sa.String(200), sa.Date(), sa.Integer()
LAYOUT: dict[str, Any] = {
    "on": DAY,
    "thing": TEXT,
    "other": TEXT,
    "household_id": KEY,
    "who": KEY,
    "sealed": sa.Text(),
    "code": TEXT,
    "name_fr": TEXT,
    "name_nl": TEXT,
    "name_en": TEXT,
    "until": DAY,
    "done": KEY,
}


def _columns(kind: DueKind, **given: Any) -> tuple[Any, ...]:
    """All columns of the layout, in its order; those not given are NULL, and nothing is done."""
    given = {"done": sa.literal(0, KEY)} | given
    nothing: dict[str, Any] = {name: sa.cast(sa.null(), column) for name, column in LAYOUT.items()}
    parts = {name: given.get(name, nothing[name]) for name in LAYOUT}
    return (sa.literal(kind.value, TEXT).label("kind"), *(part.label(name) for name, part in parts.items()))


def _names(of: Any) -> dict[str, Any]:
    return {name: getattr(of, name) for name in ("name_fr", "name_nl", "name_en")}


def tasks(of: DayScope) -> sa.Select[Any]:
    """Open tasks; those that the reader did today stay beside them, to be opened again after a slip."""
    today = sa.and_(Task.done_at >= brussels_midnight(of.day), Task.settled_by_id == of.reader.user_id)
    columns = _columns(
        DueKind.TASK,
        on=Task.due_on,
        thing=Task.public_id,
        household_id=Task.household_id,
        who=Task.worker_id,
        sealed=Task.title_sealed,
        code=sa.cast(Task.rhythm, TEXT),
        done=sa.case((Task.is_open, 0), else_=1),
    )
    return sa.select(*columns).where(of.tasks(), Task.due_on <= week_after(of.day), sa.or_(Task.is_open, today))


def steps(of: DayScope) -> sa.Select[Any]:
    """What comes after contacts."""
    row = steps_asked(of.reader).where(of.steps(), Contact.next_on <= week_after(of.day)).subquery("step").c
    found = {"on": row.next_on, "thing": row.public_id, "household_id": row.household_id, "who": row.who}
    return sa.select(*_columns(DueKind.STEP, **found, other=row.household_public_id, sealed=row.next_step_sealed))


def rights(of: DayScope) -> sa.Select[Any]:
    """Rights that come back: late past their deadline, for today once they remind."""
    every = rights_due(of.reader, of.day, DueFilters(until="all"), households=of.household_keys())
    row = every.order_by(None).subquery("right_due").c
    today = sa.literal(of.day, DAY)
    columns = _columns(
        DueKind.RIGHT,
        on=sa.case((row.deadline < today, row.deadline), (row.remind_on <= today, today), else_=row.remind_on),
        thing=row.public_id,
        other=row.person_public_id,
        household_id=row.household_id,
        who=_reference(of, row.household_id),
        **_names(row),
        until=row.deadline,
    )
    return sa.select(*columns).where(row.remind_on <= week_after(of.day))


def documents(of: DayScope) -> sa.Select[Any]:
    """Documents that end: for today from the first reminder on, late past their last day, until replaced."""
    last, day = PersonDocument.last_day, sa.literal(of.day, DAY)
    columns = _columns(
        DueKind.DOCUMENT,
        on=sa.case((last < day, last), (last <= of.day + SOON, day), else_=day_shifted(last, -SOON.days)),
        thing=PersonDocument.public_id,
        household_id=PersonDocument.household_id,
        who=_reference(of, PersonDocument.household_id),
        code=sa.cast(PersonDocument.kind, TEXT),
        until=last,
    )
    soon = documents_ending(of.reader).where(*of.acted_on(), last <= week_after(of.day) + SOON)
    return soon.with_only_columns(*columns, maintain_column_froms=True)


def exit_steps(of: DayScope) -> sa.Select[Any]:
    """Open steps of living exit plans."""
    columns = _columns(
        DueKind.EXIT_STEP,
        on=ExitStep.due_on,
        thing=ExitStep.public_id,
        household_id=Household.id,
        who=_reference(of, Household.id),
        sealed=ExitStep.name_sealed,
        **_names(ExitStepModel),
    )
    query = steps_to_do(of.day, *columns).outerjoin(ExitStepModel, ExitStepModel.id == ExitStep.model_id)
    return query.where(ExitStep.due_on <= week_after(of.day), *of.acted_on())


def follow_ups(of: DayScope) -> sa.Select[Any]:
    """Follow-ups that are due, or will be within the week; those missed ask for nothing any more."""
    until = week_after(of.day)
    waiting = follow_ups_among(of.reader, FollowUpFilters(state="all"), of.day, None, due_by=until)
    row = waiting.order_by(None).subquery("follow_up").c
    waits = row.state.in_([FollowUpState.DUE.value, FollowUpState.TO_COME.value])
    found = {"on": row.due_on, "thing": row.stay_public_id, "household_id": row.household_id}
    columns = _columns(
        DueKind.FOLLOW_UP, **found, code=sa.cast(row.months, TEXT), who=_last_worker(of, row.household_id)
    )
    return sa.select(*columns).where(waits, row.due_on <= until, of.left(row.household_id))


def objectives(of: DayScope) -> sa.Select[Any]:
    """Objectives still open as the stay reaches its planned end."""
    here = sa.orm.aliased(Stay)
    left = sa.exists().where(StayExit.stay_id == Stay.id, StayExit.replaced_at.is_(None))
    columns = _columns(
        DueKind.OBJECTIVE,
        on=here.planned_end_on,
        thing=StayObjective.public_id,
        household_id=Household.id,
        who=_reference(of, Household.id),
        code=sa.cast(StayObjective.kind, TEXT),
    )
    return (
        sa.select(*columns)
        .select_from(StayObjective)
        .join(Stay, Stay.id == StayObjective.stay_id)
        .join(here, here.household_id == Stay.household_id)
        .join(Household, Household.id == Stay.household_id)
        .where(StayObjective.is_open, ~left)
        .where(lived_contains(here.start_on, here.end_on, of.day), here.planned_end_on <= week_after(of.day))
        .where(*of.acted_on())
    )


def exits(of: DayScope) -> sa.Select[Any]:
    """Exits of the last months that left something open."""
    lately = StayExit.left_on.between(of.day - ASKED_FOR, of.day)
    found = {"on": StayExit.left_on, "thing": Stay.public_id, "household_id": Household.id}
    query = sa.select(*_columns(DueKind.EXIT, **found, who=_last_worker(of, Household.id))).select_from(StayExit)
    query = query.join(Stay, Stay.id == StayExit.stay_id).join(Household, Household.id == Stay.household_id)
    theirs = of.left(Household.id), readable(of.reader, Action.SUPPORT_ACT)
    return query.where(lately, *theirs, is_last_exit(), is_left_open())


def weekly(of: DayScope) -> sa.Select[Any]:
    """Households in a Housing First home, a week after the last meeting in person."""
    row = meetings_expected(of.reader, of.day, of.household_keys()).subquery("meeting").c
    due = sa.type_coerce(day_shifted(sa.func.coalesce(row.last_on, row.left_on), WEEK.days), DAY)
    found = {"on": due, "thing": row.household_public_id, "household_id": row.household_id, "until": row.last_on}
    return sa.select(*_columns(DueKind.WEEKLY, **found, who=_reference(of, row.household_id))).where(
        due <= week_after(of.day)
    )


def incidents(of: DayScope) -> sa.Select[Any]:
    """Open incidents that ask for an answer; notes of others to be taken up."""
    row = incidents_asked(of).subquery("asked").c
    found = {"on": row.on, "thing": row.public_id, "household_id": row.household_id, "code": row.kind}
    columns = _columns(DueKind.INCIDENT, **found, who=_reference(of, row.household_id))
    return sa.select(*columns).where(row.on <= week_after(of.day))


def mobilisations(of: DayScope) -> sa.Select[Any]:
    """Answers of services that are due, and first meetings with them."""
    row = mobilisations_asked(of).subquery("asked_of_service").c
    found = {"on": row.on, "thing": row.public_id, "household_id": row.household_id, "code": row.what}
    columns = _columns(DueKind.NETWORK, **found, name_fr=row.service, who=_reference(of, row.household_id))
    return sa.select(*columns).where(row.on <= week_after(of.day))


def prevention(of: DayScope) -> sa.Select[Any]:
    """What cases against the loss of a home have before them."""
    row = deadlines_asked(of).subquery("deadline_asked").c
    found = {"on": row.on, "thing": row.public_id, "household_id": row.household_id, "who": row.worker_id}
    columns = _columns(DueKind.PREVENTION, **found, code=row.what, other=row.of_stage)
    return sa.select(*columns).where(row.on <= week_after(of.day))


def _reference(of: DayScope, household_id: Any) -> Any:
    """Who accompanies the household today for the reader's organisation."""
    return _worker(of, household_id, in_force(of.day), Support.reference_worker_id)


def _last_worker(of: DayScope, household_id: Any) -> Any:
    return _worker(of, household_id, sa.true(), follows_up())


def _worker(of: DayScope, household_id: Any, condition: Any, column: Any) -> Any:
    query = sa.select(column).where(Support.household_id == household_id, condition)
    query = query.where(of_organisation(of.reader.organisation_id))
    return query.order_by(Support.start_on.desc(), Support.id.desc()).limit(1).scalar_subquery()


PARTS = {
    DueKind.TASK: tasks,
    DueKind.STEP: steps,
    DueKind.RIGHT: rights,
    DueKind.DOCUMENT: documents,
    DueKind.EXIT_STEP: exit_steps,
    DueKind.FOLLOW_UP: follow_ups,
    DueKind.OBJECTIVE: objectives,
    DueKind.NETWORK: mobilisations,
    DueKind.INCIDENT: incidents,
    DueKind.PREVENTION: prevention,
    DueKind.EXIT: exits,
    DueKind.WEEKLY: weekly,
}


def everything(of: DayScope, kind: DueKind | None = None) -> sa.Select[Any]:
    """All that is due, of one kind if told, in the same columns."""
    wanted = [part for one, part in PARTS.items() if kind in (None, one) and one in kinds_for(of.reader)]
    parts = [part(of) for part in wanted] or [tasks(of).where(sa.false())]
    return sa.select(sa.union_all(*parts).subquery("due"))


def kinds_for(reader: Reader) -> tuple[DueKind, ...]:
    """What can be due to a reader: without support of people, tasks alone."""
    return tuple(DueKind) if reader.may(Action.SUPPORT_ACT) else (DueKind.TASK,)

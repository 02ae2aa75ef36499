"""Dates for somebody's own agenda: what they may see, in one statement.

It leaves for somebody else's machine, so a date about people says neither who nor where, and cannot be told from
another of its kind.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.documents import PersonDocument
from accompaniment.models.exit_plans import ExitStep
from accompaniment.models.tasks import Task
from accompaniment.queries.contacts import steps_asked
from accompaniment.queries.day_scope import DayScope
from accompaniment.queries.documents import documents_ending
from accompaniment.queries.exit_stages import steps_to_do
from accompaniment.queries.follow_ups import FollowUpFilters, follow_ups_among
from accompaniment.queries.rights_due import DueFilters, rights_due
from accompaniment.queries.tasks import my_teams, visible
from accompaniment.vocab_exits import FollowUpState
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import UtcDateTime, ask
from app.periods.shift import day_shifted
from occupancy.models.agreements import Agreement
from occupancy.models.closures import Closure
from occupancy.models.extensions import ExtensionRequest
from occupancy.queries.agreement_pages import agreement_list
from occupancy.queries.closures import list_closures
from occupancy.queries.notices import list_notices
from occupancy.rules.countdown import DAYS_BEFORE, Milestone
from occupancy.vocab import AgreementState
from reports.queries.today_people import entries_planned, to_answer
from reports.vocab import CalendarCode as Code
from sites.models.sites import Site
from sites.queries.scope import readable_sites

Rows = sa.Select[Any]
BEFORE, AFTER = timedelta(days=90), timedelta(days=730)
IN_FORCE = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDING)


@dataclass(frozen=True)
class Date:
    """A date of an agenda: a day, or an instant. `subject` says what it is about, to tell one from another."""

    code: Code
    subject: str
    place: str | None
    day: date | None
    at: datetime | None


def _shaped(code: Code, subject: Any, *, day: Any = None, at: Any = None, place: Any = None) -> tuple[Any, ...]:
    return (
        sa.literal(code.value, sa.String()).label("code"),
        sa.cast(subject, sa.String).label("subject"),
        (sa.literal(None, sa.String()) if place is None else sa.cast(place, sa.String)).label("place"),
        (sa.literal(None, sa.Date()) if day is None else sa.type_coerce(day, sa.Date)).label("day"),
        (sa.literal(None, UtcDateTime()) if at is None else sa.type_coerce(at, UtcDateTime)).label("at"),
    )


def dates_of(reader: Reader, day: date) -> list[Date]:
    """The dates of a reader from three months ago to two years ahead, in order. One statement."""
    found = [part for may, parts in _parts(reader, day) if may for part in parts]
    if not found:
        return []
    one = sa.union_all(*found).subquery("calendar")
    window = one.c.day.between(sa.literal(day - BEFORE, sa.Date), sa.literal(day + AFTER, sa.Date))
    query = sa.select(one).where(sa.or_(one.c.at.is_not(None), window))
    rows = ask(query.order_by(one.c.day, one.c.at, one.c.code, one.c.subject))
    return [Date(Code(row.code), row.subject, row.place, row.day, row.at) for row in rows]


def _parts(reader: Reader, day: date) -> list[tuple[bool, list[Rows]]]:
    return [
        (_sees_to_agreements(reader), [_agreements(reader, day), _answers_due(reader)]),
        (reader.may(Action.CLOSURE_VIEW), [*_closures(reader, day)]),
        (reader.may(Action.AGREEMENT_EDIT), [_supervisor_notices(reader)]),
        (reader.may(Action.TASK_USE), [_tasks(reader, day)]),
        (reader.may(Action.SUPPORT_ACT), _about_people(reader, day)),
    ]


def _sees_to_agreements(reader: Reader) -> bool:
    """Who writes agreements, and the lender, who answers for their own: to others their dates ask for nothing."""
    return reader.may(Action.AGREEMENT_EDIT) or (
        reader.may(Action.AGREEMENT_VIEW) and reader.only_own(Action.AGREEMENT_VIEW)
    )


def _agreements(reader: Reader, day: date) -> Rows:
    one = agreement_list(reader, day, None).order_by(None).subquery().c
    subject = sa.literal("end/", sa.String()) + one.public_id
    columns = _shaped(Code.AGREEMENT_ENDS, subject, day=one.final_last_day, place=one.site_name)
    return sa.select(*columns).where(one.state.in_(IN_FORCE))


def _answers_due(reader: Reader) -> Rows:
    columns = _shaped(
        Code.EXTENSION_ANSWER, ExtensionRequest.public_id, day=ExtensionRequest.answer_due_on, place=Site.name
    )
    return (
        sa.select(*columns)
        .join(Agreement, Agreement.id == ExtensionRequest.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .where(readable_sites(reader, Action.AGREEMENT_VIEW), ExtensionRequest.sent_on.is_not(None))
        .where(ExtensionRequest.is_open)
    )


def _closures(reader: Reader, day: date) -> list[Rows]:
    """The last day of each closing, and the day by which everybody has a plan."""
    mine_too = readable_sites(reader, Action.CLOSURE_VIEW)
    query = list_closures(reader, day).where(Closure.handed_back_on.is_(None), mine_too).order_by(None)
    one = query.subquery().c
    planned = day_shifted(one.last_day, -DAYS_BEFORE[Milestone.PLAN])
    return [
        sa.select(*_shaped(Code.SITE_CLOSES, one.public_id, day=one.last_day, place=one.site_name)),
        sa.select(*_shaped(Code.PLANS_DUE, one.public_id, day=planned, place=one.site_name)),
    ]


def _supervisor_notices(reader: Reader) -> Rows:
    one = list_notices(reader, sent=False).order_by(None).subquery().c
    return sa.select(*_shaped(Code.SUPERVISOR, one.public_id, day=one.due_on, place=one.site_name))


def _about_people(reader: Reader, day: date) -> list[Rows]:
    """Dates of the reader's work with people. None has a place: with its days it could tell of somebody hidden."""
    of = DayScope(reader, day)
    entries = entries_planned(reader, day).order_by(None).subquery().c
    answers = to_answer(reader, day).order_by(None).subquery().c
    steps = steps_asked(reader).where(of.steps()).subquery().c
    coming_back = rights_due(reader, day, DueFilters(until="all"), households=of.household_keys())
    rights = coming_back.order_by(None).subquery().c
    return [
        sa.select(*_shaped(Code.ENTRY, entries.public_id, day=entries.planned_on)),
        sa.select(*_shaped(Code.PROPOSAL, answers.public_id, at=answers.expires_at)),
        sa.select(*_shaped(Code.NEXT_STEP, steps.public_id, day=steps.next_on)),
        sa.select(*_shaped(Code.RIGHT, rights.event_id, day=rights.deadline)),
        _documents(of),
        _follow_ups(of),
        _exit_steps(of),
    ]


def _documents(of: DayScope) -> Rows:
    columns = _shaped(Code.DOCUMENT, PersonDocument.public_id, day=PersonDocument.last_day)
    query = documents_ending(of.reader).where(*of.acted_on())
    return query.with_only_columns(*columns, maintain_column_froms=True)


def _follow_ups(of: DayScope) -> Rows:
    query = follow_ups_among(of.reader, FollowUpFilters(state="all"), of.day, of.left_keys())
    one = query.order_by(None).subquery("follow_up").c
    to_do = one.state.in_([FollowUpState.DUE.value, FollowUpState.TO_COME.value])
    subject = one.stay_public_id + "/" + sa.cast(one.months, sa.String)
    return sa.select(*_shaped(Code.FOLLOW_UP, subject, day=one.due_on)).where(to_do)


def _exit_steps(of: DayScope) -> Rows:
    query = steps_to_do(of.day, *_shaped(Code.EXIT_STEP, ExitStep.public_id, day=ExitStep.due_on))
    return query.where(ExitStep.due_on.is_not(None), *of.acted_on())


def _tasks(reader: Reader, day: date) -> Rows:
    theirs = sa.or_(Task.worker_id == reader.user_id, Task.team_id.in_(my_teams(reader, day)))
    query = sa.select(*_shaped(Code.TASK, Task.public_id, day=Task.due_on))
    return query.where(Task.is_open, theirs, visible(reader))

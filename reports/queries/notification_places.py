"""What people are told about sites and agreements: functions of units and dates, and of numbers of households."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action, NotificationKind
from app.periods.shift import day_shifted, latest_day
from occupancy.models.agreements import Agreement, Amendment, SupervisorNotice
from occupancy.models.closures import Closure
from occupancy.models.extensions import ExtensionRequest
from occupancy.queries.agreement_pages import agreement_list
from occupancy.queries.closures import list_closures
from occupancy.queries.extensions import unanswered
from occupancy.queries.notices import list_notices
from occupancy.rules.countdown import DAYS_BEFORE, Milestone
from occupancy.rules.endings import winters
from occupancy.rules.extensions import REMIND_DAYS
from occupancy.vocab import AgreementState, AmendmentKind, ExtensionAnswer
from reports.queries.notification_row import Rows, shaped
from reports.queries.notification_seen import unseen
from reports.queries.today_places import NOTICE_DAYS
from sites.models.sites import Site
from sites.queries.scope import readable_sites

NEWS_DAYS, WRITTEN_BY, LOOKED_BACK = 30, 14, 180  # an answer is news; its amendment follows; what is older is settled


def closings(reader: Reader, day: date) -> Rows:
    """Sites of the countdown (180, 90, 30 days) where households have nothing planned: their number."""
    one = _closing(reader, day)
    columns = {"place": one.site_name, "day": one.last_day, "number": one.missing, **of_countdown(one, day)}
    return sa.select(*shaped(subject=one.public_id, **columns)).where(one.missing > 0)


def of_countdown(one: Any, day: date) -> dict[str, Any]:
    """Which of its days a closing (`last_day`, `opened_on`) has passed, and by when each household has its plan."""
    days = sorted(DAYS_BEFORE.values())
    passed = ((one.last_day <= day + timedelta(days=before), str(before)) for before in days[:-1])
    planned_by = latest_day(day_shifted(one.last_day, -DAYS_BEFORE[Milestone.PLAN]), one.opened_on)
    over = one.last_day < sa.literal(day, sa.Date)
    return {"stage": sa.case((over, "past"), *passed, else_=str(days[-1])), "due_on": planned_by}


def in_countdown(day: date) -> sa.ColumnElement[bool]:
    """Condition on `closure`: the countdown has begun."""
    return Closure.last_day <= sa.literal(day + timedelta(days=DAYS_BEFORE[Milestone.ANNOUNCE]), sa.Date)


def closings_in_winter(reader: Reader, day: date) -> Rows:
    """Sites that close between 1 November and 15 March with households still inside: a warning (rule 12)."""
    one = _closing(reader, day)
    windows = winters(day, day + timedelta(days=DAYS_BEFORE[Milestone.ANNOUNCE]))
    columns = {"stage": "site", "place": one.site_name, "day": one.last_day, "number": one.inside}
    query = sa.select(*shaped(subject=one.public_id, due_on=one.last_day, **columns)).where(one.inside > 0)
    return query.where(sa.or_(sa.false(), *(one.last_day.between(*window) for window in windows)))


def _closing(reader: Reader, day: date) -> Any:
    """Columns of the closings that end within the countdown, with numbers of what the reader may know."""
    mine = (Closure.handed_back_on.is_(None), readable_sites(reader, Action.CLOSURE_VIEW), in_countdown(day))
    return list_closures(reader, day).add_columns(Closure.opened_on).where(*mine).order_by(None).subquery().c


def agreements(reader: Reader, day: date) -> Rows:
    """Agreements with less than six months to go. Who can act on it is told no more once a closing is open for the
    site, or an extension asked."""
    query = agreement_list(reader, day, AgreementState.ENDING)
    if reader.may(Action.AGREEMENT_EDIT):
        closing = sa.exists().where(Closure.site_id == Agreement.site_id, Closure.is_under_way)
        query = query.where(~closing.correlate(Agreement), ~_asked().correlate(Agreement))
    one = query.order_by(None).subquery().c
    return sa.select(
        *shaped(
            subject=one.public_id,
            place=one.site_name,
            reference=one.reference,
            day=one.final_last_day,
            due_on=one.final_last_day,
        )
    )


def _asked() -> sa.Exists:
    return sa.exists().where(ExtensionRequest.agreement_id == Agreement.id, ExtensionRequest.is_open)


def supervisor_notices(reader: Reader, day: date) -> Rows:
    """What the supervisor (SLRB) has not been told, late or due within two weeks."""
    owed = list_notices(reader, sent=False).where(SupervisorNotice.due_on <= day + timedelta(days=NOTICE_DAYS))
    one = owed.order_by(None).subquery().c
    return sa.select(
        *shaped(
            subject=one.public_id,
            stage=one.event,
            place=one.site_name,
            reference=one.reference,
            day=one.due_on,
            due_on=one.due_on,
        )
    )


def extensions(reader: Reader, day: date) -> Rows:
    """Requests to lend longer: of coordination those to send or without the answer hoped for, of a housing operator
    those that wait for its answer."""
    if not reader.may(Action.AGREEMENT_EDIT):
        return _to_answer(reader)
    one = unanswered(reader, day).order_by(None).subquery().c
    due_on = sa.func.coalesce(one.answer_due_on, day_shifted(one.drafted_on, REMIND_DAYS))
    return sa.select(
        *shaped(
            subject=one.public_id,
            stage=sa.case((one.sent_on.is_(None), "draft"), else_="late"),
            place=one.site_name,
            reference=one.reference,
            day=due_on,
            due_on=due_on,
        )
    )


def _to_answer(reader: Reader) -> Rows:
    return (
        sa.select(
            *shaped(
                subject=ExtensionRequest.public_id,
                stage="asked",
                place=Site.name,
                reference=Agreement.reference,
                day=ExtensionRequest.answer_due_on,
                due_on=ExtensionRequest.answer_due_on,
            )
        )
        .join(Agreement, Agreement.id == ExtensionRequest.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .where(readable_sites(reader, Action.AGREEMENT_VIEW), ExtensionRequest.sent_on.is_not(None))
        .where(ExtensionRequest.is_open)
    )


def extensions_answered(reader: Reader, day: date) -> Rows:
    """Answers of housing operators: one granted until its amendment is written, one refused until it was read."""
    written = sa.exists().where(
        Amendment.agreement_id == ExtensionRequest.agreement_id,
        Amendment.kind == AmendmentKind.EXTENSION,
        Amendment.dropped_on.is_(None),
        Amendment.new_last_day >= ExtensionRequest.granted_last_day,
    )
    answered, granted = ExtensionRequest.answered_on, ExtensionRequest.answer == ExtensionAnswer.GRANTED
    refused = sa.and_(
        ExtensionRequest.answer == ExtensionAnswer.REFUSED,
        answered >= day - timedelta(days=NEWS_DAYS),
        unseen(reader, NotificationKind.EXTENSION_ANSWERED, ExtensionRequest.public_id),
    )
    columns: tuple[Any, ...] = shaped(
        subject=ExtensionRequest.public_id,
        stage=ExtensionRequest.answer,
        place=Site.name,
        reference=Agreement.reference,
        day=answered,
        due_on=sa.case((granted, day_shifted(answered, WRITTEN_BY))),
    )
    return (
        sa.select(*columns)
        .join(Agreement, Agreement.id == ExtensionRequest.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .where(readable_sites(reader, Action.AGREEMENT_EDIT), answered >= day - timedelta(days=LOOKED_BACK))
        .where(sa.or_(refused, sa.and_(granted, ~written.correlate(ExtensionRequest))))
    )

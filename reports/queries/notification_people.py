"""What people are told about households: each list scoped to its reader, narrowed to the households that are theirs."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.exit_plans import ExitPlan, ExitStep
from accompaniment.models.supports import Support
from accompaniment.queries.contacts import next_steps as steps_after_contacts
from accompaniment.queries.files import in_force
from accompaniment.queries.follow_ups import FollowUpFilters, list_follow_ups
from accompaniment.queries.rights_due import DueFilters, rights_due
from accompaniment.vocab_exits import FollowUpState
from app.auth.reader import Reader
from app.auth.vocab import Action, NotificationKind
from app.db import at_instant, prebuilt
from app.periods.shift import brussels_day, day_shifted
from axes.models.assessments import Assignment
from axes.models.people import BreakGlass, Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import readable, within_reach
from axes.vocab import ReferralState
from occupancy.models.stays import Stay
from occupancy.queries.journeys import journey_roots
from occupancy.queries.stays import StayFilters, list_stays
from occupancy.rules.endings import winters
from occupancy.vocab import StayState
from reports.queries.closings import plans
from reports.queries.notification_row import Rows, shaped
from reports.queries.notification_seen import unseen
from reports.queries.today_people import requests_in, to_answer
from sites.models.sites import Site
from sites.models.units import Unit

NEWS_DAYS, WINTER_DAYS = 30, 90


def mine(reader: Reader, day: date) -> sa.ColumnElement[bool]:
    """Condition on `household`: the reader is its worker, or it is of their organisation and nobody's in particular."""
    return Household.id.in_(sa.select(_of_mine(reader, day).c.household_id))


@prebuilt
def _of_mine(reader: Reader, day: date) -> sa.CTE:
    """Found once for all the kinds of a statement. The workers are those of the episode of `day`, or of the last one
    before it, and of supports in force."""
    last, later = aliased(Assignment), aliased(Assignment)
    overtaken = sa.exists().where(
        later.household_id == last.household_id, later.start_on > last.start_on, later.start_on <= day
    )
    theirs = sa.or_(
        last.reference_worker_id == reader.user_id,
        last.second_worker_id == reader.user_id,
        sa.and_(last.reference_worker_id.is_(None), Team.organisation_id == reader.organisation_id),
    )
    followed = sa.select(last.household_id).join(Team, Team.id == last.team_id)
    followed = followed.where(last.start_on <= day, ~overtaken.correlate(last), theirs)
    supported = sa.select(Support.household_id).where(Support.reference_worker_id == reader.user_id, in_force(day))
    return sa.union(followed, supported).cte()  # nameless: two threads may build two of them


@prebuilt
def _planned(day: date) -> sa.CTE:
    """Stays with a plan, found once: stay_id, planned_on."""
    return sa.select(plans(day)).cte()


def _of(reader: Reader, query: Rows, day: date) -> Rows:
    """Narrowed to the reader's households where they act on files; who steers reads those of all."""
    return query.order_by(None).where(*([mine(reader, day)] if reader.may(Action.SUPPORT_ACT) else []))


def _stays(reader: Reader, day: date, state: StayState) -> Rows:
    return _of(reader, list_stays(reader, day, StayFilters(state=state)), day)


def _of_stay(query: Rows, **columns: Any) -> Rows:
    place = Site.name + " · " + Unit.code
    about = {"subject": Stay.public_id, "place": place, "reference": Household.reference, "day": Stay.planned_end_on}
    return query.with_only_columns(*shaped(**(about | columns)), maintain_column_froms=True)


def stays_overdue(reader: Reader, day: date) -> Rows:
    """Stays past their planned end: of the reader's households, or of all for who steers."""
    return _of_stay(_stays(reader, day, StayState.OVERDUE), due_on=Stay.planned_end_on)


def ends_in_winter(reader: Reader, day: date) -> Rows:
    """Stays whose planned end comes within ninety days, between 1 November and 15 March, without a day to leave for
    somewhere else. A warning, nothing is refused (rule 12)."""
    windows = [Stay.planned_end_on.between(*window) for window in winters(day, day + timedelta(days=WINTER_DAYS))]
    plan = _planned(day)
    dated = sa.select(plan.c.stay_id).where(plan.c.planned_on.is_not(None))
    query = _stays(reader, day, StayState.CURRENT).where(sa.or_(sa.false(), *windows), Stay.id.not_in(dated))
    return _of_stay(query, due_on=Stay.planned_end_on)


def beyond_target(reader: Reader, day: date) -> Rows:
    """Stays whose journey is longer than their axis aims at, without a plan under way. A warning too (rule 24)."""
    root, first = journey_roots(), aliased(Stay)
    reached = day_shifted(first.start_on, Axis.target_days)
    query = _stays(reader, day, StayState.CURRENT).where(Stay.id.not_in(sa.select(_planned(day).c.stay_id)))
    query = query.join(root, root.c.stay_id == Stay.id).join(first, first.id == root.c.journey_id)
    return _of_stay(query.where(reached <= sa.literal(day, sa.Date)), day=reached, number=Axis.target_days)


def proposals(reader: Reader, day: date) -> Rows:
    """Proposals that wait for the reader's word."""
    one = to_answer(reader, day).order_by(None).subquery().c
    expires_on = brussels_day(one.expires_at)
    place = one.site_name + " · " + one.unit_code
    return sa.select(
        *shaped(
            subject=one.public_id,
            stage=one.state,
            place=place,
            reference=one.reference,
            day=expires_on,
            due_on=expires_on,
        )
    )


def exit_steps(reader: Reader, day: date) -> Rows:
    """Plans with steps past their day: how many, and the oldest. Never which."""
    action = Action.SUPPORT_VIEW if reader.may(Action.SUPPORT_VIEW) else Action.EXIT_VIEW
    oldest = sa.func.min(ExitStep.due_on)
    columns = shaped(
        subject=ExitPlan.public_id,
        link=Household.public_id,
        reference=Household.reference,
        day=oldest,
        due_on=oldest,
        number=sa.func.count(ExitStep.id),
    )
    query = (
        sa.select(*columns)
        .join(ExitPlan, ExitPlan.id == ExitStep.plan_id)
        .join(Household, Household.id == ExitPlan.household_id)
        .where(ExitPlan.ended_on.is_(None), ExitStep.done_on.is_(None), ExitStep.dropped_on.is_(None))
        .where(ExitStep.due_on < day, within_reach(reader, action), readable(reader, action))
        .group_by(ExitPlan.public_id, Household.public_id, Household.reference)
    )
    return _of(reader, query, day)


def rights(reader: Reader, day: date) -> Rows:
    """Rights that come back, of the people the reader is the worker of: how many of a household, and the first."""
    one = rights_due(reader, day, DueFilters(worker="me")).order_by(None).subquery().c
    first = sa.func.min(one.deadline)
    columns = shaped(
        subject=one.household_public_id, reference=one.reference, day=first, due_on=first, number=sa.func.count()
    )
    return sa.select(*columns).group_by(one.household_public_id, one.reference)


def follow_ups(reader: Reader, day: date) -> Rows:
    """Follow-ups after an exit that are due and not missed yet."""
    query = list_follow_ups(reader, FollowUpFilters(state=FollowUpState.DUE.value), day)
    one = _of(reader, query, day).subquery().c
    return sa.select(
        *shaped(
            subject=one.stay_public_id,
            stage=one.months,
            reference=one.reference,
            day=one.due_on,
            due_on=one.due_on,
            number=one.months,
        )
    )


def next_steps(reader: Reader, day: date) -> Rows:
    """What was to be done after a contact, by today."""
    one = steps_after_contacts(reader, day).order_by(None).subquery().c
    return sa.select(
        *shaped(
            subject=one.public_id,
            link=one.household_public_id,
            reference=one.reference,
            day=one.next_on,
            due_on=one.next_on,
        )
    )


def break_glass(reader: Reader, day: date) -> Rows:
    """Identities of the reader's households that somebody opened, until this was read; a month at most."""
    since = BreakGlass.created_at > at_instant(-timedelta(days=NEWS_DAYS))
    brought = sa.and_(Household.organisation_id == reader.organisation_id, ~_has_worker(day))
    columns = shaped(
        subject=BreakGlass.public_id,
        link=Household.public_id,
        reference=Household.reference,
        day=brussels_day(BreakGlass.created_at),
    )
    return (
        sa.select(*columns)
        .join(Household, Household.id == BreakGlass.household_id)
        .where(readable(reader, Action.HOUSEHOLD_VIEW), sa.or_(mine(reader, day), brought))
        .where(since, BreakGlass.user_id != reader.user_id)
        .where(unseen(reader, NotificationKind.BREAK_GLASS, BreakGlass.public_id))
    )


def _has_worker(day: date) -> sa.ColumnElement[bool]:
    worker = sa.exists().where(Assignment.household_id == Household.id, Assignment.reference_worker_id.is_not(None))
    return worker.where(sa.or_(Assignment.end_on.is_(None), Assignment.end_on > day)).correlate(Household)


def referrals(reader: Reader, day: date) -> Rows:
    """Requests to decide on."""
    return _requests(ReferralState.SUBMITTED, reader)


def completions(reader: Reader, day: date) -> Rows:
    """Requests about which the reader was asked something."""
    return _requests(ReferralState.TO_COMPLETE, reader)


def _requests(state: ReferralState, reader: Reader) -> Rows:
    one = requests_in(state, reader).order_by(None).subquery().c
    since = brussels_day(sa.func.coalesce(one.last_at, one.created_at))
    return sa.select(*shaped(subject=one.public_id, place=one.organisation, reference=one.reference, day=since))

"""What people are told about households: each list scoped to its reader, narrowed to the households that are theirs."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.queries import day_parts
from accompaniment.queries.day_scope import DayScope
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.queries.incidents_due import incidents_asked
from accompaniment.queries.mobilisations_due import mobilisations_asked
from accompaniment.queries.tasks import my_teams, visible
from accompaniment.rules.documents import CLOSE
from app.auth.reader import Reader
from app.auth.vocab import Action, NotificationKind
from app.db import at_instant, prebuilt
from app.periods import lived_contains
from app.periods.shift import brussels_day, day_shifted
from axes.models.assessments import Assignment
from axes.models.people import BreakGlass, Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import readable
from axes.vocab import ReferralState
from occupancy.models.closures import Closure
from occupancy.models.stays import Stay
from occupancy.queries.journeys import journey_roots
from occupancy.queries.plans import planned
from occupancy.queries.stays import StayFilters, list_stays, lived_on
from occupancy.rules.endings import winters
from occupancy.vocab import StayState
from reports.queries.notification_places import in_countdown, of_countdown
from reports.queries.notification_row import Rows, shaped
from reports.queries.notification_seen import unseen
from reports.queries.today_people import outcomes_missing, requests_in, to_answer
from sites.models.sites import Site
from sites.models.units import Unit

NEWS_DAYS, MOST_NEWS, WINTER_DAYS = 30, 500, 90


def mine(reader: Reader, day: date) -> sa.ColumnElement[bool]:
    """Condition on `household`: the reader is its worker, or it is of their organisation and nobody's in particular."""
    return Household.id.in_(sa.select(_of_mine(reader, day).c.household_id))


@prebuilt
def _of_mine(reader: Reader, day: date) -> sa.CTE:
    """Found once for all the kinds of a statement: as `DayScope.households`, and those without a worker."""
    theirs = sa.or_(
        Assignment.reference_worker_id == reader.user_id,
        Assignment.second_worker_id == reader.user_id,
        sa.and_(Assignment.reference_worker_id.is_(None), Team.organisation_id == reader.organisation_id),
    )
    followed = sa.select(Assignment.household_id).join(Team, Team.id == Assignment.team_id)
    followed = followed.where(lived_contains(Assignment.start_on, Assignment.end_on, day), theirs)
    mine_too = (Support.reference_worker_id == reader.user_id, of_organisation(reader.organisation_id), in_force(day))
    return sa.union(followed, sa.select(Support.household_id).where(*mine_too)).cte()  # nameless: threads may build two


def _mine(reader: Reader, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `stay`: of the reader's households where they act on files; who steers reads those of all."""
    theirs = sa.select(_of_mine(reader, day).c.household_id)
    return (Stay.household_id.in_(theirs),) if reader.may(Action.SUPPORT_ACT) else ()


@prebuilt
def _planned(reader: Reader, day: date) -> sa.CTE:
    """Those with a plan, found once: stay_id, planned_on."""
    return sa.select(planned(day, *_mine(reader, day))).cte()


def _of(reader: Reader, query: Rows, day: date) -> Rows:
    return query.order_by(None).where(*_mine(reader, day))


def _stays(reader: Reader, day: date, state: StayState) -> Rows:
    return _of(reader, list_stays(reader, day, StayFilters(state=state)), day)


def _of_stay(query: Rows, **columns: Any) -> Rows:
    place = Site.name + " · " + Unit.code
    about = {"subject": Stay.public_id, "place": place, "reference": Household.reference, "day": Stay.planned_end_on}
    return query.with_only_columns(*shaped(**(about | columns)), maintain_column_froms=True)


def closings(reader: Reader, day: date) -> Rows:
    """Sites of the countdown where households of the reader's have nothing planned: how many of theirs."""
    query = outcomes_missing(reader, day).order_by(None).where(mine(reader, day), in_countdown(day))
    about = {"subject": Closure.public_id, "place": Site.name, "day": Closure.last_day}
    columns = shaped(**about, number=sa.func.count(Stay.id.distinct()), **of_countdown(Closure, day))
    query = query.with_only_columns(*columns, maintain_column_froms=True)
    return query.group_by(Closure.public_id, Site.name, Closure.last_day, Closure.opened_on)


def stays_overdue(reader: Reader, day: date) -> Rows:
    """Stays past their planned end: of the reader's households, or of all for who steers."""
    return _of_stay(_stays(reader, day, StayState.OVERDUE), due_on=Stay.planned_end_on)


def ends_in_winter(reader: Reader, day: date) -> Rows:
    """Stays whose planned end comes within ninety days, between 1 November and 15 March, without a day to leave for
    somewhere else. A warning, nothing is refused (rule 12)."""
    windows = [Stay.planned_end_on.between(*window) for window in winters(day, day + timedelta(days=WINTER_DAYS))]
    plan = _planned(reader, day)
    dated = sa.select(plan.c.stay_id).where(plan.c.planned_on.is_not(None))
    query = _stays(reader, day, StayState.CURRENT).where(sa.or_(sa.false(), *windows), Stay.id.not_in(dated))
    return _of_stay(query, due_on=Stay.planned_end_on)


def beyond_target(reader: Reader, day: date) -> Rows:
    """Stays whose journey is longer than their axis aims at, without a plan under way. A warning too (rule 24)."""
    root, first = journey_roots(lived_on(day), *_mine(reader, day)), aliased(Stay)
    reached = day_shifted(first.start_on, Axis.target_days)
    query = _stays(reader, day, StayState.CURRENT).where(Stay.id.not_in(sa.select(_planned(reader, day).c.stay_id)))
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


def tasks(reader: Reader, day: date) -> Rows:
    """Tasks of the reader, or of a team they are in, that were due by today."""
    known = sa.and_(Household.id == Task.household_id, readable(reader, Action.HOUSEHOLD_VIEW))
    columns = shaped(
        subject=Task.public_id,
        stage=sa.case((Household.id.is_(None), "plain"), else_="file"),
        reference=Household.reference,
        day=Task.due_on,
        due_on=Task.due_on,
    )
    theirs = sa.or_(Task.worker_id == reader.user_id, Task.team_id.in_(my_teams(reader, day)))
    query = sa.select(*columns).select_from(Task).outerjoin(Household, known)
    return query.where(Task.is_open, Task.due_on <= day, theirs, visible(reader))


def exit_steps(reader: Reader, day: date) -> Rows:
    """Plans with steps past their day: how many, and the oldest. Never which."""
    one = day_parts.exit_steps(DayScope(reader, day)).subquery().c
    oldest = sa.func.min(one.on)
    return _by_household(one, day=oldest, due_on=oldest).where(one.on < day)


def rights(reader: Reader, day: date) -> Rows:
    """Rights that come back: how many of a household, and by when the first."""
    one = day_parts.rights(DayScope(reader, day)).subquery().c
    first = sa.func.min(one.until)
    return _by_household(one, day=first, due_on=first).where(one.on <= day)


def documents(reader: Reader, day: date) -> Rows:
    """Documents that end, from the first reminder on; in other words from the second one on: how many of a household,
    and the last day of the first. Never which."""
    one = day_parts.documents(DayScope(reader, day)).subquery().c
    first = sa.func.min(one.until)
    stage = sa.case((first <= sa.literal(day + CLOSE, sa.Date), "close"))
    return _by_household(one, day=first, due_on=first, stage=stage).where(one.on <= day)


def _by_household(one: Any, **columns: Any) -> Rows:
    """Rows of a day put together by household, as how many."""
    about = {"subject": Household.public_id, "reference": Household.reference, "number": sa.func.count()}
    query = sa.select(*shaped(**(about | columns))).join(Household, Household.id == one.household_id)
    return query.group_by(Household.public_id, Household.reference)


def follow_ups(reader: Reader, day: date) -> Rows:
    """Follow-ups after an exit that are due and not missed yet."""
    one = day_parts.follow_ups(DayScope(reader, day)).subquery().c
    columns = {"stage": one.code, "day": one.on, "due_on": one.on, "number": sa.cast(one.code, sa.Integer)}
    query = sa.select(*shaped(subject=one.thing, reference=Household.reference, **columns))
    return query.join(Household, Household.id == one.household_id).where(one.on <= day)


def weekly(reader: Reader, day: date) -> Rows:
    """Households in a Housing First home whom nobody met in person for a week."""
    one = day_parts.weekly(DayScope(reader, day)).subquery().c
    columns = {"subject": Household.public_id, "day": one.on, "due_on": one.on}
    query = sa.select(*shaped(reference=Household.reference, **columns))
    return query.join(Household, Household.id == one.household_id).where(one.on <= day)


def next_steps(reader: Reader, day: date) -> Rows:
    """What was to be done after a contact, by today."""
    one = day_parts.steps(DayScope(reader, day)).subquery().c
    columns = {"link": one.other, "day": one.on, "due_on": one.on}
    query = sa.select(*shaped(subject=one.thing, reference=Household.reference, **columns))
    return query.join(Household, Household.id == one.household_id).where(one.on <= day)


def incidents(reader: Reader, day: date) -> Rows:
    """Incidents that ask for an answer by today, and notes of others to take up: where, never what."""
    one = incidents_asked(DayScope(reader, day)).subquery().c
    return sa.select(*shaped(subject=one.public_id, place=one.place, day=one.on, due_on=one.on)).where(one.on <= day)


def mobilisations(reader: Reader, day: date) -> Rows:
    """Answers of services that are late, and first meetings with them, by today."""
    one = mobilisations_asked(DayScope(reader, day)).subquery().c
    columns = {"stage": one.what, "place": one.service, "reference": one.reference, "day": one.on, "due_on": one.on}
    return sa.select(*shaped(subject=one.public_id, **columns)).where(one.on <= day)


def break_glass(reader: Reader, day: date) -> Rows:
    """Identities of the reader's households that somebody opened, until this was read; a month at most."""
    lately = (
        sa.select(BreakGlass)
        .where(BreakGlass.created_at > at_instant(-timedelta(days=NEWS_DAYS)), BreakGlass.user_id != reader.user_id)
        .where(unseen(reader, NotificationKind.BREAK_GLASS, BreakGlass.public_id))
        .order_by(BreakGlass.id.desc())
        .limit(MOST_NEWS)  # few: the database begins with them, rather than with all households
    )
    one = lately.subquery().c
    brought = sa.and_(Household.organisation_id == reader.organisation_id, ~_has_worker(day))
    columns = shaped(
        subject=one.public_id,
        link=Household.public_id,
        reference=Household.reference,
        day=brussels_day(one.created_at),
    )
    query = sa.select(*columns).join(Household, Household.id == one.household_id)
    return query.where(readable(reader, Action.HOUSEHOLD_VIEW), sa.or_(mine(reader, day), brought))


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

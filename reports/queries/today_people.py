"""What is due about people: proposals, stays, requests. Each list is scoped to its reader, the most pressing first."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.queries.follow_ups import FollowUpFilters, list_follow_ups
from accompaniment.vocab_exits import FollowUpState
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.db import at_instant
from app.periods import lived_contains
from axes.models.assessments import Assignment, AxisAssessment
from axes.models.people import Consent, Household
from axes.models.programmes import Axis, Team, TeamMember
from axes.models.referrals import Referral, ReferralEvent
from axes.queries.referral_lists import ReferralFilters, list_referrals
from axes.queries.referrals import visible, waits
from axes.queries.scope import in_force, readable
from axes.vocab import ConsentScope, ReferralEventKind, ReferralState
from occupancy.models.allocations import Allocation
from occupancy.models.closures import Closure
from occupancy.models.stays import Stay
from occupancy.queries.allocations import AllocationFilters, entry_planned_on, list_allocations
from occupancy.queries.plans import without_plan
from occupancy.queries.stays import StayFilters, list_stays
from occupancy.vocab import AllocationState
from sites.models.sites import Site
from sites.models.units import Unit

OfAssessors = aliased(Organisation, name="of_assessors")
ENDING_DAYS = 90
EXPIRING_DAYS = 2
ANSWERED_DAYS = 30
# An entry, or its being taken back: the last of these says how it stands.
ENTRIES = (ReferralEventKind.HOUSED, ReferralEventKind.ENTRY_CANCELLED)
ANSWERS = (ReferralEventKind.ACCEPTED, ReferralEventKind.REFUSED, *ENTRIES)


def to_answer(reader: Reader, day: date) -> sa.Select[Any]:
    """Proposals that wait for a word of the reader's teams, those that expire first at the top."""
    planned = list_allocations(reader, AllocationFilters(AllocationState.ENTRY_PLANNED)).with_only_columns(
        Allocation.id
    )
    query = list_allocations(reader, AllocationFilters()).where(_for_me(reader, day))
    return query.where(Allocation.id.not_in(planned.order_by(None)))


def entries_planned(reader: Reader, day: date) -> sa.Select[Any]:
    """Entries planned for households of the reader's teams, the next first: with `planned_on`."""
    query = list_allocations(reader, AllocationFilters(AllocationState.ENTRY_PLANNED)).where(_for_me(reader, day))
    return query.order_by(None).order_by(entry_planned_on(), Allocation.id)


def _for_me(reader: Reader, day: date) -> sa.ColumnElement[bool]:
    """The reader speaks for the team, as `occupancy.queries.allocations.answers_for` says."""
    members = sa.exists().where(
        TeamMember.team_id == Team.id, lived_contains(TeamMember.start_on, TeamMember.end_on, day)
    )
    return sa.and_(
        Team.organisation_id == reader.organisation_id,
        sa.or_(
            Assignment.reference_worker_id == reader.user_id,
            Assignment.second_worker_id == reader.user_id,
            ~members.correlate(Team),
            members.where(TeamMember.user_id == reader.user_id).correlate(Team),
        ),
    )


def stays_ending(reader: Reader, day: date) -> sa.Select[Any]:
    """Stays past their planned end, or that reach it within 90 days: the list of stays under the same filter."""
    return list_stays(reader, day, StayFilters(ends=ENDING_DAYS))


def outcomes_missing(reader: Reader, day: date) -> sa.Select[Any]:
    """Households of a closing site without a plan, the first to close at the top."""
    closing = sa.select(Unit.id).join(Closure, Closure.site_id == Unit.site_id).where(Closure.is_under_way)
    columns: tuple[Any, ...] = (
        Closure.public_id,
        Closure.last_day,
        Household.reference,
        Site.name.label("site_name"),
        Unit.code.label("unit_code"),
    )
    return (
        sa.select(*columns)
        .select_from(Closure)
        .join(Site, Site.id == Closure.site_id)
        .join(Unit, Unit.site_id == Site.id)
        .join(Stay, Stay.unit_id == Unit.id)
        .join(Household, Household.id == Stay.household_id)
        .where(Stay.unit_id.in_(closing.correlate(None)))  # few: found before all who live anywhere
        .where(Closure.is_under_way, Stay.end_on.is_(None), without_plan(day), readable(reader, Action.STAY_VIEW))
        .order_by(Closure.last_day, Unit.code, Stay.id)
    )


def without_worker(reader: Reader, day: date) -> sa.Select[Any]:
    """Households that a team of the reader's organisation follows, and nobody in particular; longest first."""
    number = Axis.number.label("axis_number")
    order = (Assignment.start_on, Assignment.id)
    place = sa.func.row_number().over(order_by=order).label("place")
    columns: tuple[Any, ...] = (Household.public_id, Household.reference, Assignment.start_on, number, place)
    return (
        sa.select(*columns)
        .select_from(Assignment)
        .join(Household, Household.id == Assignment.household_id)
        .join(Team, Team.id == Assignment.team_id)
        .join(Axis, Axis.id == Team.axis_id)
        .where(Team.organisation_id == reader.organisation_id, Assignment.reference_worker_id.is_(None))
        .where(lived_contains(Assignment.start_on, Assignment.end_on, day), readable(reader, Action.HOUSEHOLD_VIEW))
        .order_by(*order)
    )


def follow_ups_owed(reader: Reader, day: date) -> sa.Select[Any]:
    """Follow-ups after an exit whose day has come; those missed since ask for nothing any more."""
    return list_follow_ups(reader, FollowUpFilters(state=FollowUpState.DUE.value), day)


def to_assess(reader: Reader, day: date) -> sa.Select[Any]:
    """Households whose request was accepted, with no axis decided and no team, whom the reader may assess; by wait."""
    decided = sa.exists().where(
        AxisAssessment.household_id == Referral.household_id,
        AxisAssessment.programme_id == Referral.programme_id,
        AxisAssessment.decided_axis_id.is_not(None),
    )
    accepted_at = (
        sa.select(sa.func.max(ReferralEvent.at))
        .where(ReferralEvent.referral_id == Referral.id, ReferralEvent.kind == ReferralEventKind.ACCEPTED)
        .correlate(Referral)
        .scalar_subquery()
    )
    accepted = sa.type_coerce(accepted_at, Referral.created_at.type).label("accepted_at")
    return (
        sa.select(Household.public_id, Household.reference, Referral.created_at, accepted)
        .select_from(Referral)
        .join(Household, Household.id == Referral.household_id)
        .where(readable(reader, Action.ASSESSMENT_WRITE))
        .where(waits(), ~decided.correlate(Referral), ~_followed(day))
        .order_by(Referral.id)
    )


def requests_in(state: ReferralState, reader: Reader) -> sa.Select[Any]:
    """Requests in a state, those that wait longest first: the rows of the list of requests."""
    return list_referrals(reader, ReferralFilters(state=state)).order_by(None).order_by(Referral.id)


def without_team(reader: Reader, day: date) -> sa.Select[Any]:
    """Requests accepted whose household no team follows yet; those without an axis await it from `assessors`."""
    waiting = requests_in(ReferralState.WAITING, reader).where(~_followed(day))
    return waiting.add_columns(_assessors().label("assessors"))


def _assessors() -> Any:
    """Names of the organisations whose field workers may assess the household: its own, and those it is shared with."""
    works = sa.exists().where(
        User.organisation_id == OfAssessors.id, User.role == Role.FIELD_WORKER, User.deactivated_at.is_(None)
    )
    shared = sa.exists().where(
        Consent.household_id == Household.id,
        Consent.organisation_id == OfAssessors.id,
        Consent.scope == ConsentScope.SHARE_FILE,
        *in_force(),
    )
    names = sa.func.aggregate_strings(sa.func.coalesce(OfAssessors.short_name, OfAssessors.name), " · ")
    own = OfAssessors.id == Household.organisation_id
    known = sa.or_(own, shared.correlate(OfAssessors, Household))
    return sa.select(names).where(known, works).correlate(Household).scalar_subquery()


def _followed(day: date) -> sa.ColumnElement[bool]:
    """A team follows the household of the request, or will."""
    followed = sa.exists().where(
        Assignment.household_id == Referral.household_id,
        sa.or_(Assignment.end_on.is_(None), Assignment.end_on > day),
    )
    return followed.correlate(Referral)


def expiring(reader: Reader, day: date) -> sa.Select[Any]:
    """Open proposals that nobody answered and that expire within two days."""
    soon = at_instant(timedelta(days=EXPIRING_DAYS))
    return list_allocations(reader, AllocationFilters()).where(Allocation.expires_at <= soon)


def answers(reader: Reader, day: date) -> sa.Select[Any]:
    """What became of the reader's own requests in the last thirty days, the latest first; of entries, the last word."""
    later = aliased(ReferralEvent)
    overtaken = sa.exists().where(
        later.referral_id == ReferralEvent.referral_id, later.kind.in_(ENTRIES), later.id > ReferralEvent.id
    )
    columns: tuple[Any, ...] = (Referral.public_id, Household.reference, ReferralEvent.kind, ReferralEvent.at)
    return (
        sa.select(*columns)
        .select_from(ReferralEvent)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .join(Household, Household.id == Referral.household_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .where(Referral.organisation_id == reader.organisation_id, visible(reader, Action.REFERRAL_VIEW))
        .where(ReferralEvent.kind.in_(ANSWERS), ReferralEvent.at > at_instant(-timedelta(days=ANSWERED_DAYS)))
        .where(~(ReferralEvent.kind.in_(ENTRIES) & overtaken))
        .order_by(ReferralEvent.at.desc(), ReferralEvent.id.desc())
    )


def new_axes(reader: Reader, day: date) -> sa.Select[Any]:
    """Households followed on one axis for whom another was decided since: their team is to be changed."""
    decision, later = AxisAssessment, aliased(AxisAssessment)
    superseded = sa.exists().where(
        later.household_id == decision.household_id,
        later.decided_axis_id.is_not(None),
        sa.tuple_(later.decided_at, later.id) > sa.tuple_(decision.decided_at, decision.id),
    )
    decided = aliased(Axis)
    columns: tuple[Any, ...] = (
        Assignment.public_id,
        Household.reference,
        decided.number.label("new_number"),
        sa.func.coalesce(Organisation.short_name, Organisation.name).label("team_name"),
        decision.decided_at.label("at"),
    )
    return (
        sa.select(*columns)
        .select_from(Assignment)
        .join(Household, Household.id == Assignment.household_id)
        .join(Team, Team.id == Assignment.team_id)
        .join(Axis, Axis.id == Team.axis_id)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .join(decision, decision.household_id == Assignment.household_id)
        .join(decided, decided.id == decision.decided_axis_id)
        .where(Assignment.end_on.is_(None), Assignment.start_on <= day, decided.id != Axis.id)
        .where(decided.programme_id == Axis.programme_id, ~superseded)
        .where(readable(reader, Action.ASSIGNMENT_DECIDE))
        .order_by(decision.decided_at, Assignment.id)
    )

"""Households that wait for a unit, with every fact that the match reads. Not scoped: callers add the reader's scope."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.clock import now
from app.periods import days_between, lived_contains
from axes.models.assessments import Assignment
from axes.models.people import Household, HouseholdMember, HouseholdNeed
from axes.models.programmes import Axis, Programme, Team
from axes.models.referrals import Referral, ReferralEvent
from axes.vocab import NeedKind, ReferralEventKind
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay


def waiting(day: date) -> sa.Subquery:
    """One row per household accepted and not housed as of `day`. Persons are those in the household that day."""
    accepted = aliased(ReferralEvent)
    loads = _team_loads(day)
    return (
        sa.select(
            Household.id.label("household_id"),
            Household.public_id,
            Household.reference,
            Household.wished_communes,
            Referral.id.label("referral_id"),
            Referral.urgency,
            days_between(sa.func.date(accepted.at, type_=sa.Date), sa.literal(day, sa.Date)).label("waiting_days"),
            Assignment.id.label("assignment_id"),
            Team.id.label("team_id"),
            Team.capacity,
            Team.organisation_id,
            sa.func.coalesce(loads.c.load, 0).label("load"),
            Axis.id.label("axis_id"),
            Axis.number.label("axis_number"),
            Axis.target_days,
            Programme.proposal_days,
            _persons(day).label("persons"),
            _needs(NeedKind.STEP_FREE, day).label("needs_step_free"),
            _needs(NeedKind.ANIMALS, day).label("has_animals"),
            _proposed().label("proposed"),
        )
        .select_from(Referral)
        .join(Household, Household.id == Referral.household_id)
        .join(accepted, sa.and_(accepted.referral_id == Referral.id, accepted.kind == ReferralEventKind.ACCEPTED))
        .outerjoin(
            Assignment,
            sa.and_(
                Assignment.household_id == Household.id, lived_contains(Assignment.start_on, Assignment.end_on, day)
            ),
        )
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .outerjoin(loads, loads.c.team_id == Team.id)
        .where(~_followed_by_more(accepted), ~_housed())
        .subquery("waiting")
    )


def _followed_by_more(accepted: type[ReferralEvent]) -> sa.ColumnElement[bool]:
    later = aliased(ReferralEvent)
    return sa.exists().where(
        later.referral_id == accepted.referral_id, later.id > accepted.id, later.kind != ReferralEventKind.NEWS
    )


def _housed() -> sa.ColumnElement[bool]:
    return sa.exists().where(Stay.household_id == Household.id, Stay.end_on.is_(None))


def _persons(day: date) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(HouseholdMember.id))
        .where(HouseholdMember.household_id == Household.id)
        .where(lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day))
        .scalar_subquery()
    )


def _needs(kind: NeedKind, day: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        HouseholdNeed.household_id == Household.id,
        HouseholdNeed.kind == kind,
        lived_contains(HouseholdNeed.start_on, HouseholdNeed.end_on, day),
    )


def _proposed() -> sa.ColumnElement[bool]:
    """An allocation is open for the household, and not expired."""
    return sa.exists().where(
        Allocation.household_id == Household.id,
        Allocation.closed_at.is_(None),
        sa.or_(Allocation.expires_at.is_(None), Allocation.expires_at > now()),
    )


def _team_loads(day: date) -> sa.Subquery:
    """Households followed by each team as of `day`."""
    return (
        sa.select(Assignment.team_id, sa.func.count().label("load"))
        .where(lived_contains(Assignment.start_on, Assignment.end_on, day))
        .group_by(Assignment.team_id)
        .subquery("loads")
    )

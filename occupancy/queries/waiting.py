"""Households that wait for a unit, with every fact that the match reads."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models.organisations import Organisation
from app.clock import today
from app.db import at_instant
from app.periods import lived_contains
from app.periods.shift import brussels_day
from app.periods.sql import Day
from axes.models.assessments import Assignment, AxisAssessment
from axes.models.people import Household, HouseholdMember, HouseholdNeed
from axes.models.programmes import Axis, Programme, Team
from axes.models.referrals import Referral
from axes.queries.assignments import places_left
from axes.queries.referrals import days_waited
from axes.vocab import NeedKind
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay, StayPerson


def waiting(day: Day, scope: sa.ColumnElement[bool], beside: sa.FromClause | None = None) -> sa.Select[Any]:
    """One row per household accepted and not housed, as it would enter on `day`; its wait is counted to today.

    `scope` is the reader's condition on `household`. `beside` is joined to every row: `day` may be one of its columns.
    """
    room = team_room()
    source: Any = sa.join(Referral, Household, Household.id == Referral.household_id)
    source = source.join(Programme, Programme.id == Referral.programme_id)
    if beside is not None:
        source = sa.join(source, beside, sa.true())
    source = with_team(source, day).outerjoin(room, room.c.team_id == Team.id)
    return (
        sa.select(*_facts(room.c.places, day))
        .select_from(source)
        .where(Referral.waiting_since.is_not(None), scope, ~_after_another(), ~_housed(day))
    )


def with_team(source: Any, day: Day) -> Any:
    """Add the episode in force on the day: axis and team. Nobody follows some of those who wait."""
    episode = sa.and_(
        Assignment.household_id == Household.id, lived_contains(Assignment.start_on, Assignment.end_on, day)
    )
    return (
        source.outerjoin(Assignment, episode)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Organisation, Organisation.id == Team.organisation_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
    )


def _facts(places: sa.ColumnElement[int], day: Day) -> tuple[Any, ...]:
    return (
        Household.id.label("household_id"),
        Household.public_id.label("household_public_id"),
        Household.reference,
        Referral.public_id.label("referral_public_id"),
        Household.wished_communes,
        Referral.urgency,
        days_waited().label("waiting_days"),
        Assignment.id.label("assignment_id"),
        Team.public_id.label("team_public_id"),
        Team.capacity,
        sa.func.coalesce(Organisation.short_name, Organisation.name).label("team_name"),
        sa.func.coalesce(places, 0).label("places"),
        Axis.public_id.label("axis_public_id"),
        Axis.number.label("axis_number"),
        Axis.target_days,
        Programme.proposal_days,
        persons_on(day).label("persons"),
        assessed().label("assessed"),
        needs(NeedKind.STEP_FREE, day).label("needs_step_free"),
        needs(NeedKind.ANIMALS, day).label("has_animals"),
        proposed().label("proposed"),
        _lives_elsewhere(day).label("lives_elsewhere"),
    )


def _after_another() -> sa.ColumnElement[bool]:
    """The household waits on an earlier referral too: it is one household, and has waited since the first."""
    other = aliased(Referral)
    return sa.exists().where(
        other.household_id == Referral.household_id,
        sa.tuple_(other.waiting_since, other.id) < sa.tuple_(Referral.waiting_since, Referral.id),
    )


def _housed(day: Day) -> sa.ColumnElement[bool]:
    """A stay of the household goes on, or has begun since the acceptance: that wait is over."""
    return sa.exists().where(
        Stay.household_id == Household.id,
        sa.or_(Stay.end_on.is_(None), Stay.end_on > day, Stay.start_on >= brussels_day(Referral.waiting_since)),
    )


def persons_on(day: Day) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(HouseholdMember.id))
        .where(HouseholdMember.household_id == Household.id)
        .where(lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day))
        .scalar_subquery()
    )


def assessed() -> sa.ColumnElement[bool]:
    """People decided an axis for the household."""
    return sa.exists().where(AxisAssessment.household_id == Household.id, AxisAssessment.decided_axis_id.is_not(None))


def needs(kind: NeedKind, day: Day) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        HouseholdNeed.household_id == Household.id,
        HouseholdNeed.kind == kind,
        lived_contains(HouseholdNeed.start_on, HouseholdNeed.end_on, day),
    )


def proposed() -> sa.ColumnElement[bool]:
    """An allocation is open for the household, and not expired."""
    return sa.exists().where(Allocation.household_id == Household.id, *live())


def live() -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `allocation`: it holds its unit at this instant, whether or not somebody closed it since."""
    return (
        Allocation.closed_at.is_(None),
        sa.or_(Allocation.expires_at.is_(None), Allocation.expires_at > at_instant()),
        Allocation.end_on > today(),
    )


def _lives_elsewhere(day: Day) -> sa.ColumnElement[bool]:
    """Somebody of the household still sleeps in a stay of another one: no two stays on a person (DESIGN §3.4)."""
    return sa.exists().where(
        HouseholdMember.household_id == Household.id,
        lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day),
        StayPerson.person_id == HouseholdMember.person_id,
        sa.or_(StayPerson.end_on.is_(None), StayPerson.end_on > day),
    )


def team_room() -> sa.CTE:
    """The places that each team surely has today, counted once a team."""
    return (
        sa.select(Team.id.label("team_id"), places_left(today()).label("places"))
        .cte("room")
        .prefix_with("MATERIALIZED")
    )

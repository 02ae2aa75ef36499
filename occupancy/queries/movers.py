"""Households that live in a site and must leave it, with every fact that the match reads of those who wait."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models.organisations import Organisation
from app.clock import today
from app.db import coded
from app.periods import lived_contains
from app.periods.sql import Day
from axes.models.assessments import Assignment
from axes.models.people import Household, HouseholdMember
from axes.models.programmes import Axis, Programme, Team
from axes.vocab import NeedKind, Urgency
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.stays import Stay, StayPerson
from occupancy.queries.outcomes import is_dead
from occupancy.queries.waiting import assessed, needs, persons_on, proposed, team_room, with_team
from sites.models.sites import Site
from sites.models.units import Unit

# Named as in `occupancy.queries.waiting`: the match reads both alike. Nobody waits here, so nobody comes before others.
ALIKE: tuple[Any, ...] = (
    Household.id.label("household_id"),
    Household.public_id.label("household_public_id"),
    Household.reference,
    Household.wished_communes,
    sa.literal(Urgency.ORDINARY, coded(Urgency)).label("urgency"),
    sa.literal(0).label("waiting_days"),
    Assignment.id.label("assignment_id"),
    Team.public_id.label("team_public_id"),
    Team.capacity,
    sa.func.coalesce(Organisation.short_name, Organisation.name).label("team_name"),
    Axis.public_id.label("axis_public_id"),
    Axis.number.label("axis_number"),
    Axis.target_days,
    Programme.proposal_days,
)
AT_HOME: tuple[Any, ...] = (
    Stay.id.label("stay_id"),
    Stay.public_id.label("stay_public_id"),
    Stay.planned_end_on,
    Unit.code.label("home_code"),
    sa.func.coalesce(Site.postal_code, "").label("home"),
)


def movers(day: Day, site_id: int, scope: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """One row per household with an open stay in the site, as it would move on `day`.

    `begun_on` is the first day of its journey; `is_planned` says that what becomes of it is planned already.
    """
    room, begun = team_room(), _begun(site_id)
    source = (
        sa.join(Stay, Household, Household.id == Stay.household_id)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .join(begun, begun.c.stay_id == Stay.id)
    )
    source = with_team(source, day).outerjoin(Programme, Programme.id == Axis.programme_id)
    return (
        sa.select(*ALIKE, sa.func.coalesce(room.c.places, 0).label("places"), *_on(day), *AT_HOME, begun.c.begun_on)
        .add_columns(_is_planned().label("is_planned"))
        .select_from(source.outerjoin(room, room.c.team_id == Team.id))
        .where(Unit.site_id == site_id, Stay.end_on.is_(None), scope)
    )


def _on(day: Day) -> tuple[Any, ...]:
    return (
        persons_on(day).label("persons"),
        assessed().label("assessed"),
        needs(NeedKind.STEP_FREE, day).label("needs_step_free"),
        needs(NeedKind.ANIMALS, day).label("has_animals"),
        proposed().label("proposed"),
        _lives_elsewhere(day).label("lives_elsewhere"),
    )


def _begun(site_id: int) -> sa.Subquery:
    """The first day of the journey of each open stay of a site: back along its transfers."""
    here = sa.join(Stay, Unit, Unit.id == Stay.unit_id)
    last = sa.select(Stay.id.label("stay_id"), Stay.transferred_from_id.label("before"), Stay.start_on)
    last = last.select_from(here).where(Unit.site_id == site_id, Stay.end_on.is_(None))
    chain, earlier = last.cte("back", recursive=True), aliased(Stay)
    step = sa.select(chain.c.stay_id, earlier.transferred_from_id, earlier.start_on)
    legs = chain.union_all(step.join(earlier, earlier.id == chain.c.before))
    begun_on = sa.func.min(legs.c.start_on, type_=sa.Date).label("begun_on")
    return sa.select(legs.c.stay_id, begun_on).group_by(legs.c.stay_id).subquery("begun")


def _lives_elsewhere(day: Day) -> sa.ColumnElement[bool]:
    """Somebody of the household sleeps with another one: no two stays on a person (DESIGN §3.4)."""
    other = aliased(Stay)
    return sa.exists().where(
        HouseholdMember.household_id == Household.id,
        lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day),
        StayPerson.person_id == HouseholdMember.person_id,
        sa.or_(StayPerson.end_on.is_(None), StayPerson.end_on > day),
        StayPerson.stay_id == other.id,
        other.household_id != Household.id,
    )


def _is_planned() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        ClosureOutcome.stay_id == Stay.id,
        ClosureOutcome.closure_id == Closure.id,
        Closure.is_under_way,
        ~is_dead(today()),
    )

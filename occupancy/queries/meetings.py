"""The minutes of an allocation meeting: who was there, and what was decided that day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import brussels_midnight
from app.db import db
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import readable
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.meetings import AllocationMeeting
from occupancy.vocab import AllocationStepKind as Kind
from sites.models.sites import Site
from sites.models.units import Unit

# The parts of the minutes, in order, with the steps that each holds.
PARTS = {
    "made": (Kind.PROPOSED,),
    "accepted": (Kind.TEAM_ACCEPTED, Kind.HOUSEHOLD_ACCEPTED, Kind.ENTRY_PLANNED),
    "declined": (Kind.TEAM_DECLINED, Kind.HOUSEHOLD_DECLINED, Kind.WITHDRAWN, Kind.EXPIRED),
}

TEAM = aliased(Organisation)
SHOWN: tuple[Any, ...] = (
    AllocationStep.kind,
    AllocationStep.at,
    AllocationStep.reason,
    AllocationStep.planned_on,
    Allocation.public_id,
    Household.reference,
    Site.name.label("site_name"),
    Unit.code.label("unit_code"),
    Axis.number.label("axis_number"),
    sa.func.coalesce(TEAM.short_name, TEAM.name).label("team_name"),
    sa.func.coalesce(Organisation.short_name, Organisation.name).label("organisation"),
)


def meeting_of(day: date) -> AllocationMeeting | None:
    """What was noted of a day; None while nothing was."""
    return db.session.scalar(sa.select(AllocationMeeting).where(AllocationMeeting.held_on == day))


def decided_on(reader: Reader, day: date) -> Mapping[str, list[Any]]:
    """The steps of a day by part, in the order in which they were taken: references, never names. One statement."""
    found: dict[str, list[Any]] = {part: [] for part in PARTS}
    part_of = {kind: part for part, kinds in PARTS.items() for kind in kinds}
    for row in db.session.execute(_steps(reader, day)):
        found[part_of[row.kind]].append(row)
    return found


def _steps(reader: Reader, day: date) -> sa.Select[Any]:
    return (
        sa.select(*SHOWN)
        .join(Allocation, Allocation.id == AllocationStep.allocation_id)
        .join(Household, Household.id == Allocation.household_id)
        .join(Unit, Unit.id == Allocation.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .join(Assignment, Assignment.id == Allocation.assignment_id)
        .join(Team, Team.id == Assignment.team_id)
        .join(Axis, Axis.id == Team.axis_id)
        .join(TEAM, TEAM.id == Team.organisation_id)
        .outerjoin(User, User.id == AllocationStep.user_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(AllocationStep.at >= brussels_midnight(day))
        .where(AllocationStep.at < brussels_midnight(day + timedelta(days=1)))
        .where(AllocationStep.kind.in_([kind for kinds in PARTS.values() for kind in kinds]))
        .where(readable(reader, Action.ALLOCATION_VIEW))
        .order_by(AllocationStep.at, AllocationStep.id)
    )

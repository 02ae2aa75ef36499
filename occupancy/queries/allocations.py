"""Allocations: their state, the list of those a reader may see, and one of them with all that its page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import now, today
from app.db import at_instant, db
from app.periods import lived_contains
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team, TeamMember
from axes.queries.scope import readable
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.rules.allocations import OPEN, STATE_AFTER
from occupancy.vocab import AllocationState
from sites.models.sites import Site
from sites.models.units import Unit


def allocation_state(at: Any) -> sa.ColumnElement[str]:
    """`occupancy.rules.allocations.state_of` for the `allocation` of the enclosing query, as its code."""
    last = aliased(AllocationStep)
    kind = (
        sa.select(last.kind)
        .where(last.allocation_id == Allocation.id)
        .order_by(last.id.desc())
        .limit(1)
        .correlate(Allocation)
        .scalar_subquery()
    )
    after = sa.case({kind_.value: state.value for kind_, state in STATE_AFTER.items()}, value=sa.cast(kind, sa.String))
    over = sa.and_(Allocation.expires_at <= at, after.in_([state.value for state in OPEN]))
    return sa.case((over, AllocationState.EXPIRED.value), else_=after)


@dataclass(frozen=True)
class AllocationFilters:
    """What the address asks; nonsense asks nothing. `state` is a state, `open` (the default) or `all`."""

    state: str = "open"
    axis: str | None = None
    site: str | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "AllocationFilters":
        state = asked.get("state", "open")
        known = {"open", "all", *AllocationState}
        return cls(state if state in known else "open", asked.get("axis") or None, asked.get("site") or None)

    def conditions(self, state: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        """As conditions; `state` is the column to compare."""
        found: list[sa.ColumnElement[bool]] = []
        if self.state == "open":
            found.append(state.in_([one.value for one in OPEN]))
        elif self.state != "all":
            found.append(state == self.state)
        return found + self.narrow()

    def narrow(self) -> list[sa.ColumnElement[bool]]:
        """Those that are not about the state."""
        asked = [(self.axis, Axis.public_id), (self.site, Site.public_id)]
        return [column == value for value, column in asked if value is not None]


def list_allocations(reader: Reader, filters: AllocationFilters) -> sa.Select[Any]:
    """One row per allocation the reader may see; what expires first comes first, then the newest."""
    state = allocation_state(at_instant())
    return (
        _listed(state.label("state"))
        .where(readable(reader, Action.ALLOCATION_VIEW), *filters.conditions(state))
        .order_by(
            sa.case((Allocation.closed_at.is_(None), 0), else_=1),
            sa.nulls_last(sa.case((Allocation.closed_at.is_(None), Allocation.expires_at), else_=sa.null())),
            Allocation.id.desc(),
        )
    )


def _listed(*columns: Any) -> sa.Select[Any]:
    facts: tuple[Any, ...] = (
        Allocation.public_id,
        Allocation.start_on,
        Allocation.end_on,
        Allocation.expires_at,
        Allocation.created_at,
        entry_planned_on().label("planned_on"),
        Household.reference,
        Household.public_id.label("household_public_id"),
        Unit.code.label("unit_code"),
        Site.name.label("site_name"),
        Axis.number.label("axis_number"),
        sa.func.coalesce(Organisation.short_name, Organisation.name).label("team_name"),
    )
    return _joined(sa.select(*facts, *columns))


def entry_planned_on() -> Any:
    """The day of entry last planned."""
    plan = aliased(AllocationStep)
    last = sa.select(plan.planned_on).where(plan.allocation_id == Allocation.id, plan.planned_on.is_not(None))
    return last.order_by(plan.id.desc()).limit(1).correlate(Allocation).scalar_subquery()


def _joined(query: sa.Select[Any]) -> sa.Select[Any]:
    return (
        query.select_from(Allocation)
        .join(Household, Household.id == Allocation.household_id)
        .join(Unit, Unit.id == Allocation.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .join(Assignment, Assignment.id == Allocation.assignment_id)
        .join(Team, Team.id == Assignment.team_id)
        .join(Axis, Axis.id == Team.axis_id)
        .join(Organisation, Organisation.id == Team.organisation_id)
    )


def counts_by_state(reader: Reader, filters: AllocationFilters) -> dict[str, int]:
    """How many allocations the other filters keep, by state; equal to the lengths of the lists."""
    state = allocation_state(now()).label("state")
    within = _joined(sa.select(state)).where(readable(reader, Action.ALLOCATION_VIEW), *filters.narrow()).subquery()
    query = sa.select(within.c.state, sa.func.count()).group_by(within.c.state)
    return {found: count for found, count in db.session.execute(query)}


def allocations_of(household_id: int) -> Sequence[Any]:
    """The allocations of one household, newest first, for those who may see the household."""
    query = _listed(allocation_state(now()).label("state")).where(Allocation.household_id == household_id)
    return db.session.execute(query.order_by(Allocation.id.desc()).limit(20)).all()


def find_allocation(public_id: str, reader: Reader, action: Action) -> Allocation | None:
    """An allocation with unit, household, team and steps, if the reader may do `action` on its household."""
    query = (
        sa.select(Allocation)
        .join(Household, Household.id == Allocation.household_id)
        .where(Allocation.public_id == public_id, readable(reader, action))
        .options(
            joinedload(Allocation.unit).joinedload(Unit.site),
            joinedload(Allocation.household),
            joinedload(Allocation.assignment).joinedload(Assignment.team).joinedload(Team.axis),
            joinedload(Allocation.assignment).joinedload(Assignment.team).joinedload(Team.organisation),
        )
    )
    return db.session.scalar(query)


def steps_of(allocation: Allocation) -> Sequence[Any]:
    """The steps in order, each with the name of who took it."""
    query = (
        sa.select(AllocationStep, User.name.label("who"), Organisation.name.label("organisation"))
        .outerjoin(User, User.id == AllocationStep.user_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(AllocationStep.allocation_id == allocation.id)
        .order_by(AllocationStep.id)
    )
    return db.session.execute(query).all()


def answers_for(team: Team, assignment: Assignment, reader: Reader) -> bool:
    """Whether the reader speaks for the team: a member of it, a worker of the episode, or, where the team names no
    members, anybody of its organisation."""
    if reader.organisation_id != team.organisation_id or not reader.may(Action.ALLOCATION_ANSWER):
        return False
    if reader.user_id in (assignment.reference_worker_id, assignment.second_worker_id):
        return True
    members = sa.select(TeamMember.user_id).where(
        TeamMember.team_id == team.id, lived_contains(TeamMember.start_on, TeamMember.end_on, today())
    )
    named = set(db.session.scalars(members))
    return not named or reader.user_id in named


def ranked_households(public_ids: Sequence[str], reader: Reader) -> dict[str, str]:
    """Reference by public name, of the households that the reader may see in a ranking."""
    query = sa.select(Household.public_id, Household.reference).where(
        Household.public_id.in_(public_ids), readable(reader, Action.ALLOCATION_VIEW)
    )
    return {public_id: reference for public_id, reference in db.session.execute(query)}

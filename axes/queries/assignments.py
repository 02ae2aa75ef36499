"""Who follows a household on a day: axis, team, reference worker; and how loaded each team is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.clock import today
from app.db import db
from app.periods import lived_contains, paper_contains
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team, TeamMember
from axes.queries.scope import readable
from axes.rules.teams import STEP, told_as


def open_assignment(household_id: int, day: date | None = None) -> Assignment | None:
    """The episode in force on `day` (today), or the one that will begin next; None when nobody follows them."""
    asked = day or today()
    query = (
        sa.select(Assignment)
        .where(Assignment.household_id == household_id)
        .where(sa.or_(Assignment.end_on.is_(None), Assignment.end_on > asked))
        .order_by(Assignment.start_on, Assignment.id)
        .limit(1)
        .options(joinedload(Assignment.team).joinedload(Team.axis))
    )
    return db.session.scalar(query)


def referents_of(household: Household) -> list[int]:
    """Who answers for a household today: its workers, else the field workers and partners of its organisation."""
    followed = open_assignment(household.id)
    workers = (followed.reference_worker_id, followed.second_worker_id) if followed else ()
    active = sa.select(User.id).where(User.deactivated_at.is_(None)).order_by(User.id)
    named = [one for one in workers if one is not None]
    found = list(db.session.scalars(active.where(User.id.in_(named)))) if named else []
    colleagues = User.role.in_((Role.FIELD_WORKER, Role.PARTNER))
    return found or list(
        db.session.scalars(active.where(User.organisation_id == household.organisation_id, colleagues))
    )


def readable_assignment(reader: Reader, action: Action, public_id: str) -> Assignment | None:
    """An episode of a household on which `reader` may do `action`, with its team, axis and workers."""
    query = (
        sa.select(Assignment)
        .join(Assignment.household)
        .where(Assignment.public_id == public_id, readable(reader, action))
        .options(
            contains_eager(Assignment.household),
            joinedload(Assignment.team).joinedload(Team.axis),
            joinedload(Assignment.team).joinedload(Team.organisation),
            joinedload(Assignment.reference_worker),
            joinedload(Assignment.second_worker),
        )
    )
    return db.session.scalar(query)


def episodes_of(reader: Reader, action: Action, household_public_id: str) -> Sequence[Assignment]:
    """All episodes of a household, the latest first, with team, axis and workers."""
    query = (
        sa.select(Assignment)
        .join(Assignment.household)
        .where(Household.public_id == household_public_id, readable(reader, action))
        .options(
            joinedload(Assignment.team).joinedload(Team.axis),
            joinedload(Assignment.team).joinedload(Team.organisation),
            joinedload(Assignment.reference_worker),
            joinedload(Assignment.second_worker),
        )
        .order_by(Assignment.start_on.desc(), Assignment.id.desc())
    )
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class TeamLoad:
    """A team allowed on a day, and the `places` that it surely has that day, in households (`axes.rules.teams`)."""

    team: Team
    places: int

    @property
    def told(self) -> str:
        """The words for its room."""
        return told_as(self.places)

    @property
    def name(self) -> str:
        return self.team.organisation.short_name or self.team.organisation.name


def team_loads(day: date, *, programme_id: int | None = None, axis_id: int | None = None) -> list[TeamLoad]:
    """Teams allowed on `day` with the room that they have that day, by axis then by name. One statement."""
    query = (
        sa.select(Team, places_left(day))
        .join(Team.axis)
        .join(Team.organisation)
        .where(paper_contains(Team.first_day, Team.last_day, day))
        .options(contains_eager(Team.axis), contains_eager(Team.organisation))
        .order_by(Axis.number, Organisation.sort_name, Team.id)
    )
    if programme_id is not None:
        query = query.where(Axis.programme_id == programme_id)
    if axis_id is not None:
        query = query.where(Team.axis_id == axis_id)
    return [TeamLoad(team, places) for team, places in db.session.execute(query)]


def places_left(day: date) -> sa.ColumnElement[int]:
    """Places that the `team` of the enclosing query surely has on a day: `axes.rules.teams.places_told` in SQL.

    Every household that it follows counts, whoever reads.
    """
    load = (
        sa.select(sa.func.count(Assignment.id))
        .where(Assignment.team_id == Team.id, lived_contains(Assignment.start_on, Assignment.end_on, day))
        .correlate(Team)
        .scalar_subquery()
    )
    room = Team.capacity - load
    return sa.case((room <= 0, 0), (room < STEP, 1), else_=room - room % STEP)


def workers_of(team_id: int, day: date) -> Sequence[User]:
    """Members of a team on `day` whose account is open, by name."""
    query = (
        sa.select(User)
        .join(TeamMember, TeamMember.user_id == User.id)
        .where(TeamMember.team_id == team_id, lived_contains(TeamMember.start_on, TeamMember.end_on, day))
        .where(User.deactivated_at.is_(None))
        .order_by(User.sort_name, User.id)
    )
    return db.session.scalars(query).all()


def is_member(team_id: int, user_id: int, day: date) -> bool:
    """Whether the worker is in the team on `day`."""
    query = sa.select(TeamMember.user_id).where(
        TeamMember.team_id == team_id,
        TeamMember.user_id == user_id,
        lived_contains(TeamMember.start_on, TeamMember.end_on, day),
    )
    return db.session.scalar(query.limit(1)) is not None

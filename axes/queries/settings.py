"""What the administrator sees of the settings: no person, no household."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.programmes import Axis, AxisRule, Criterion, PartnerConvention, Programme, Team, TeamMember
from axes.vocab import RuleKind


def every_axis(programme_id: int) -> Sequence[Axis]:
    """Axes of a programme, closed ones too, by number."""
    return db.session.scalars(sa.select(Axis).where(Axis.programme_id == programme_id).order_by(Axis.number)).all()


def every_criterion(programme_id: int) -> Sequence[Criterion]:
    """Criteria of a programme, closed ones last."""
    query = sa.select(Criterion).where(Criterion.programme_id == programme_id)
    return db.session.scalars(query.order_by(Criterion.closed_on.is_not(None), Criterion.position, Criterion.id)).all()


def rules_in_force(programme_id: int) -> dict[tuple[int, int], RuleKind]:
    """(axis, criterion) → how it speaks today."""
    query = (
        sa.select(AxisRule.axis_id, AxisRule.criterion_id, AxisRule.kind)
        .join(Axis, Axis.id == AxisRule.axis_id)
        .where(Axis.programme_id == programme_id, AxisRule.closed_on.is_(None))
    )
    return {(axis, criterion): kind for axis, criterion, kind in db.session.execute(query)}


def every_team(programme_id: int) -> Sequence[Any]:
    """Teams of a programme, past ones too, with how many work in them today."""
    members = (
        sa.select(sa.func.count())
        .select_from(TeamMember)
        .where(TeamMember.team_id == Team.id, TeamMember.start_on <= today())
        .where(sa.or_(TeamMember.end_on.is_(None), TeamMember.end_on > today()))
        .correlate(Team)
        .scalar_subquery()
    )
    query = (
        sa.select(Team, members.label("members"))
        .join(Team.axis)
        .join(Team.organisation)
        .where(Axis.programme_id == programme_id)
        .options(contains_eager(Team.axis), contains_eager(Team.organisation))
        .order_by(Axis.number, Organisation.sort_name, Team.first_day)
    )
    return db.session.execute(query).all()


def every_convention(programme_id: int) -> Sequence[PartnerConvention]:
    """Conventions of a programme's partners, past ones too, by partner."""
    query = (
        sa.select(PartnerConvention)
        .join(PartnerConvention.organisation)
        .where(PartnerConvention.programme_id == programme_id)
        .options(contains_eager(PartnerConvention.organisation))
        .order_by(Organisation.sort_name, PartnerConvention.first_day)
    )
    return db.session.scalars(query).all()


def axis_of(public_id: str) -> Axis | None:
    query = sa.select(Axis).where(Axis.public_id == public_id).options(joinedload(Axis.programme))
    return db.session.scalar(query)


def criterion_of(public_id: str) -> Criterion | None:
    return db.session.scalar(sa.select(Criterion).where(Criterion.public_id == public_id))


def team_of(public_id: str) -> Team | None:
    query = sa.select(Team).where(Team.public_id == public_id)
    query = query.options(joinedload(Team.axis).joinedload(Axis.programme), joinedload(Team.organisation))
    return db.session.scalar(query)


def convention_of(public_id: str) -> PartnerConvention | None:
    query = sa.select(PartnerConvention).where(PartnerConvention.public_id == public_id)
    query = query.options(joinedload(PartnerConvention.organisation), joinedload(PartnerConvention.programme))
    return db.session.scalar(query)


def memberships(team_id: int) -> Sequence[TeamMember]:
    """Everybody who is or was in the team, those present first."""
    query = (
        sa.select(TeamMember)
        .join(TeamMember.user)
        .where(TeamMember.team_id == team_id)
        .options(contains_eager(TeamMember.user))
        .order_by(TeamMember.end_on.is_not(None), User.sort_name, TeamMember.start_on)
    )
    return db.session.scalars(query).all()


def workers_to_join(team: Team, day: date) -> sa.Select[User]:
    """Field workers of the team's organisation who are not in it from `day` on."""
    inside = sa.exists().where(
        TeamMember.team_id == team.id,
        TeamMember.user_id == User.id,
        sa.or_(TeamMember.end_on.is_(None), TeamMember.end_on > day),
    )
    query = sa.select(User).where(
        User.organisation_id == team.organisation_id,
        User.role == Role.FIELD_WORKER,
        User.deactivated_at.is_(None),
        ~inside,
    )
    return query.order_by(User.sort_name, User.id)


def programme_of(public_id: str) -> Programme | None:
    return db.session.scalar(sa.select(Programme).where(Programme.public_id == public_id))


def programmes_with_counts() -> Sequence[Any]:
    """Programmes by name, with how many axes and teams each has open today."""
    axes = sa.select(sa.func.count()).where(Axis.programme_id == Programme.id, Axis.closed_on.is_(None))
    teams = (
        sa.select(sa.func.count(Team.id))
        .join(Axis, Axis.id == Team.axis_id)
        .where(Axis.programme_id == Programme.id, Team.first_day <= today())
        .where(sa.or_(Team.last_day.is_(None), Team.last_day >= today()))
    )
    query = sa.select(
        Programme,
        axes.correlate(Programme).scalar_subquery().label("axes"),
        teams.correlate(Programme).scalar_subquery().label("teams"),
    )
    return db.session.execute(query.order_by(Programme.sort_name, Programme.id)).all()


def programme_by_id(key: int) -> Programme | None:
    return db.session.get(Programme, key)

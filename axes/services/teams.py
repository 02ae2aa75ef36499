"""Teams (organisation × axis, paper period), their members (lived period), and conventions of partners."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.periods import lived_overlaps, paper_overlaps
from app.web.errors import Refusal
from axes.models.programmes import Axis, PartnerConvention, Programme, Team, TeamMember
from axes.services.settings import change, refuse_kind


def add_team(
    *, axis: Axis, organisation: Organisation, capacity: int, first_day: date, last_day: date | None, actor: Actor
) -> Team:
    """Let an organisation work on an axis. Raises `Refusal` when it does already in that period."""
    refuse_kind(organisation)
    _check_days(first_day, last_day)
    same = sa.select(Team).where(Team.axis_id == axis.id, Team.organisation_id == organisation.id)
    _refuse_overlap(same, Team, first_day, last_day)
    made = Team(
        axis_id=axis.id,
        organisation_id=organisation.id,
        capacity=capacity,
        first_day=first_day,
        last_day=last_day,
    )
    db.session.add(made)
    db.session.flush()
    record("team.added", made, actor=actor, axis=axis, organisation=organisation, capacity=capacity)
    return made


def edit_team(*, team: Team, capacity: int, last_day: date | None, version: int, actor: Actor) -> None:
    """Change its capacity or its last day. Households it follows stay with it until somebody changes that."""
    _check_days(team.first_day, last_day)
    same = sa.select(Team).where(
        Team.axis_id == team.axis_id, Team.organisation_id == team.organisation_id, Team.id != team.id
    )
    _refuse_overlap(same, Team, team.first_day, last_day)
    change(team, version, {"capacity": capacity, "last_day": last_day})
    record("team.edited", team, actor=actor, capacity=capacity, last_day=last_day)


def join_team(*, team: Team, user: User, start_on: date, actor: Actor, is_lead: bool = False) -> None:
    """A worker joins a team of their organisation, to lead it or not.

    Raises `Refusal` when they are in it, or work elsewhere.
    """
    same = sa.select(TeamMember.user_id).where(
        TeamMember.team_id == team.id,
        TeamMember.user_id == user.id,
        lived_overlaps(TeamMember.start_on, TeamMember.end_on, start_on, None),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refusal("setting.refusal.in_team", "user")
    with guarded({"team_member_of_organisation": Refusal("setting.refusal.other_organisation", "user")}):
        db.session.add(TeamMember(team_id=team.id, user_id=user.id, start_on=start_on, is_lead=is_lead))
    record("team.joined", team, actor=actor, user=user, start_on=start_on, is_lead=is_lead)


def lead_team(*, team: Team, user: User, is_lead: bool, actor: Actor) -> None:
    """A member leads the team, or leads it no more; several may."""
    query = sa.select(TeamMember).where(
        TeamMember.team_id == team.id, TeamMember.user_id == user.id, TeamMember.end_on.is_(None)
    )
    db.session.scalars(query).one().is_lead = is_lead
    db.session.flush()
    record("team.lead_said", team, actor=actor, user=user, is_lead=is_lead)


def leave_team(*, team: Team, user: User, end_on: date, actor: Actor) -> None:
    """A worker leaves: `end_on` is the first day without them. Raises `Refusal` for an impossible day.

    Whoever came by mistake leaves on the very day: no day of theirs is left in the team; the journal tells both.
    """
    query = sa.select(TeamMember).where(
        TeamMember.team_id == team.id, TeamMember.user_id == user.id, TeamMember.end_on.is_(None)
    )
    member = db.session.scalar(query)
    if member is None:
        raise Refusal("setting.refusal.not_in_team", "end_on")
    by_mistake = end_on == member.start_on >= today()
    if end_on <= member.start_on and not by_mistake:
        raise Refusal("setting.refusal.leaves_too_early", "end_on", day=shown(member.start_on))
    if by_mistake:
        db.session.delete(member)
    else:
        member.end_on = end_on
    db.session.flush()
    record("team.left", team, actor=actor, user=user, end_on=end_on)


def add_convention(
    *,
    programme: Programme,
    organisation: Organisation,
    signed_on: date,
    first_day: date,
    last_day: date | None,
    actor: Actor,
) -> PartnerConvention:
    """Let an organisation refer people to the programme. Raises `Refusal` when it may already in that period."""
    refuse_kind(organisation)
    _check_days(first_day, last_day)
    same = sa.select(PartnerConvention).where(
        PartnerConvention.programme_id == programme.id, PartnerConvention.organisation_id == organisation.id
    )
    _refuse_overlap(same, PartnerConvention, first_day, last_day)
    made = PartnerConvention(
        programme_id=programme.id,
        organisation_id=organisation.id,
        signed_on=signed_on,
        first_day=first_day,
        last_day=last_day,
    )
    db.session.add(made)
    db.session.flush()
    record("convention.added", made, actor=actor, programme=programme, organisation=organisation)
    return made


def edit_convention(*, convention: PartnerConvention, last_day: date | None, version: int, actor: Actor) -> None:
    """Change its last day. Requests sent before it stay."""
    _check_days(convention.first_day, last_day)
    same = sa.select(PartnerConvention).where(
        PartnerConvention.programme_id == convention.programme_id,
        PartnerConvention.organisation_id == convention.organisation_id,
        PartnerConvention.id != convention.id,
    )
    _refuse_overlap(same, PartnerConvention, convention.first_day, last_day)
    change(convention, version, {"last_day": last_day})
    record("convention.edited", convention, actor=actor, last_day=last_day)


def _check_days(first_day: date, last_day: date | None) -> None:
    if last_day == date.max:
        raise Refusal("setting.refusal.no_such_end", "last_day")
    if last_day is not None and last_day < first_day:
        raise Refusal("setting.refusal.ends_before", "last_day", day=shown(first_day))


def _refuse_overlap(same: Any, model: Any, first_day: date, last_day: date | None) -> None:
    found = db.session.scalar(same.where(paper_overlaps(model.first_day, model.last_day, first_day, last_day)).limit(1))
    if found is None:
        return
    if found.last_day is None:
        raise Refusal("setting.refusal.overlap_open", "first_day", day=shown(found.first_day))
    raise Refusal("setting.refusal.overlap", "first_day", first=shown(found.first_day), last=shown(found.last_day))

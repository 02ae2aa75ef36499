"""The programme ISSUE: axes, criteria, rules, teams and the conventions of its partners."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.auth.vocab import OrganisationKind, Role
from app.db import db
from app.demo.accounts import organisation
from axes.data import issue_programme as issue
from axes.models.programmes import Axis, AxisRule, Criterion, PartnerConvention, Programme, Team, TeamMember

SINCE = date(2020, 2, 1)
LEADS = ("axe1", "axe2", "axe3", "diogenes", "samusocial")
REFERRER = "Maraude Sainte-Marie (fictive)"


@dataclass(frozen=True)
class LoadedProgramme:
    """The programme as the demonstration needs it at hand."""

    programme: Programme
    axes: dict[int, Axis]
    criteria: dict[str, Criterion]
    teams: dict[tuple[int, str], Team]
    conventions: dict[str, PartnerConvention]


def load_programme(today: date, users: dict[str, User], actor: Actor) -> LoadedProgramme:
    """Write ISSUE, put the demo's field workers in their teams, and let its partners refer until next year."""
    programme = Programme(code=issue.CODE, name=issue.NAME)
    db.session.add(programme)
    db.session.flush()
    axes = {number: _axis(programme, number) for number in issue.AXES}
    criteria = {code: _criterion(programme, n, code) for n, code in enumerate(issue.CRITERIA)}
    db.session.add_all([*axes.values(), *criteria.values()])
    db.session.flush()
    db.session.add_all(
        AxisRule(axis_id=axes[number].id, criterion_id=criteria[code].id, kind=kind)
        for (number, code), kind in issue.RULES.items()
    )
    teams = {(number, name): _team(axes[number], name) for number, name in issue.TEAMS}
    conventions = {name: _convention(programme, name, today) for name in _referrers()}
    _join(teams, users)
    record("programme.loaded", programme, actor=actor, teams=list(teams.values()))
    db.session.flush()
    return LoadedProgramme(programme, axes, criteria, teams, conventions)


def _axis(programme: Programme, number: int) -> Axis:
    fr, nl, en, target, priority = issue.AXES[number]
    names = {"name_fr": fr, "name_nl": nl, "name_en": en}
    return Axis(programme_id=programme.id, number=number, target_days=target, priority=priority, **names)


def _criterion(programme: Programme, position: int, code: str) -> Criterion:
    fr, nl, en, sensitive = issue.CRITERIA[code]
    names = {"name_fr": fr, "name_nl": nl, "name_en": en}
    return Criterion(programme_id=programme.id, code=code, sensitive=sensitive, position=position, **names)


def _team(axis: Axis, name: str) -> Team:
    body = organisation(name, OrganisationKind.FIELD_OPERATOR)
    team = Team(axis_id=axis.id, organisation_id=body.id, capacity=12, first_day=SINCE)
    db.session.add(team)
    db.session.flush()
    return team


def _referrers() -> list[str]:
    return [REFERRER, *sorted({name for _, name in issue.TEAMS})]


def _convention(programme: Programme, name: str, today: date) -> PartnerConvention:
    body = organisation(name, OrganisationKind.REFERRER)
    convention = PartnerConvention(
        programme_id=programme.id,
        organisation_id=body.id,
        signed_on=SINCE,
        first_day=SINCE,
        last_day=today + timedelta(days=400),
    )
    db.session.add(convention)
    return convention


def _join(teams: dict[tuple[int, str], Team], users: dict[str, User]) -> None:
    """Field workers are in every team of their organisation; the first of each leads it."""
    for login, user in users.items():
        if user.role is Role.FIELD_WORKER:
            theirs = [team for team in teams.values() if team.organisation_id == user.organisation_id]
            who = {"user_id": user.id, "start_on": SINCE, "is_lead": login in LEADS}
            db.session.add_all(TeamMember(team_id=team.id, **who) for team in theirs)

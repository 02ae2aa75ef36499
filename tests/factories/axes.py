"""Programmes, axes, teams, conventions, referrals, assessments and assignments."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.vocab import OrganisationKind, Role
from app.clock import now, today
from axes.data import issue_programme as issue
from axes.models.assessments import AssessmentAnswer, Assignment, AxisAssessment
from axes.models.people import Household
from axes.models.programmes import Axis, AxisRule, Criterion, PartnerConvention, Programme, Team, TeamMember
from axes.models.referrals import Referral, ReferralComment, ReferralEvent
from axes.vocab import Answer, ReferralEventKind, ReferralState

LONG_AGO = date(2020, 1, 1)


def programme(make: Any, **given: Any) -> Programme:
    """ISSUE with its axes, criteria, rules and teams, at hand as plain attributes:

    `.axes[1]`, `.criteria["street"]`, `.teams[2, "DIOGENES"]`, `.organisations["Smes"]`.
    """
    number = make.number()
    values = {"code": f"issue-{number}", "name": f"ISSUE {number}"} | given
    made = make.save(Programme(**values))
    made.axes = {n: make.axis(programme=made, number=n) for n in issue.AXES}
    made.criteria = _criteria(make, made)
    rules = [
        AxisRule(axis_id=made.axes[n].id, criterion_id=made.criteria[code].id, kind=kind)
        for (n, code), kind in issue.RULES.items()
    ]
    make.save(*rules)
    made.organisations = {name: _organisation(make, name) for _, name in issue.TEAMS}
    made.teams = {
        (n, name): make.team(axis=made.axes[n], organisation=made.organisations[name]) for n, name in issue.TEAMS
    }
    return made


def _criteria(make: Any, programme: Programme) -> dict[str, Criterion]:
    made = {
        code: Criterion(
            programme_id=programme.id, code=code, name_fr=fr, name_nl=nl, name_en=en, sensitive=sensitive, position=n
        )
        for n, (code, (fr, nl, en, sensitive)) in enumerate(issue.CRITERIA.items())
    }
    make.save(*made.values())
    return made


def _organisation(make: Any, name: str) -> Organisation:
    with make.session() as session:
        found = session.scalar(sa.select(Organisation).where(Organisation.name == name))
    return found or make.organisation(name=name, kind=OrganisationKind.FIELD_OPERATOR)


def axis(make: Any, programme: Programme | None = None, number: int = 2, **given: Any) -> Axis:
    """Axis of a programme, named and ordered as ISSUE's."""
    if programme is None:
        count = make.number()
        programme = make.save(Programme(code=f"programme-{count}", name=f"Programme {count}"))
    fr, nl, en, target, priority = issue.AXES.get(number, issue.AXES[2])
    names = {"name_fr": fr, "name_nl": nl, "name_en": en, "target_days": target, "priority": priority}
    return make.save(Axis(programme_id=programme.id, number=number, **(names | given)))


def team(make: Any, axis: Axis | None = None, organisation: Organisation | None = None, **given: Any) -> Team:
    """An organisation on an axis, allowed since long ago; `members` are users who join it then."""
    members = given.pop("members", ())
    axis = axis or make.axis()
    organisation = organisation or make.organisation()
    made = make.save(Team(axis_id=axis.id, organisation_id=organisation.id, **({"first_day": LONG_AGO} | given)))
    for user in members:
        make.team_member(made, user)
    return made


def team_member(make: Any, team: Team, user: Any = None, **given: Any) -> Any:
    """A worker of the team since long ago; gives the user back."""
    user = user or make.user(Role.FIELD_WORKER, organisation_id=team.organisation_id)
    make.save(TeamMember(team_id=team.id, user_id=user.id, **({"start_on": LONG_AGO} | given)))
    return user


def convention(make: Any, programme: Programme, organisation: Organisation, **given: Any) -> PartnerConvention:
    values = {"signed_on": LONG_AGO, "first_day": LONG_AGO} | given
    return make.save(PartnerConvention(programme_id=programme.id, organisation_id=organisation.id, **values))


STEPS = {
    ReferralState.DRAFT: (),
    ReferralState.SUBMITTED: (ReferralEventKind.SUBMITTED,),
    ReferralState.TO_COMPLETE: (ReferralEventKind.SUBMITTED, ReferralEventKind.COMPLETION_ASKED),
    ReferralState.WAITING: (ReferralEventKind.SUBMITTED, ReferralEventKind.ACCEPTED),
    ReferralState.REFUSED: (ReferralEventKind.SUBMITTED, ReferralEventKind.REFUSED),
    ReferralState.WITHDRAWN: (ReferralEventKind.SUBMITTED, ReferralEventKind.WITHDRAWN),
    ReferralState.HOUSED: (ReferralEventKind.SUBMITTED, ReferralEventKind.ACCEPTED, ReferralEventKind.HOUSED),
}


def referral(make: Any, programme: Programme, author: Any = None, **given: Any) -> Referral:
    """A referral of `author`'s organisation (a new partner's, unless told), in `state` since `since` (an instant)."""
    state, since = given.pop("state", ReferralState.WAITING), given.pop("since", None) or now() - timedelta(days=10)
    author = author or make.user(Role.PARTNER)
    organisation = _organisation_of(make, author)
    convention = given.pop("convention", None) or _convention(make, programme, organisation)
    household = given.pop("household", None) or _household(make, organisation)
    links = {"programme_id": programme.id, "organisation_id": organisation.id, "convention_id": convention.id}
    values = links | {"household_id": household.id, "author_id": author.id, "living_situation": "1.1"} | given
    made = make.save(Referral(**values))
    _walk(make, made, state, since)
    return made


def _convention(make: Any, programme: Programme, organisation: Organisation) -> PartnerConvention:
    """The one the organisation has, or a new one."""
    query = sa.select(PartnerConvention).filter_by(programme_id=programme.id, organisation_id=organisation.id)
    with make.session() as session:
        found = session.scalar(query.order_by(PartnerConvention.id).limit(1))
    return found or make.convention(programme, organisation)


def _walk(make: Any, referral: Referral, state: ReferralState, since: datetime) -> None:
    for kind in STEPS[state]:
        extra = {"refusal_reason": "no_room"} if kind is ReferralEventKind.REFUSED else {}
        event = make.save(ReferralEvent(referral_id=referral.id, kind=kind, at=since, **extra))
        if kind is ReferralEventKind.COMPLETION_ASKED:
            make.save(ReferralComment(event_id=event.id, field="situation", text="Depuis quand ?"))


def _organisation_of(make: Any, user: Any) -> Organisation:
    with make.session() as session:
        return session.get_one(Organisation, user.organisation_id)


def _household(make: Any, organisation: Organisation) -> Household:
    return make.save(Household(reference=f"H-TEST-{make.number():04}", organisation_id=organisation.id))


def assessment(make: Any, programme: Programme, household: Household, **given: Any) -> AxisAssessment:
    """Answers (by criterion code) and, unless `decided=None`, the decision for that axis number (2)."""
    answers, decided = given.pop("answers", {"street": Answer.YES}), given.pop("decided", 2)
    assessor = given.pop("assessor", None) or make.user(Role.FIELD_WORKER)
    values = {"assessed_on": today(), "assessor_id": assessor.id} | given
    if decided is not None:
        axis = programme.axes[decided]
        values |= {"proposed_axis_id": axis.id, "decided_axis_id": axis.id, "decided_by_id": assessor.id}
        values.setdefault("decided_at", now())
    made = make.save(AxisAssessment(programme_id=programme.id, household_id=household.id, **values))
    rows = [
        AssessmentAnswer(assessment_id=made.id, criterion_id=programme.criteria[code].id, answer=answer.value)
        for code, answer in answers.items()
    ]
    if rows:
        make.save(*rows)
    return made


def assignment(make: Any, household: Household, team: Team, **given: Any) -> Assignment:
    """An open episode of the household with the team, begun ten days ago."""
    values = {"start_on": today() - timedelta(days=10)} | given
    return make.save(Assignment(household_id=household.id, team_id=team.id, **values))

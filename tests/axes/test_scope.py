"""Who may open which household: every relation × role × action, as the policy table says, on both databases."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.auth.policy import relations
from app.auth.reader import Reader
from app.auth.vocab import Action, Relation, Role
from app.clock import now, today
from app.db import db, transaction
from axes.models.assessments import Assignment
from axes.models.people import BreakGlass, Consent, Household, HouseholdMember, ProtectedReader
from axes.models.programmes import Team
from axes.queries.scope import nameable, readable, within_reach
from axes.vocab import ConsentScope

OWN, SHARED, OTHER = Relation.OWN, Relation.SHARED, Relation.OTHER
ON_HOUSEHOLDS = (
    Action.HOUSEHOLD_VIEW,
    Action.HOUSEHOLD_IDENTITY,
    Action.HOUSEHOLD_HEALTH,
    Action.HOUSEHOLD_EDIT,
    Action.CONSENT_WRITE,
    Action.HOUSEHOLD_PROTECT,
    Action.BREAK_GLASS,
    Action.REFERRAL_VIEW,
    Action.REFERRAL_WRITE,
    Action.REFERRAL_DECIDE,
    Action.ASSESSMENT_VIEW,
    Action.ASSESSMENT_WRITE,
    Action.ASSIGNMENT_DECIDE,
    Action.ALLOCATION_VIEW,
    Action.ALLOCATION_PROPOSE,
    Action.ALLOCATION_ANSWER,
    Action.STAY_VIEW,
    Action.STAY_ACT,
    Action.SUPPORT_VIEW,
    Action.SUPPORT_ACT,
)


@dataclass
class Case:
    """A household and how it stands to the reader."""

    household: Household
    relation: Relation
    protected: bool = False
    named: bool = False
    health: bool = False  # health shared, not only the file
    known: bool = False  # known to the partnership, or opened by the reader's own break-glass


@dataclass
class World:
    """Households in every relation to one organisation and one of its people."""

    make: Any
    cases: dict[str, Case] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mine, self.theirs, self.third = (self.make.organisation() for _ in range(3))
        self.user = self.make.user(Role.FIELD_WORKER, organisation=self.mine, health_right=True)
        axis = self.make.axis()
        self.team, self.team_theirs = (self.make.team(axis=axis, organisation=o) for o in (self.mine, self.theirs))
        self._own()
        self._shared()
        self._other()
        self._protected()

    def add(self, name: str, relation: Relation, organisation: Any = None, **said: Any) -> Household:
        named = [self.user] if said.get("named") else []
        made = self.make.household(
            adults=0, organisation=organisation or self.theirs, is_protected=said.get("protected", False), named=named
        )
        self.cases[name] = Case(made, relation, **said)
        return made

    def _own(self) -> None:
        self.add("own", OWN, self.mine)
        self.make.assignment(self.add("brought by mine, followed by theirs", OWN, self.mine), self.team_theirs)
        self.make.assignment(self.add("followed by mine", OWN), self.team)
        self._episodes(self.add("mine were the last", OWN), (self.team_theirs, 60, 30), (self.team, 30, 5))
        self._episodes(
            self.add("mine chosen for next week", OWN), (self.team_theirs, 60, None, -7), (self.team, -7, None)
        )
        self._episodes(self.add("mine until theirs begin", OWN), (self.team, 60, -7), (self.team_theirs, -7, None))

    def _shared(self) -> None:
        share = {"scope": ConsentScope.SHARE_FILE, "organisation": self.mine}
        self.make.consent(self.add("shared", SHARED), **share)
        self.make.consent(self.add("shared until today", SHARED), **share, last_day=today())
        both = self.add("shared with health", SHARED, health=True)
        self.make.consent(both, **share)
        self.make.consent(both, **(share | {"scope": ConsentScope.SHARE_HEALTH}))

    def _other(self) -> None:
        share = {"scope": ConsentScope.SHARE_FILE, "organisation": self.mine}
        yesterday, tomorrow = today() - timedelta(days=1), today() + timedelta(days=1)
        self.add("other", OTHER)
        self._episodes(self.add("formerly mine", OTHER), (self.team, 60, 30), (self.team_theirs, 30, None))
        self._episodes(self.add("long ago mine", OTHER), (self.team, 60, 30), (self.team_theirs, 30, 5))
        self.make.consent(self.add("share expired", OTHER), **share, last_day=yesterday)
        self.make.consent(self.add("share withdrawn", OTHER), **share, withdrawn_on=today())
        self.make.consent(self.add("share to come", OTHER), **share, given_on=tomorrow)
        self.make.consent(self.add("shared with a third", OTHER), **(share | {"organisation": self.third}))
        self.make.consent(self.add("health alone", OTHER), **(share | {"scope": ConsentScope.SHARE_HEALTH}))
        self.make.consent(self.add("known", OTHER, known=True))
        self.make.consent(self.add("no longer known", OTHER), withdrawn_on=today())
        self.make.break_glass(
            self.add("opened", OTHER, known=True), self.user, created_at=now() - timedelta(hours=3.99)
        )
        self.make.break_glass(self.add("opened before", OTHER), self.user, created_at=now() - timedelta(hours=4.01))
        self.make.break_glass(self.add("opened by another", OTHER), self.make.user(Role.ALLOCATION))

    def _protected(self) -> None:
        share = {"scope": ConsentScope.SHARE_FILE, "organisation": self.mine}
        for named in (True, False):
            said = {"protected": True, "named": named}
            self.add(f"protected own {named}", OWN, self.mine, **said)
            self.make.consent(self.add(f"protected shared {named}", SHARED, **said), **share)
            other = self.add(f"protected other {named}", OTHER, **said)
            self.make.consent(other)
            self.make.break_glass(other, self.user)

    def _episodes(self, household: Household, *episodes: Any) -> None:
        """Assignments as (team, days ago it began, days ago it ended or None, end in its place)."""
        for team, began, ended, *until in episodes:
            end = until[0] if until else ended
            self.make.assignment(
                household,
                team,
                start_on=today() - timedelta(days=began),
                end_on=None if end is None else today() - timedelta(days=end),
            )

    def reader(self, role: Role, **changes: Any) -> Reader:
        values = {"user_id": self.user.id, "organisation_id": self.mine.id, "role": role, "health_right": True}
        return Reader(name="x", organisation_name="x", session_token="x", **(values | changes))


@pytest.fixture
def world(make):
    return World(make)


def found(app, condition, query=None):
    """Names of nothing but households: those the condition lets through."""
    query = sa.select(Household.id) if query is None else query
    with app.app_context(), transaction("read"):
        return set(db.session.scalars(query.where(condition)))


def expected(case: Case, role: Role, action: Action) -> bool:
    """What the table and DESIGN §4 say, without a database."""
    allowed = relations(role, action)
    related = OTHER in allowed or case.relation in allowed
    if action is Action.HOUSEHOLD_HEALTH and case.relation is SHARED:
        related = related and case.health
    return related and (not case.protected or (Relation.PROTECTED in allowed and case.named))


@pytest.mark.parametrize("role", list(Role))
def test_the_truth_table(app, world, role):
    reader = world.reader(role)
    wrong = []
    for action in ON_HOUSEHOLDS:
        seen = found(app, readable(reader, action))
        wrong += [
            (name, role, action)
            for name, case in world.cases.items()
            if (case.household.id in seen) != expected(case, role, action)
        ]
    assert wrong == []


def test_the_table_is_not_empty(world):
    """Each relation says yes to somebody and no to somebody: a table that refuses all would pass the test above."""
    for name, case in world.cases.items():
        answers = {expected(case, role, action) for role in Role for action in ON_HOUSEHOLDS}
        assert answers == ({False} if case.protected and not case.named else {True, False}), name


@pytest.mark.parametrize("role", list(Role))
def test_names_follow_identity_or_agreement_or_break_glass(app, world, role):
    seen = found(app, nameable(world.reader(role)))
    partnership = role in {Role.COORDINATION, Role.ALLOCATION}
    for name, case in world.cases.items():
        known = partnership and case.known and not case.protected
        assert (case.household.id in seen) == (expected(case, role, Action.HOUSEHOLD_IDENTITY) or known), name


@pytest.mark.parametrize("role", list(Role))
def test_reach_leaves_out_nothing_that_may_be_read(app, world, role):
    reader = world.reader(role)
    for action in ON_HOUSEHOLDS:
        near = found(app, within_reach(reader, action))
        assert found(app, readable(reader, action)) <= near
        assert OTHER in relations(role, action) or world.cases["other"].household.id not in near


def test_without_the_health_right_no_health(app, world):
    reader = world.reader(Role.FIELD_WORKER, health_right=False)
    assert found(app, readable(reader, Action.HOUSEHOLD_HEALTH)) == set()
    assert found(app, readable(world.reader(Role.FIELD_WORKER), Action.HOUSEHOLD_HEALTH))


@pytest.mark.parametrize("role", [Role.FIELD_WORKER, Role.PARTNER, Role.ALLOCATION])
def test_the_query_around_does_not_change_the_scope(app, world, role):
    """A page that reads assignments or consents of its own must not lend them to the conditions."""
    reader = world.reader(role)
    around = (
        sa.select(Household.id)
        .outerjoin(Assignment, Assignment.household_id == Household.id)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Consent, Consent.household_id == Household.id)
        .outerjoin(BreakGlass, BreakGlass.household_id == Household.id)
        .outerjoin(ProtectedReader, ProtectedReader.household_id == Household.id)
        .outerjoin(HouseholdMember, HouseholdMember.household_id == Household.id)
        .where(sa.or_(Assignment.id.is_(None), Assignment.team_id == world.team_theirs.id))
        .where(Consent.organisation_id.is_(None))
    )
    everything = found(app, sa.true(), around)
    for condition in (readable(reader, Action.HOUSEHOLD_VIEW), nameable(reader)):
        assert found(app, condition, around) == found(app, condition) & everything


def test_a_worker_who_moves_leaves_every_right_behind(app, world):
    """Named for a protected household, but now in another organisation: the old files are closed (S-08)."""
    moved = world.reader(Role.FIELD_WORKER, organisation_id=world.make.organisation().id)
    assert found(app, readable(moved, Action.HOUSEHOLD_VIEW)) == set()
    assert found(app, nameable(moved)) == set()

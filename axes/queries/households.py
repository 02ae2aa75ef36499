"""Households as their readers may see them: the record, the head of its file, the list, labels."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import db, prebuilt
from app.periods import lived_contains
from app.web.asked import Filters
from axes.models.assessments import Assignment, AxisAssessment
from axes.models.people import BreakGlass, Household, HouseholdMember, HouseholdNeed, Person
from axes.models.programmes import Axis, Team
from axes.queries.scope import BREAK_GLASS_LASTS, in_charge, nameable, readable, still_open, within_reach
from axes.vocab import HouseholdState

TeamOrganisation = aliased(Organisation, name="team_organisation")
Worker = aliased(User, name="reference_worker")
DecidedAxis = aliased(Axis, name="decided_axis")


def household_of(public_id: str, reader: Reader, action: Action) -> Household | None:
    """The household, with its organisation, if `reader` may do `action` on it."""
    return db.session.scalar(
        sa.select(Household)
        .options(joinedload(Household.organisation))
        .where(Household.public_id == public_id, readable(reader, action))
    )


@dataclass(frozen=True, kw_only=True)
class HouseholdFile:
    """Head of a file, and what its reader may do there. `grant` is the reader's own break-glass while open."""

    household: Household
    named: bool
    editable: bool
    consents: bool
    protects: bool
    erases: bool
    may_break_glass: bool
    in_charge: bool
    axis: Axis | None  # of the team; before there is one, the axis decided
    team: str | None
    worker: str | None
    grant: BreakGlass | None
    openings: int

    @property
    def open_until(self) -> datetime | None:
        return None if self.grant is None else self.grant.created_at + BREAK_GLASS_LASTS


def file_of(public_id: str, reader: Reader) -> HouseholdFile | None:
    """The head of a household's file in one statement; None unless `reader` may view it."""
    row = db.session.execute(_head(reader, today()), {"asked": public_id}).one_or_none()
    if row is None:
        return None
    known = row._asdict()
    known["household"], known["axis"], known["grant"] = (
        known.pop(name) for name in ("Household", "Axis", "BreakGlass")
    )
    decided = known.pop("decided_axis")
    known["axis"] = known["axis"] or decided
    return HouseholdFile(**known)


@prebuilt
def _head(reader: Reader, _day: date) -> sa.Select[Any]:
    """Kept for the day it is built on: who follows the household depends on it."""
    columns: tuple[Any, ...] = (
        Household,
        Axis,
        DecidedAxis,
        BreakGlass,
        nameable(reader).label("named"),
        readable(reader, Action.HOUSEHOLD_EDIT).label("editable"),
        readable(reader, Action.CONSENT_WRITE).label("consents"),
        readable(reader, Action.HOUSEHOLD_PROTECT).label("protects"),
        readable(reader, Action.ERASURE_ACT).label("erases"),
        sa.and_(readable(reader, Action.BREAK_GLASS), ~nameable(reader)).label("may_break_glass"),
        in_charge(reader).label("in_charge"),
        TeamOrganisation.name.label("team"),
        Worker.name.label("worker"),
        _openings().label("openings"),
    )
    query = (
        _with_team(sa.select(*columns).select_from(Household))
        .outerjoin(DecidedAxis, DecidedAxis.id == _decided(reader))
        .outerjoin(BreakGlass, BreakGlass.id == _grant(reader))
        .where(Household.public_id == sa.bindparam("asked"), readable(reader, Action.HOUSEHOLD_VIEW))
    )
    return query.options(joinedload(Household.organisation))


def _with_team(query: sa.Select[Any]) -> sa.Select[Any]:
    """Add the team and the axis of today, where there is one."""
    now_with = sa.and_(
        Assignment.household_id == Household.id, lived_contains(Assignment.start_on, Assignment.end_on, today())
    )
    return (
        query.outerjoin(Assignment, now_with)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .outerjoin(TeamOrganisation, TeamOrganisation.id == Team.organisation_id)
        .outerjoin(Worker, Worker.id == Assignment.reference_worker_id)
    )


def _decided(reader: Reader) -> Any:
    """The axis decided last, for a reader who may know of assessments."""
    if not reader.may(Action.ASSESSMENT_VIEW):
        return sa.null()
    last = (
        sa.select(AxisAssessment.decided_axis_id)
        .where(AxisAssessment.household_id == Household.id, AxisAssessment.decided_axis_id.is_not(None))
        .order_by(AxisAssessment.decided_at.desc(), AxisAssessment.id.desc())
        .limit(1)
    )
    return last.correlate(Household).scalar_subquery()


def _grant(reader: Reader) -> Any:
    """The reader's break-glass on the household, if one is open."""
    grant = aliased(BreakGlass)
    own = sa.select(sa.func.max(grant.id)).where(grant.household_id == Household.id, still_open(reader, grant))
    return own.correlate(Household).scalar_subquery()


def _openings() -> Any:
    count = sa.select(sa.func.count(BreakGlass.id)).where(BreakGlass.household_id == Household.id)
    return count.correlate(Household).scalar_subquery()


@dataclass(frozen=True)
class HouseholdFilters(Filters):
    """What the list is narrowed to: public ids of records, a state, a part of a reference."""

    axis: str | None = None
    team: str | None = None
    organisation: str | None = None
    state: str | None = None
    text: str | None = None


def list_households(reader: Reader, filters: HouseholdFilters | None = None) -> sa.Select[Any]:
    """Rows of the list, newest first: plain columns, no name (`names_of` adds those `reader` may know)."""
    filters = filters or HouseholdFilters()
    query = (
        _with_team(sa.select(*_COLUMNS, adults_now().label("adults"), minors_now().label("minors")))
        .add_columns(state_now().label("state"))
        .join(Organisation, Organisation.id == Household.organisation_id)
        .where(within_reach(reader, Action.HOUSEHOLD_VIEW), readable(reader, Action.HOUSEHOLD_VIEW))
        .where(*_narrowed(filters))
    )
    return query.order_by(Household.id.desc())


_COLUMNS: tuple[Any, ...] = (
    Household.id,
    Household.public_id,
    Household.reference,
    Household.is_protected,
    Organisation.name.label("organisation"),
    Axis.number.label("axis_number"),
    Axis.name_fr,
    Axis.name_nl,
    Axis.name_en,
    TeamOrganisation.name.label("team"),
)


def _narrowed(filters: HouseholdFilters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.axis:
        conditions.append(Axis.public_id == filters.axis)
    if filters.team:
        conditions.append(Team.public_id == filters.team)
    if filters.organisation:
        conditions.append(Organisation.public_id == filters.organisation)
    if filters.state in set(HouseholdState):
        conditions.append(_is(HouseholdState(filters.state)))
    if filters.text:
        conditions.append(Household.reference.icontains(filters.text, autoescape=True))
    return conditions


def _is(state: HouseholdState) -> sa.ColumnElement[bool]:
    """`state_now() == state`, in a query that has joined the assignment of today."""
    began = sa.exists().where(Assignment.household_id == Household.id, Assignment.start_on <= today())
    before = began.correlate(Household)
    if state is HouseholdState.FOLLOWED:
        return Assignment.id.is_not(None)
    return sa.and_(Assignment.id.is_(None), before if state is HouseholdState.FORMER else ~before)


def state_now() -> sa.ColumnElement[str]:
    """The household's `HouseholdState` today."""
    mine = sa.exists().where(Assignment.household_id == Household.id).correlate(Household)
    followed = mine.where(lived_contains(Assignment.start_on, Assignment.end_on, today()))
    return sa.case(
        (followed, HouseholdState.FOLLOWED.value),
        (mine.where(Assignment.start_on <= today()), HouseholdState.FORMER.value),
        else_=HouseholdState.NEW.value,
    )


def adults_now() -> Any:
    """Adults in the household today."""
    return _present(Person.is_minor.is_(False))


def minors_now() -> Any:
    """Minors in the household today."""
    return _present(Person.is_minor.is_(True))


def persons_now() -> Any:
    """Adults and minors in the household today, counted without looking at who they are."""
    present = lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, today())
    query = sa.select(sa.func.count(HouseholdMember.id)).where(HouseholdMember.household_id == Household.id, present)
    return query.correlate(Household).scalar_subquery()


def _present(which: sa.ColumnElement[bool]) -> Any:
    return (
        sa.select(sa.func.count(HouseholdMember.id))
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(HouseholdMember.household_id == Household.id, which)
        .where(lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, today()))
        .correlate(Household)
        .scalar_subquery()
    )


def needs_of(household_id: int) -> list[Any]:
    """Needs past and present: public_id, kind, start_on, end_on; open ones first."""
    query = (
        sa.select(HouseholdNeed.public_id, HouseholdNeed.kind, HouseholdNeed.start_on, HouseholdNeed.end_on)
        .where(HouseholdNeed.household_id == household_id)
        .order_by(HouseholdNeed.end_on.is_not(None), HouseholdNeed.start_on, HouseholdNeed.id)
    )
    return list(db.session.execute(query))


def need_of(public_id: str, reader: Reader) -> HouseholdNeed | None:
    """A need of a household `reader` may edit."""
    return db.session.scalar(
        sa.select(HouseholdNeed)
        .join(HouseholdNeed.household)
        .options(joinedload(HouseholdNeed.household))
        .where(HouseholdNeed.public_id == public_id, readable(reader, Action.HOUSEHOLD_EDIT))
    )


FOUND_AT_MOST = 20


def find_households(text: str, reader: Reader) -> list[Any]:
    """Rows of the list whose reference holds what was typed; none unless it has a digit, as every reference does."""
    if not any(char.isdigit() for char in text):
        return []
    return list(db.session.execute(list_households(reader, HouseholdFilters(text=text)).limit(FOUND_AT_MOST)))

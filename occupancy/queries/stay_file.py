"""What the page of a stay shows: its people, its journey, its episodes, its dated rows, what happened."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.audit.models import JournalEntry
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import unseal_column
from app.db import db
from axes.models.assessments import Assignment
from axes.models.people import HouseholdMember, Person
from axes.models.programmes import Team
from axes.vocab import MemberRole
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Absence, Contribution, Stay, StayExtension, StayObjective, StayPerson
from occupancy.queries.journeys import outcome_of_exit
from occupancy.queries.stay_rows import stands
from occupancy.rules.journeys import Episode, Journey, Leg, journey_with
from occupancy.vocab import OutcomeClass
from sites.models.units import Unit

HISTORY_AT_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Sleeper:
    """A person's nights in a stay. `name` is None for a reader who may not know; `is_member`: of the household, now."""

    public_id: str
    start_on: date
    end_on: date | None
    is_minor: bool
    role: MemberRole | None
    is_member: bool
    name: str | None


def sleepers_of(stay: Stay, *, named: bool) -> list[Sleeper]:
    """Everybody who sleeps or slept there, those present first; names are only read if `named`."""
    member = sa.and_(
        HouseholdMember.person_id == StayPerson.person_id, HouseholdMember.household_id == stay.household_id
    )
    latest = sa.select(sa.func.max(HouseholdMember.id)).where(member).correlate(StayPerson).scalar_subquery()
    columns: tuple[Any, ...] = (
        StayPerson.public_id,
        StayPerson.start_on,
        StayPerson.end_on,
        Person.is_minor,
        HouseholdMember.role,
        HouseholdMember.end_on.label("member_until"),
    )
    sealed: tuple[Any, ...] = (Person.public_id.label("person"), Person.name_sealed) if named else ()
    query = (
        sa.select(*columns, *sealed)
        .join(Person, Person.id == StayPerson.person_id)
        .outerjoin(HouseholdMember, HouseholdMember.id == latest)
        .where(StayPerson.stay_id == stay.id)
        .order_by(StayPerson.end_on.is_not(None), Person.is_minor, StayPerson.id)
    )
    return [_sleeper(row, named) for row in db.session.execute(query)]


def _sleeper(row: Any, named: bool) -> Sleeper:
    return Sleeper(
        public_id=row.public_id,
        start_on=row.start_on,
        end_on=row.end_on,
        is_minor=row.is_minor,
        role=row.role,
        is_member=row.role is not None and row.member_until is None,
        name=unseal_column(Person, "name", row.person, row.name_sealed) if named else None,
    )


@dataclass(frozen=True, kw_only=True)
class LegView:
    """A stay of the journey, and the exit that stands, with those it replaced."""

    stay: Stay
    exits: tuple["ExitView", ...]

    @property
    def exit(self) -> "ExitView | None":
        return next((one for one in self.exits if one.row.replaced_at is None), None)

    @property
    def corrected(self) -> list["ExitView"]:
        """Those that another replaced; none once the exit they led to was cancelled: they are of it."""
        replaced = [one for one in self.exits if one.row.replaced_at is not None]
        return [one for one in replaced if one not in self.cancelled] if self.exit else []

    @property
    def cancelled(self) -> list["ExitView"]:
        return [one for one in self.exits if one.row.cancel_reason_sealed is not None]


@dataclass(frozen=True)
class ExitView:
    row: StayExit
    destination: Destination
    outcome: OutcomeClass
    by: str | None
    cancelled_by: str | None


@dataclass(frozen=True, kw_only=True)
class JourneyView:
    """The chain a stay is part of, in order, with how to count its nights."""

    legs: tuple[LegView, ...]
    journey: Journey


def journey_view(stay: Stay) -> JourneyView:
    """The journey with its units and exits, in one statement."""
    other = aliased(User)
    authors = User.name.label("by"), other.name.label("cancelled_by")
    query = (
        sa.select(Stay, StayExit, Destination, outcome_of_exit().label("outcome"), *authors)
        .outerjoin(StayExit, StayExit.stay_id == Stay.id)
        .outerjoin(Destination, Destination.id == StayExit.destination_id)
        .outerjoin(User, User.id == StayExit.recorded_by_id)
        .outerjoin(other, other.id == StayExit.cancelled_by_id)
        .where(Stay.household_id == stay.household_id)
        .options(joinedload(Stay.unit).joinedload(Unit.site))
        .order_by(Stay.start_on, Stay.id, StayExit.id.desc())
    )
    stays: dict[int, Stay] = {}
    exits: dict[int, list[ExitView]] = {}
    for one, row, destination, outcome, by, cancelled_by in db.session.execute(query):
        stays[one.id] = one
        if row is not None:
            view = ExitView(row, destination, outcome or OutcomeClass.UNKNOWN, by, cancelled_by)
            exits.setdefault(one.id, []).append(view)
    legs = [Leg(one.id, one.transferred_from_id, one.start_on, one.end_on) for one in stays.values()]
    journey = journey_with(stay.id, legs)
    views = (LegView(stay=stays[leg.stay_id], exits=tuple(exits.get(leg.stay_id, ()))) for leg in journey.legs)
    return JourneyView(legs=tuple(views), journey=journey)


def episodes_during(household_id: int) -> list[Assignment]:
    """The household's episodes, the first first, with team, axis, organisation and workers."""
    query = (
        sa.select(Assignment)
        .where(Assignment.household_id == household_id)
        .options(
            joinedload(Assignment.team).joinedload(Team.axis),
            joinedload(Assignment.team).joinedload(Team.organisation),
            joinedload(Assignment.reference_worker),
            joinedload(Assignment.second_worker),
        )
        .order_by(Assignment.start_on, Assignment.id)
    )
    return list(db.session.scalars(query))


def by_axis(episodes: Sequence[Assignment]) -> list[Episode[int]]:
    """Episodes keyed by their axis, for `rules.journeys.nights_by`."""
    return [Episode(one.team.axis_id, one.start_on, one.end_on) for one in episodes]


@dataclass(frozen=True, kw_only=True)
class DatedRow:
    """A contribution, objective, extension or absence. Which days and codes mean what follows from `kind`."""

    kind: str
    public_id: str
    stay_id: int
    start_on: date | None
    end_on: date | None
    cents: int | None
    code: str | None
    text: str | None
    written_at: datetime


def dated_rows(stay_ids: Sequence[int]) -> dict[str, list[DatedRow]]:
    """Contributions, objectives, extensions and absences of these stays, by kind, oldest first; one statement."""
    no_day, no_code, no_cents = sa.null().cast(sa.Date), sa.null().cast(sa.String), sa.null().cast(sa.Integer)
    no_text = sa.null().cast(sa.Text)
    parts = (
        _part(
            "contribution", Contribution, Contribution.start_on, no_day, Contribution.amount_cents, Contribution.basis
        ),
        _part(
            "objective", StayObjective, StayObjective.reached_on, StayObjective.dropped_on, no_cents, StayObjective.kind
        ),
        _part("extension", StayExtension, StayExtension.previous_end_on, StayExtension.new_end_on, no_cents, no_code),
        _part("absence", Absence, Absence.start_on, Absence.end_on, no_cents, no_code),
    )
    sealed = (no_text, no_text, StayExtension.reason_sealed, Absence.reason_sealed)
    models: tuple[Any, ...] = (Contribution, StayObjective, StayExtension, Absence)
    standing = {Absence: (stands(),)}
    queries = [
        part.add_columns(text.label("text")).where(model.stay_id.in_(stay_ids), *standing.get(model, ()))
        for part, text, model in zip(parts, sealed, models, strict=True)
    ]
    rows = sa.union_all(*queries).subquery()
    found: dict[str, list[DatedRow]] = {"contribution": [], "objective": [], "extension": [], "absence": []}
    for row in db.session.execute(sa.select(rows).order_by(rows.c.kind, rows.c.start_on, rows.c.id)):
        found[row.kind].append(_dated(row))
    return found


def _part(kind: str, model: Any, start_on: Any, end_on: Any, cents: Any, code: Any) -> sa.Select[Any]:
    return sa.select(
        sa.literal(kind).label("kind"),
        model.id,
        model.public_id,
        model.stay_id,
        start_on.label("start_on"),
        end_on.label("end_on"),
        cents.label("cents"),
        sa.cast(code, sa.String).label("code"),
        model.created_at.label("written_at"),
    )


SEALED = {"extension": StayExtension, "absence": Absence}


def _dated(row: Any) -> DatedRow:
    model = SEALED.get(row.kind)
    return DatedRow(
        kind=row.kind,
        public_id=row.public_id,
        stay_id=row.stay_id,
        start_on=row.start_on,
        end_on=row.end_on,
        cents=row.cents,
        code=row.code,
        text=unseal_column(model, "reason", row.public_id, row.text) if model else None,
        written_at=row.written_at,
    )


@dataclass(frozen=True)
class Happened:
    """An act on a stay: when, what, who; facts are those of the journal."""

    at: datetime
    event: str
    by: str | None
    facts: dict[str, Any]


def history_of(stays: Sequence[Stay]) -> list[Happened]:
    """What was done to these stays, newest first."""
    query = (
        sa.select(JournalEntry.at, JournalEntry.event, JournalEntry.facts, User.name, Organisation.name)
        .outerjoin(User, User.id == JournalEntry.user_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(JournalEntry.subject_type == Stay.__tablename__)
        .where(JournalEntry.subject_id.in_([one.public_id for one in stays]))
        .order_by(JournalEntry.id.desc())
        .limit(HISTORY_AT_MOST)
    )
    return [
        Happened(at, event, f"{user} ({organisation})" if user else None, json.loads(facts))
        for at, event, facts, user, organisation in db.session.execute(query)
    ]

"""What the ribbon draws: units, when they are open, out of use or promised, and who lives there if the reader may know.

Units, openings, works and ends are functions of units and dates alone. Stays and proposals are read only for readers
who may see stays, and only those in their sight; the others make a unit unavailable from today on, without days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import ask, db, prebuilt
from app.periods import paper_overlaps
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import readable
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.models.allocations import Allocation
from occupancy.models.closures import Closure
from occupancy.models.stays import Stay
from occupancy.queries.agreements import final_last_day, signed_periods
from occupancy.queries.sight import known
from occupancy.queries.unit_states import state_as_of
from occupancy.queries.waiting import live
from occupancy.rules.timeline import Window
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability, UnitOutage
from sites.queries.scope import readable_sites
from sites.vocab import UnitState, UnitUse

OPEN, END, UNAVAILABLE = "open", "end", "unavailable"


@dataclass(frozen=True)
class TimelineFilter:
    """What the ribbon is narrowed to: public ids, empty for all."""

    site: str = ""
    axis: str = ""


def timeline_units(reader: Reader, window: Window, narrowed: TimelineFilter) -> sa.Select[Any]:
    """Dwellings of all the reader's sites that an agreement covers for a day of the window, by site and code."""
    covered = sa.exists().where(
        AgreementUnit.unit_id == Unit.id,
        paper_overlaps(AgreementUnit.first_day, AgreementUnit.last_day, window.first_day, window.last_day),
        AgreementUnit.agreement_id.in_(_in_force_during(window)),
    )
    query = _units().where(readable_sites(reader), Unit.use == UnitUse.DWELLING, covered)
    if narrowed.site:
        query = query.where(Site.public_id == narrowed.site)
    return _of_axis(query, reader, window, narrowed.axis).order_by(Site.sort_name, Unit.code, Unit.id)


@prebuilt
def timeline_of_site(reader: Reader, site_id: int, window: Window, axis: str) -> sa.Select[Any]:
    """Every unit of a site the reader has already been let into, by use and code."""
    query = _units().where(Unit.site_id == site_id)
    return _of_axis(query, reader, window, axis).order_by(Unit.use, Unit.code, Unit.id)


def _units() -> sa.Select[Any]:
    facts: tuple[Any, ...] = (Unit.id, Unit.public_id, Unit.code, Unit.use, Unit.max_persons)
    return sa.select(*facts, Site.name.label("site_name")).join(Site, Site.id == Unit.site_id)


def _in_force_during(window: Window) -> sa.Select[Any]:
    known = signed_periods(today())
    return sa.select(known.c.agreement_id).where(
        known.c.first_day <= window.last_day, known.c.last_day >= window.first_day
    )


def _of_axis(query: sa.Select[Any], reader: Reader, window: Window, axis: str) -> sa.Select[Any]:
    """Units in which somebody of the axis lives during the window, among those the reader may know."""
    if not axis or not reader.may(Action.STAY_VIEW):
        return query
    lived = (
        sa.select(Stay.unit_id)
        .join(Household, Household.id == Stay.household_id)
        .join(Assignment, _episode_of(Stay.household_id, Stay.start_on, Stay.end_on))
        .join(Team, Team.id == Assignment.team_id)
        .join(Axis, Axis.id == Team.axis_id)
        .where(Axis.public_id == axis, readable(reader, Action.STAY_VIEW), *_during(window, today()))
    )
    return query.where(Unit.id.in_(lived))


@dataclass(frozen=True)
class Span:
    """A fact of a unit: open, works, damage, unavailable, or the last day of its agreement; both days included."""

    unit_id: int
    kind: str
    first_day: date
    last_day: date | None


def unit_spans(reader: Reader, unit_ids: Sequence[int], window: Window) -> list[Span]:
    """Openings, works and damage that touch the window, ends of agreements, and what is out of sight: one statement."""
    return [Span(*row) for row in ask(_spans(reader, window, today()), {"units": list(unit_ids)})]


UNITS: Any = sa.bindparam("units", expanding=True)


@prebuilt
def _spans(reader: Reader, window: Window, day: date) -> sa.Select[Any]:
    opened = sa.select(
        UnitAvailability.unit_id, sa.literal(OPEN).label("kind"), UnitAvailability.first_day, UnitAvailability.last_day
    ).where(
        UnitAvailability.unit_id.in_(UNITS),
        paper_overlaps(UnitAvailability.first_day, UnitAvailability.last_day, window.first_day, window.last_day),
    )
    out = sa.select(
        UnitOutage.unit_id, sa.cast(UnitOutage.kind, sa.String).label("kind"), UnitOutage.first_day, UnitOutage.last_day
    ).where(
        UnitOutage.unit_id.in_(UNITS),
        UnitOutage.cancelled_on.is_(None),
        paper_overlaps(UnitOutage.first_day, UnitOutage.last_day, window.first_day, window.last_day),
    )
    every = sa.union_all(opened, out, _ends(day), _unavailable(reader, day)).subquery()
    return sa.select(every).order_by(every.c.unit_id, every.c.first_day, every.c.kind)


def _unavailable(reader: Reader, day: date) -> sa.Select[Any]:
    """Units that are unavailable today to the reader, from today on, whatever the window: no day of a stay is told."""
    since, until = sa.literal(day, sa.Date), sa.cast(sa.null(), sa.Date)
    facts: tuple[Any, ...] = (Unit.id, sa.literal(UNAVAILABLE).label("kind"), since, until)
    if not reader.may(Action.STAY_VIEW):
        return sa.select(*facts).where(sa.false())
    return sa.select(*facts).where(Unit.id.in_(UNITS), state_as_of(day, reader) == UnitState.UNAVAILABLE)


def _ends(day: date) -> sa.Select[Any]:
    """The day each covered unit must be given back: the end of its agreement, or of its site's closing before that."""
    term = final_last_day(day)
    covered = sa.case((AgreementUnit.last_day < term, AgreementUnit.last_day), else_=term)
    closing = sa.and_(
        Closure.site_id == Agreement.site_id,
        Closure.cancelled_on.is_(None),
        sa.func.coalesce(Closure.handed_back_on, Closure.last_day) >= AgreementUnit.first_day,
    )
    last = sa.type_coerce(sa.case((Closure.last_day < covered, Closure.last_day), else_=covered), sa.Date)
    facts: tuple[Any, ...] = (AgreementUnit.unit_id, sa.literal(END).label("kind"), AgreementUnit.first_day, last)
    return (
        sa.select(*facts)
        .join(Agreement, Agreement.id == AgreementUnit.agreement_id)
        .outerjoin(Closure, closing)
        .where(AgreementUnit.unit_id.in_(UNITS), term.is_not(None))
    )


def _during(window: Window, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `stay`: it can show in the window. One that nobody ended goes on until today at least."""
    known_end = sa.func.coalesce(Stay.end_on, Stay.planned_end_on)
    reaches = known_end > window.first_day
    if window.first_day <= day:
        reaches = sa.or_(reaches, Stay.end_on.is_(None))
    return Stay.start_on < window.end_on, reaches


def _episode_of(household_id: Any, start_on: Any, end_on: Any) -> sa.ColumnElement[bool]:
    """Condition on `assignment`: an episode of the household with a night of the lived period."""
    return sa.and_(
        Assignment.household_id == household_id,
        sa.or_(Assignment.end_on.is_(None), Assignment.end_on > start_on),
        sa.or_(end_on.is_(None), Assignment.start_on < end_on),
    )


def timeline_stays(reader: Reader, unit_ids: Sequence[int], window: Window) -> list[Any]:
    """One row per stay in the reader's sight and episode of its household meanwhile; the axis may be unknown."""
    if not reader.may(Action.STAY_VIEW):
        return []
    return list(ask(_stays(reader, window, today()), {"units": list(unit_ids)}))


@prebuilt
def _stays(reader: Reader, window: Window, day: date) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Stay.unit_id,
            Stay.start_on,
            Stay.planned_end_on,
            Stay.end_on,
            Stay.public_id,
            Household.reference,
            Axis.number.label("axis_number"),
            Assignment.start_on.label("axis_from"),
            Assignment.end_on.label("axis_until"),
        )
        .join(Household, Household.id == Stay.household_id)
        .outerjoin(Assignment, _episode_of(Stay.household_id, Stay.start_on, Stay.end_on))
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .where(Stay.unit_id.in_(UNITS), *_during(window, day), known(reader))
        .order_by(Stay.unit_id, Stay.start_on, Assignment.start_on, Stay.id)
    )


def timeline_proposals(reader: Reader, unit_ids: Sequence[int], window: Window) -> list[Any]:
    """Open proposals and planned entries that hold the units, in the reader's sight."""
    if not reader.may(Action.STAY_VIEW):
        return []
    return list(ask(_proposals(reader, window, today()), {"units": list(unit_ids)}))


@prebuilt
def _proposals(reader: Reader, window: Window, _day: date) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Allocation.unit_id,
            Allocation.start_on,
            Allocation.end_on,
            Allocation.expires_at,
            Allocation.public_id,
            Household.reference,
        )
        .join(Household, Household.id == Allocation.household_id)
        .where(Allocation.unit_id.in_(UNITS), Allocation.start_on < window.end_on, *live())
        .where(Allocation.end_on > window.first_day, known(reader))
        .order_by(Allocation.unit_id, Allocation.start_on, Allocation.id)
    )


def timeline_sites(reader: Reader) -> list[Any]:
    """The sites the reader may see, for the filter: public_id and name."""
    return list(
        db.session.execute(
            sa.select(Site.public_id, Site.name).where(readable_sites(reader)).order_by(Site.sort_name, Site.id)
        )
    )

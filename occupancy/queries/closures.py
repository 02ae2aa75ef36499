"""Closures as pages and services read them: who is concerned, what is planned, what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.audit.actor import Actor
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods import lived_contains
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from occupancy.models.allocations import Allocation
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.stays import Stay
from occupancy.queries.agreements import lent_anew
from occupancy.queries.outcomes import is_dead, is_proposed
from occupancy.queries.plans import awaits_answer, without_plan
from occupancy.queries.sight import in_sight, known, out_of_sight
from sites.models.sites import Site
from sites.models.units import Unit, UnitCheck
from sites.vocab import CheckKind, UnitUse


class Way(StrEnum):
    """What keeps a site from being handed back."""

    STAY = "stay"
    ALLOCATION = "allocation"
    INVENTORY = "inventory"
    NOT_READY = "not_ready"  # one of the three somewhere; said always, so that it tells of nobody


@dataclass(frozen=True)
class Left:
    """One thing in the way of a hand-back, by the unit it is about if it is one."""

    way: Way
    unit_code: str = ""
    unit: str = ""  # its public name


def closure_of(public_id: str, reader: Reader) -> Closure | None:
    """The closure an address names, with its site."""
    if not reader.may(Action.CLOSURE_VIEW):
        return None
    query = sa.select(Closure).where(Closure.public_id == public_id).options(joinedload(Closure.site))
    return db.session.scalar(query)


def standing_closure(site_id: int, day: date) -> Closure | None:
    """The closure of a site that was not cancelled; None once the site, handed back, is lent anew."""
    standing = (Closure.site_id == site_id, Closure.cancelled_on.is_(None), ~lent_anew(day))
    return db.session.scalar(sa.select(Closure).where(*standing).order_by(Closure.id.desc()).limit(1))


def outcome_of(closure_id: int, stay_id: int) -> ClosureOutcome | None:
    """What is planned for a stay, with the unit it would move to."""
    query = sa.select(ClosureOutcome).where(ClosureOutcome.closure_id == closure_id, ClosureOutcome.stay_id == stay_id)
    return db.session.scalar(query.options(joinedload(ClosureOutcome.unit)))


def open_stays(site_id: int, actor: Actor) -> list[Stay]:
    """Stays of the site without an end that the actor may know of, unit by unit."""
    query = (
        sa.select(Stay)
        .join(Unit, Unit.id == Stay.unit_id)
        .where(Unit.site_id == site_id, Stay.end_on.is_(None), *in_sight(actor, Stay))
        .options(joinedload(Stay.unit), joinedload(Stay.household))
    )
    return list(db.session.scalars(query.order_by(Unit.code, Stay.id)))


def in_the_way(site_id: int, on: date, actor: Actor) -> list[Left]:
    """Open stays, open proposals, and dwellings that were lived in without an exit inventory since (rule 10).

    Whatever it is, it is said first that a dwelling is not ready; then those that the actor may know of, by unit. Where
    it is one of the others, nothing follows: neither a number, nor a word that would not be said of anybody.
    """
    ways = {
        Way.STAY: _stays(site_id, on),
        Way.ALLOCATION: _promised(site_id),
        Way.INVENTORY: _without_inventory(site_id),
    }
    found: list[Left] = []
    for way, query in ways.items():
        rows = query.add_columns(*_told(way, actor)).distinct().order_by(Unit.code, Unit.public_id)
        for code, unit, told in db.session.execute(rows):
            found += [] if found else [Left(Way.NOT_READY)]
            found += [Left(way, code, unit)] if told else []
    return found


def _told(way: Way, actor: Actor) -> tuple[sa.ColumnElement[bool]]:
    return (~out_of_sight(actor, Allocation if way is Way.ALLOCATION else Stay),)


def _stays(site_id: int, on: date) -> sa.Select[str, str]:
    query = sa.select(Unit.code, Unit.public_id).join(Stay, Stay.unit_id == Unit.id)
    return query.where(Unit.site_id == site_id, sa.or_(Stay.end_on.is_(None), Stay.end_on > on))


def _promised(site_id: int) -> sa.Select[str, str]:
    query = sa.select(Unit.code, Unit.public_id).join(Allocation, Allocation.unit_id == Unit.id)
    return query.where(Unit.site_id == site_id, Allocation.closed_at.is_(None))


def _without_inventory(site_id: int) -> sa.Select[str, str]:
    """Dwellings whose last stay ended without an inventory, neither on the stay nor on the unit since."""
    later = aliased(Stay)
    last = ~sa.exists().where(later.unit_id == Stay.unit_id, later.start_on > Stay.start_on)
    checked = sa.exists().where(
        UnitCheck.unit_id == Unit.id, UnitCheck.kind == CheckKind.EXIT_INVENTORY, UnitCheck.done_on >= Stay.end_on
    )
    return (
        sa.select(Unit.code, Unit.public_id)
        .join(Stay, Stay.unit_id == Unit.id)
        .where(Unit.site_id == site_id, Unit.use == UnitUse.DWELLING, last)
        .where(Stay.end_on.is_not(None), Stay.exit_inventory_on.is_(None), ~checked)
    )


TARGET, TARGET_SITE = aliased(Unit), aliased(Site)
CONCERNED = (
    Stay.public_id,
    Stay.start_on,
    Stay.planned_end_on,
    Unit.code.label("unit_code"),
    Household.reference,
    Axis.number.label("axis_number"),
    ClosureOutcome.kind.label("outcome"),
    ClosureOutcome.planned_on,
    ClosureOutcome.note,
    (TARGET_SITE.name + " " + TARGET.code).label("target_code"),
)


@dataclass(frozen=True)
class Counts:
    """Stays of a closing that are inside, of which without a plan, and proposed a unit (`occupancy.queries.plans`)."""

    inside: int
    missing: int
    proposed: int

    @property
    def planned(self) -> int:
        return self.inside - self.missing - self.proposed


def counts_of(rows: Sequence[Any]) -> Counts:
    """The counts of these rows of `concerned`."""
    missing = len([row for row in rows if row.is_missing])
    return Counts(len(rows), missing, len([row for row in rows if row.is_proposed]))


def concerned(closure: Closure, reader: Reader, day: date) -> list[Any]:
    """Stays still open in the site that the reader may know, with what is planned for each; those without a plan first.

    `is_asked`: what is planned is a proposal that the household has not accepted; beside it they may have an exit plan.
    A row of the others, even nameless, or their number, would say where they sleep: that the site is not ready is said
    with what stands in the way of handing it back (`in_the_way`).
    """
    planned = sa.and_(ClosureOutcome.closure_id == closure.id, ClosureOutcome.stay_id == Stay.id)
    followed = sa.and_(
        Assignment.household_id == Stay.household_id, lived_contains(Assignment.start_on, Assignment.end_on, day)
    )
    query = (
        sa.select(*CONCERNED, is_dead(day).label("is_dead"), is_proposed(day).label("is_asked"), *_plan(day))
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Household, Household.id == Stay.household_id)
        .outerjoin(ClosureOutcome, planned)
        .outerjoin(TARGET, TARGET.id == ClosureOutcome.unit_id)
        .outerjoin(TARGET_SITE, TARGET_SITE.id == TARGET.site_id)
        .outerjoin(Assignment, followed)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .where(Unit.site_id == closure.site_id, *_inside(closure), known(reader))
    )
    rows = query.subquery()
    ordered = sa.select(rows).order_by(rows.c.is_missing.desc(), rows.c.unit_code, rows.c.stay_id)
    return list(db.session.execute(ordered).all())


def _plan(day: date) -> tuple[Any, ...]:
    return Stay.id.label("stay_id"), without_plan(day).label("is_missing"), awaits_answer(day).label("is_proposed")


def _inside(closure: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `stay`: nobody left yet, and the site is not handed back: who came after that is not concerned."""
    back = closure.handed_back_on
    still = sa.literal(back is None) if isinstance(closure, Closure) else back.is_(None)
    return Stay.end_on.is_(None), still


def to_relocate(closure: Closure, reader: Reader) -> list[Any]:
    """Everybody who must leave at once and whom the reader may know, each with a name for a field."""
    query = (
        sa.select(Stay.public_id, Unit.code.label("unit_code"), Household.reference)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Household, Household.id == Stay.household_id)
        .where(Unit.site_id == closure.site_id, *_inside(closure), known(reader))
        .order_by(Unit.code, Stay.id)
    )
    return list(db.session.execute(query).all())


def list_closures(reader: Reader, day: date) -> sa.Select[*tuple[Any, ...]]:
    """Closures not cancelled, the next to end first, with how many stays the reader would find open in each, how many
    of these are without a plan (`missing`), and how many proposed a unit."""
    inside = sa.and_(Unit.site_id == Closure.site_id, Stay.unit_id == Unit.id, *_inside(Closure))
    count = sa.select(sa.func.count()).select_from(sa.join(Stay, Unit, Stay.unit_id == Unit.id))
    count = count.where(inside, *in_sight(reader, Stay))
    return (
        sa.select(
            Closure.public_id,
            Closure.cause,
            Closure.last_day,
            Closure.handed_back_on,
            Site.name.label("site_name"),
            Site.public_id.label("site_public_id"),
            count.correlate(Closure).scalar_subquery().label("inside"),
            count.where(without_plan(day)).correlate(Closure).scalar_subquery().label("missing"),
            count.where(awaits_answer(day)).correlate(Closure).scalar_subquery().label("proposed"),
        )
        .join(Site, Site.id == Closure.site_id)
        .where(Closure.cancelled_on.is_(None))
        .order_by(Closure.handed_back_on.is_not(None), Closure.last_day, Closure.id)
    )

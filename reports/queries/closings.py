"""Rows behind the closings ahead, as of any day: dwellings lost, households inside, what is planned, who left.

Households are those that the reader may know of (`occupancy.queries.sight`); dwellings are all of them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.crypto.search import sort_key
from app.db import ask, prebuilt
from app.periods import lived_contains
from axes.models.people import Household
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay
from occupancy.queries.journeys import outcome_of_exit
from occupancy.queries.plans import awaits_answer, planned
from occupancy.queries.sight import in_sight
from occupancy.queries.unit_ends import unit_ends
from occupancy.vocab import OutcomeClass
from reports.rules.closings import Inside, last_of, since
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites

Rows = sa.Select[*tuple[Any, ...]]
A_HOME = (OutcomeClass.DURABLE, OutcomeClass.HOUSING_FIRST, OutcomeClass.TRANSITIONAL)


class What(StrEnum):
    """The rows that a number opens."""

    LOST = "lost"
    INSIDE = "inside"
    DUE = "due"
    PLANNED = "planned"
    WITHOUT = "without"
    PROPOSED = "proposed"
    UNDATED = "undated"
    LEFT = "left"


@dataclass(frozen=True)
class SiteEnd:
    """A site that ends within the horizon: its dwellings lost, and who is inside."""

    public_id: str
    name: str
    last_day: date
    lost: tuple[tuple[date, int], ...]  # dwellings by last day
    inside: tuple[Inside, ...]
    opened_on: date | None = None  # the first day on which one of these dwellings was lent

    @property
    def units(self) -> int:
        return sum(count for _, count in self.lost)


def inside_rows(reader: Reader, day: date, site: str | None = None) -> Rows:
    """Households at home on `day` in a dwelling that ends within the horizon; the first to end at the top."""
    end, plan = unit_ends(day), planned(day)
    return (
        sa.select(
            Stay.public_id.label("url_id"),
            Household.reference.label("label"),
            Site.name.label("site_name"),
            Site.sort_name.label("site_sort"),
            Site.public_id.label("site_public_id"),
            Unit.code.label("unit_code"),
            end.c.last_day,
            plan.c.planned_on,
            plan.c.stay_id.is_not(None).label("has_plan"),
            awaits_answer(day).label("is_proposed"),
        )
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .join(Household, Household.id == Stay.household_id)
        .join(end, end.c.unit_id == Stay.unit_id)
        .outerjoin(plan, plan.c.stay_id == Stay.id)
        .where(lived_contains(Stay.start_on, Stay.end_on, day), *in_sight(reader, Stay))
        .where(end.c.last_day <= sa.literal(last_of(day), sa.Date), *_of_site(reader, site))
        .order_by(end.c.last_day, Site.sort_name, Unit.code, Stay.id)
    )


def _of_site(reader: Reader, site: str | None) -> tuple[sa.ColumnElement[bool], ...]:
    allowed = readable_sites(reader, Action.CLOSURE_VIEW)
    return (allowed,) if site is None else (allowed, Site.public_id == site)


def lost_rows(reader: Reader, day: date, site: str | None = None) -> Rows:
    """Dwellings lent on `day` or later that end within the horizon."""
    end = unit_ends(day)
    within = end.c.last_day.between(sa.literal(day, sa.Date), sa.literal(last_of(day), sa.Date))
    return (
        sa.select(
            Unit.public_id.label("url_id"),
            (Site.name + " " + Unit.code).label("label"),
            Site.name.label("site_name"),
            Site.sort_name.label("site_sort"),
            Site.public_id.label("site_public_id"),
            Unit.code.label("unit_code"),
            end.c.first_day,
            end.c.last_day,
        )
        .join(end, end.c.unit_id == Unit.id)
        .join(Site, Site.id == Unit.site_id)
        .where(within, *_of_site(reader, site))
        .order_by(end.c.last_day, Site.sort_name, Unit.code, Unit.id)
    )


def left_rows(reader: Reader, day: date, site: str | None = None) -> Rows:
    """Households re-housed in the six months up to `day`: exits to a home, and moves to another site whose dwelling
    does not end within the horizon itself."""
    found = sa.union_all(_exits(day), _moves(day)).subquery("left")
    return (
        sa.select(
            Stay.public_id.label("url_id"),
            Household.reference.label("label"),
            Site.name.label("site_name"),
            Site.public_id.label("site_public_id"),
            Unit.code.label("unit_code"),
            sa.type_coerce(found.c.left_on, sa.Date).label("last_day"),
        )
        .join(found, found.c.stay_id == Stay.id)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .join(Household, Household.id == Stay.household_id)
        .where(*in_sight(reader, Stay), *_of_site(reader, site))
        .order_by(found.c.left_on.desc(), Stay.id)
    )


def _window(column: Any, day: date) -> sa.ColumnElement[bool]:
    return column.between(sa.literal(since(day), sa.Date), sa.literal(day, sa.Date))  # type: ignore[no-any-return]


def _exits(day: date) -> Rows:
    a_home = outcome_of_exit().in_([code.value for code in A_HOME])
    query = sa.select(StayExit.stay_id, StayExit.left_on)
    return query.where(StayExit.replaced_at.is_(None), a_home, _window(StayExit.left_on, day))


def _moves(day: date) -> Rows:
    following, before, after, end = aliased(Stay), aliased(Unit), aliased(Unit), unit_ends(day)
    again = sa.exists().where(end.c.unit_id == after.id, end.c.last_day <= sa.literal(last_of(day), sa.Date))
    return (
        sa.select(Stay.id.label("stay_id"), following.start_on.label("left_on"))
        .join(following, following.transferred_from_id == Stay.id)
        .join(before, before.id == Stay.unit_id)
        .join(after, after.id == following.unit_id)
        .where(before.site_id != after.site_id, _window(following.start_on, day), ~again.correlate(after))
    )


def site_ends(reader: Reader, day: date, site: str | None = None) -> list[SiteEnd]:
    """Every site with something that ends within the horizon, the first to end at the top. Two statements."""
    found: dict[str, list[Any]] = {}
    for public_id, name, last_day, count, first_day in ask(_lost_by_site(reader, day, site)):
        found.setdefault(public_id, [name, [], []])[1].append((last_day, count, first_day))
    for public_id, name, one in _inside(reader, day, site):
        found.setdefault(public_id, [name, [], []])[2].append(one)
    ends = [_site_end(public_id, *facts) for public_id, facts in found.items()]
    return sorted(ends, key=lambda end: (end.last_day, sort_key(end.name), end.public_id))


@prebuilt
def _lost_by_site(reader: Reader, day: date, site: str | None) -> Rows:
    lost = lost_rows(reader, day, site).order_by(None).subquery()
    columns = (lost.c.site_public_id, lost.c.site_name, lost.c.last_day)
    opened = sa.func.min(lost.c.first_day, type_=sa.Date)
    return sa.select(*columns, sa.func.count(), opened).group_by(*columns)


def _inside(reader: Reader, day: date, site: str | None) -> list[tuple[str, str, Inside]]:
    return [
        (public_id, name, Inside(last_day, count, planned_on, bool(has_plan), bool(is_proposed)))
        for public_id, name, last_day, planned_on, has_plan, is_proposed, count in ask(
            _inside_by_site(reader, day, site)
        )
    ]


@prebuilt
def _inside_by_site(reader: Reader, day: date, site: str | None) -> Rows:
    rows = inside_rows(reader, day, site).order_by(None).subquery()
    plan = (rows.c.planned_on, rows.c.has_plan, rows.c.is_proposed)
    columns = (rows.c.site_public_id, rows.c.site_name, rows.c.last_day, *plan)
    return sa.select(*columns, sa.func.count()).group_by(*columns)


def _site_end(public_id: str, name: str, units: list[tuple[date, int, date]], inside: list[Inside]) -> SiteEnd:
    lost = tuple((last_day, count) for last_day, count, _ in units)
    days = [last_day for last_day, _ in lost] + [one.last_day for one in inside]
    opened_on = min((first_day for _, _, first_day in units), default=None)
    return SiteEnd(public_id, name, max(days), lost, tuple(inside), opened_on)


def left_by_site(reader: Reader, day: date, site: str | None = None) -> dict[str, int]:
    """How many households each site re-housed in the six months up to `day`."""
    return {public_id: count for public_id, count in ask(_left_by_site(reader, day, site))}


@prebuilt
def _left_by_site(reader: Reader, day: date, site: str | None) -> Rows:
    left = left_rows(reader, day, site).order_by(None).subquery()
    return sa.select(left.c.site_public_id, sa.func.count()).group_by(left.c.site_public_id)


def rows_behind(what: What, reader: Reader, day: date, site: str | None, period: Any) -> Rows:
    """Exactly the rows that a number counts; `period` (a month) narrows what happens within it."""
    if what is What.LEFT:
        return left_rows(reader, day, site)
    query = lost_rows(reader, day, site) if what is What.LOST else inside_rows(reader, day, site)
    row = query.order_by(None).subquery("row")
    found = sa.select(row).order_by(row.c.last_day, row.c.site_sort, row.c.unit_code, row.c.url_id)
    if what is What.WITHOUT:
        found = found.where(~row.c.has_plan, ~row.c.is_proposed)
    if what is What.PROPOSED:
        found = found.where(row.c.is_proposed)
    if what is What.UNDATED:
        found = found.where(row.c.has_plan, row.c.planned_on.is_(None))
    if what is What.PLANNED:
        found = found.where(row.c.planned_on.is_not(None))
    on = row.c.planned_on if what is What.PLANNED else row.c.last_day
    if period is None:
        return found
    first = sa.true() if period.contains(day) else on >= period.first_day  # what is late counts in the first month
    return found.where(first, on <= period.last_day)

"""Stays: who lives where, since when, as far as the reader may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import KEYS, ask, db, prebuilt
from app.periods import lived_contains
from app.periods.shift import day_shifted
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import nameable, readable
from axes.rules.references import WHOLE
from occupancy.models.stays import Stay
from occupancy.vocab import StayState
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites
from sites.vocab import UnitUse

ENDS_WITHIN = (7, 30, 90, 180)  # days
SITES_LISTED = 60
HERE, ALL = "here", "all"
STATES = (HERE, StayState.CURRENT.value, StayState.OVERDUE.value, StayState.ENDED.value, ALL)


def stay_state(day: date) -> sa.ColumnElement[str]:
    """State of a stay as of a day: planned, current, overdue (past its planned end), ended."""
    return sa.case(
        (Stay.start_on > day, StayState.PLANNED.value),
        (sa.and_(Stay.end_on.is_not(None), Stay.end_on <= day), StayState.ENDED.value),
        (sa.and_(Stay.end_on.is_(None), Stay.planned_end_on <= day), StayState.OVERDUE.value),
        else_=StayState.CURRENT.value,
    )


def lived_on(day: date) -> sa.ColumnElement[bool]:
    """Condition on `stay`: somebody sleeps there on `day`, planned end or not. Two halves, each with its index."""
    return lived_contains(Stay.start_on, Stay.end_on, day)


@dataclass(frozen=True)
class StayFilters:
    """What the list is narrowed to: public ids, a state, days until the planned end, a part of a reference.

    `site` is a public id too, or a part of its name.
    """

    state: str = HERE
    site: str = ""
    axis: str = ""
    team: str = ""
    ends: int = 0
    text: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "StayFilters":
        """From the address; nonsense narrows nothing."""
        asked = {name: args.get(name, "").strip()[:22] for name in ("state", "site", "axis", "team", "ends", "text")}
        state = asked.pop("state")
        ends = asked.pop("ends")
        return cls(
            state=state if state in STATES else HERE,
            ends=int(ends) if ends in map(str, ENDS_WITHIN) else 0,
            **asked,
        )

    @property
    def by_end(self) -> bool:
        """Whether the list is about what ends: then the first to end comes first."""
        return bool(self.ends) or self.state == StayState.OVERDUE


def list_stays(reader: Reader, day: date, filters: StayFilters | None = None) -> sa.Select[Any]:
    """One row per stay that the reader may see, with its unit, site, axis, team and state: plain columns, no name.

    Latest entries first, or first to end where the list is about that. Axis and team are those of `day`, or of the last
    night of a stay that ended.
    """
    filters = filters or StayFilters(state=ALL)
    query = with_team(sa.select(*_columns(day)).select_from(Stay), day)
    query = query.where(readable(reader, Action.STAY_VIEW), *_narrowed(filters, day))
    return query.where(*_with(filters)).order_by(*_order(filters.by_end))


@prebuilt
def keys_of_stays(reader: Reader, day: date, filters: StayFilters) -> sa.Select[Any]:
    """The keys of `list_stays`, in the same order: joins only what the filters ask, so that pages stay cheap."""
    query = sa.select(Stay.id).join(Household, Household.id == Stay.household_id)
    if filters.team or filters.axis:
        query = (
            query.join(Assignment, _episode(day))
            .join(Team, Team.id == Assignment.team_id)
            .join(Axis, Axis.id == Team.axis_id)
            .where(*_with(filters))
        )
        if reader.only_own(Action.STAY_VIEW):  # the scope is dear: ask it of the team's households alone
            query = query.where(Stay.household_id.in_(_followed_by(filters)))
    query = query.where(readable(reader, Action.STAY_VIEW), *_narrowed(filters, day))
    return query.order_by(*_order(filters.by_end))


@prebuilt
def rows_of_stays(day: date, filters: StayFilters) -> sa.Select[Any]:
    """The rows of `list_stays` behind a page of `keys_of_stays`, which the reader's scope has chosen."""
    query = with_team(sa.select(*_columns(day)).select_from(Stay), day)
    return query.where(Stay.id.in_(KEYS)).order_by(*_order(filters.by_end))


def _order(by_end: bool) -> tuple[Any, ...]:
    return (Stay.planned_end_on, Stay.id) if by_end else (Stay.start_on.desc(), Stay.id.desc())


def _columns(day: date) -> tuple[Any, ...]:
    return (
        Stay.id,
        Stay.public_id,
        Stay.household_id,
        Stay.start_on,
        Stay.planned_end_on,
        Stay.end_on,
        stay_state(day).label("state"),
        Household.public_id.label("household_public_id"),
        Household.reference,
        Household.is_protected,
        Unit.code.label("unit_code"),
        Site.name.label("site_name"),
        Axis.number.label("axis_number"),
        Axis.target_days,
        sa.func.coalesce(Organisation.short_name, Organisation.name).label("team_name"),
    )


def with_team(query: sa.Select[Any], day: date) -> sa.Select[Any]:
    """Join a query over stays to household, unit, site, and to the episode of `day` (or of the last night)."""
    return (
        query.join(Household, Household.id == Stay.household_id)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .outerjoin(Assignment, _episode(day))
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .outerjoin(Organisation, Organisation.id == Team.organisation_id)
    )


def _episode(day: date) -> sa.ColumnElement[bool]:
    """Condition on `assignment`: it is the stay's on `day`, or on its last night."""
    night = sa.case((Stay.end_on <= day, day_shifted(Stay.end_on, -1)), else_=sa.literal(day, sa.Date))
    return sa.and_(
        Assignment.household_id == Stay.household_id,
        lived_contains(Assignment.start_on, Assignment.end_on, sa.type_coerce(night, sa.Date)),
    )


def _narrowed(filters: StayFilters, day: date) -> list[sa.ColumnElement[bool]]:
    """Conditions on `stay` and `household`; states are spelled so that indexes serve, and equal `stay_state`."""
    found = [*_in_state(filters.state, day)]
    if filters.ends:
        found += [Stay.end_on.is_(None), Stay.planned_end_on <= day + timedelta(days=filters.ends)]
    if filters.site:
        called = sa.or_(Site.public_id == filters.site, Site.name.icontains(filters.site, autoescape=True))
        on_site = sa.select(Unit.id).join(Site, Site.id == Unit.site_id).where(called)
        found.append(Stay.unit_id.in_(on_site))
    if WHOLE.fullmatch(filters.text):
        found.append(Household.reference == filters.text.upper())
    elif filters.text:
        found.append(Household.reference.icontains(filters.text, autoescape=True))
    return found


def _with(filters: StayFilters) -> list[sa.ColumnElement[bool]]:
    """Conditions on `team` and `axis`."""
    found = [Axis.public_id == filters.axis] if filters.axis else []
    return [*found, Team.public_id == filters.team] if filters.team else found


def _followed_by(filters: StayFilters) -> sa.Select[Any]:
    """Households that these teams ever followed: few, where the stays are many."""
    query = sa.select(Assignment.household_id).join(Team, Team.id == Assignment.team_id)
    return query.join(Axis, Axis.id == Team.axis_id).where(*_with(filters)).correlate(None)


def _in_state(state: str, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """`stay_state` of today, spelled for the index of open stays: an end is noted once it has come, never before."""
    here = Stay.end_on.is_(None)
    return {
        HERE: (here,),
        StayState.CURRENT.value: (here, Stay.planned_end_on > day),
        StayState.OVERDUE.value: (here, Stay.planned_end_on <= day),
        StayState.ENDED.value: (Stay.end_on.is_not(None),),
    }.get(state, ())


def state_counts(reader: Reader, day: date, most: int) -> dict[str, int]:
    """How many stays the reader would find in the states that hold today, as far as `most` of each.

    Ended ones are too many to count.
    """
    current, overdue = ask(_counts(reader, day, most)).one()
    return {StayState.CURRENT.value: current, StayState.OVERDUE.value: overdue, HERE: current + overdue}


@prebuilt
def _counts(reader: Reader, day: date, most: int) -> sa.Select[Any]:
    query = sa.select(Stay.id).join(Household, Household.id == Stay.household_id)
    query = query.where(readable(reader, Action.STAY_VIEW)).limit(most)
    found = (query.where(*_in_state(state, day)).subquery() for state in (StayState.CURRENT, StayState.OVERDUE))
    return sa.select(*(sa.select(sa.func.count()).select_from(some).scalar_subquery() for some in found))


def sites_to_choose(reader: Reader) -> list[Any]:
    """Sites with a dwelling, by name: public_id and name. Whether somebody ever stayed there would tell of somebody.

    None at all where they are too many to choose from: then a part of the name is typed.
    """
    found = list(ask(_with_dwellings(reader)))
    return found if len(found) <= SITES_LISTED else []


@prebuilt
def _with_dwellings(reader: Reader) -> sa.Select[Any]:
    dwelling = sa.exists().where(Unit.site_id == Site.id, Unit.use == UnitUse.DWELLING)
    columns: tuple[Any, ...] = (Site.public_id, Site.name)
    query = sa.select(*columns).where(readable_sites(reader), dwelling).order_by(Site.sort_name, Site.id)
    return query.limit(SITES_LISTED + 1)


def stay_of(public_id: str, reader: Reader, action: Action) -> Stay | None:
    """The stay an address names, with unit, site and household, if the reader may do `action` on its household."""
    found: Stay | None = db.session.scalar(_found(public_id, reader, action))
    return found


def named_stay_of(public_id: str, reader: Reader, action: Action) -> tuple[Stay, bool] | None:
    """The stay, and whether the reader may know who the people are."""
    row = db.session.execute(_found(public_id, reader, action).add_columns(nameable(reader))).one_or_none()
    return None if row is None else (row[0], bool(row[1]))


def _found(public_id: str, reader: Reader, action: Action) -> sa.Select[Any]:
    return (
        sa.select(Stay)
        .join(Household, Household.id == Stay.household_id)
        .where(Stay.public_id == public_id, readable(reader, action))
        .options(
            sa.orm.joinedload(Stay.unit).joinedload(Unit.site).joinedload(Site.housing_operator),
            sa.orm.joinedload(Stay.household),
        )
        .execution_options(populate_existing=True)
    )


def _lived_in(reader: Reader, day: date, where: sa.ColumnElement[bool]) -> list[Any]:
    query = with_team(sa.select(*_columns(day)).select_from(Stay), day)
    query = query.where(readable(reader, Action.STAY_VIEW), lived_on(day), where)
    return list(db.session.execute(query.order_by(Site.sort_name, Unit.code, Stay.id)))


def stays_at_site(reader: Reader, day: date, site_public_id: str) -> list[Any]:
    """Rows of the list for those who live on a site on `day`, by unit."""
    return _lived_in(reader, day, Site.public_id == site_public_id)


def stays_at_unit(reader: Reader, day: date, unit_public_id: str) -> list[Any]:
    """The row of the list for those who live in a unit on `day`."""
    return _lived_in(reader, day, Unit.public_id == unit_public_id)


def stays_of_household(reader: Reader, day: date, household_public_id: str) -> list[Any]:
    """All stays of a household, the latest first."""
    query = list_stays(reader, day).where(Household.public_id == household_public_id)
    return list(db.session.execute(query))

"""What supports opened: rights held when each began against its end, or today. Scoped to the reader's organisation."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.models.supports import Support, SupportPerson
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.queries.rights_due import health_open, stands_at
from accompaniment.vocab import SupportState
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods.shift import earliest_day
from app.web.asked import Filters
from axes.models.people import Household
from axes.models.programmes import Team
from axes.queries.scope import readable, within_reach


@dataclass(frozen=True)
class OpenedFilters(Filters):
    """What the count is narrowed to: state ("current", "ended", nothing for both), team (public id)."""

    state: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Opened:
    """Of one right: how many people had it at entry, at exit, and how many had it only at exit."""

    right: Entitlement
    at_entry: int
    at_exit: int
    gained: int


def people_counted(reader: Reader, day: date, filters: OpenedFilters) -> int:
    """How many persons accompanied the counts speak of: each once per support."""
    query = sa.select(sa.func.count()).select_from(SupportPerson).join(Support, Support.id == SupportPerson.support_id)
    query = query.join(Household, Household.id == Support.household_id)
    return db.session.scalar(query.where(*_narrowed(reader, day, filters))) or 0


def rights_opened(reader: Reader, day: date, filters: OpenedFilters) -> list[Opened]:
    """The counts of each right somebody had, in the list's order. One statement."""
    pairs = _pairs(reader, day, filters).subquery()
    gained = sa.case((sa.and_(pairs.c.at_exit == 1, pairs.c.at_entry == 0), 1), else_=0)
    sums = [sa.func.sum(part) for part in (pairs.c.at_entry, pairs.c.at_exit, gained)]
    query = (
        sa.select(Entitlement, *sums)
        .join(pairs, pairs.c.entitlement_id == Entitlement.id)
        .group_by(*Entitlement.__table__.c)
        .order_by(Entitlement.position, Entitlement.id)
    )
    return [Opened(right, int(entry), int(left), int(new)) for right, entry, left, new in db.session.execute(query)]


def rows_opened(reader: Reader, day: date, filters: OpenedFilters, entitlement_id: int) -> sa.Select[Any]:
    """The rows behind a right's counts: household_public_id, reference, start_on, end_on, at_entry, at_exit."""
    pairs = _pairs(reader, day, filters, Entitlement.id == entitlement_id).subquery()
    columns: tuple[Any, ...] = (
        Household.public_id.label("household_public_id"),
        Household.reference,
        SupportPerson.start_on,
        SupportPerson.end_on,
        pairs.c.at_entry,
        pairs.c.at_exit,
    )
    query = (
        sa.select(*columns)
        .join(SupportPerson, SupportPerson.id == pairs.c.row_id)
        .join(Support, Support.id == SupportPerson.support_id)
        .join(Household, Household.id == Support.household_id)
        .select_from(pairs)
    )
    return query.order_by(SupportPerson.start_on.desc(), SupportPerson.id.desc())


def _pairs(reader: Reader, day: date, filters: OpenedFilters, *more: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """(row_id, entitlement_id, at_entry, at_exit) for each person accompanied and right held at either moment."""
    last = earliest_day(sa.func.coalesce(SupportPerson.end_on, day), day)
    entry, left = stands_at(SupportPerson.start_on), stands_at(last)
    flags = [sa.func.max(sa.case((moment, 1), else_=0)).label(name) for name, moment in _named(entry, left)]
    columns: tuple[Any, ...] = (SupportPerson.id.label("row_id"), EntitlementEvent.entitlement_id, *flags)
    return (
        sa.select(*columns)
        .join(Support, Support.id == SupportPerson.support_id)
        .join(Household, Household.id == Support.household_id)
        .join(EntitlementEvent, EntitlementEvent.person_id == SupportPerson.person_id)
        .join(Entitlement, Entitlement.id == EntitlementEvent.entitlement_id)
        .where(*_narrowed(reader, day, filters), health_open(reader), sa.or_(entry, left), *more)
        .group_by(SupportPerson.id, EntitlementEvent.entitlement_id)
    )


def _named(entry: Any, left: Any) -> tuple[tuple[str, Any], ...]:
    return ("at_entry", entry), ("at_exit", left)


def _narrowed(reader: Reader, day: date, filters: OpenedFilters) -> list[sa.ColumnElement[bool]]:
    """Conditions on `support` and `household`: of the reader's organisation, begun by `day`."""
    conditions = [of_organisation(reader.organisation_id), SupportPerson.start_on <= day]
    conditions += [within_reach(reader, Action.SUPPORT_VIEW), readable(reader, Action.SUPPORT_VIEW)]
    if filters.state in set(SupportState):
        going_on = in_force(day)
        conditions.append(going_on if filters.state == SupportState.CURRENT else ~going_on)
    if filters.team:
        conditions.append(Support.team_id == sa.select(Team.id).where(Team.public_id == filters.team).scalar_subquery())
    return conditions

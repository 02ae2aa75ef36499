"""Accompanied tenancies as their readers may see them, and whether the support on which one depends goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from accompaniment.models.reservations import ReservedDwelling
from accompaniment.models.supports import Support
from accompaniment.models.tenancies import Tenancy
from accompaniment.queries.files import in_force
from accompaniment.vocab_housing import ConditionState, TenancyKind
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import db
from app.periods.shift import latest_day
from app.web.asked import Filters
from axes.models.people import Household
from axes.queries.scope import readable, within_reach


def stands(day: date) -> sa.ColumnElement[bool]:
    """Condition on `tenancy`: it has not ended, also where it begins on a day to come."""
    return sa.or_(Tenancy.end_on.is_(None), Tenancy.end_on > day)


def _of_tenancy() -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `support`: by the association of the tenancy, for its household."""
    return Support.household_id == Tenancy.household_id, Support.organisation_id == Tenancy.organisation_id


def is_conditional(day: date) -> sa.ColumnElement[bool]:
    """Condition on `tenancy`: it has begun, stands, and support is a condition of it that nobody lifted."""
    return sa.and_(stands(day), Tenancy.start_on <= day, Tenancy.is_condition, Tenancy.lifted_on.is_(None))


def broken(day: date) -> sa.ColumnElement[bool]:
    """Condition on `tenancy`: the support that is a condition of it does not go on."""
    goes_on = sa.exists().where(*_of_tenancy(), in_force(day)).correlate(Tenancy)
    return sa.and_(is_conditional(day), ~goes_on)


def broken_since(day: date) -> Any:
    """Of a broken one, the first day without that support."""
    last = sa.select(sa.func.max(Support.end_on)).where(*_of_tenancy(), Support.end_on <= day)
    known = sa.type_coerce(last.correlate(Tenancy).scalar_subquery(), sa.Date)
    return latest_day(sa.func.coalesce(known, Tenancy.start_on), Tenancy.start_on)


def condition(day: date) -> sa.ColumnElement[str]:
    """Whether the condition of a tenancy is kept: a `ConditionState`."""
    cases = (broken(day), ConditionState.BROKEN.value), (is_conditional(day), ConditionState.KEPT.value)
    return sa.case(*cases, else_=ConditionState.NONE.value)


def in_sight(reader: Reader, action: Action = Action.TENANCY_VIEW) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `tenancy`, its household joined: to act, one of the reader's own organisation."""
    own = [Tenancy.organisation_id == reader.organisation_id] if action is Action.TENANCY_ACT else []
    return within_reach(reader, action), readable(reader, action), *own


def _whole() -> sa.Select[Tenancy]:
    return (
        sa.select(Tenancy)
        .join(Tenancy.household)
        .options(
            contains_eager(Tenancy.household),
            joinedload(Tenancy.organisation),
            joinedload(Tenancy.landlord),
            joinedload(Tenancy.dwelling).joinedload(ReservedDwelling.reservation),
        )
    )


def tenancy_for(public_id: str, reader: Reader, action: Action = Action.TENANCY_VIEW) -> Tenancy | None:
    """A tenancy on which the reader may do `action`, with all that its page shows."""
    return db.session.scalar(_whole().where(Tenancy.public_id == public_id, *in_sight(reader, action)))


def tenancies_of(household_id: int, reader: Reader) -> Sequence[tuple[Tenancy, str, date | None]]:
    """The tenancies of a household, the latest first: (tenancy, state of its condition, broken since)."""
    day = today()
    since = sa.case((broken(day), broken_since(day)))
    query = _whole().add_columns(condition(day), since).where(Tenancy.household_id == household_id, *in_sight(reader))
    found = db.session.execute(query.order_by(Tenancy.start_on.desc(), Tenancy.id.desc()))
    return [(row[0], row[1], row[2]) for row in found]


def open_tenancy_of(household_id: int) -> Tenancy | None:
    """The tenancy of a household without an end, whoever accompanies it."""
    query = sa.select(Tenancy).where(Tenancy.household_id == household_id, Tenancy.end_on.is_(None))
    return db.session.scalar(query.options(joinedload(Tenancy.organisation)))


@dataclass(frozen=True)
class TenancyFilters(Filters):
    """What the list is narrowed to: `kind`, `state` (standing unless told: broken, ended)."""

    kind: str | None = None
    state: str | None = None


TENANCY_COLUMNS = (
    "household",
    "kind",
    "association",
    "landlord",
    "start_on",
    "leave_by",
    "end_on",
    "condition",
    "since",
)


def list_tenancies(reader: Reader, filters: TenancyFilters, day: date) -> sa.Select[Any]:
    """Plain columns, scoped, without any name nor place: broken conditions first, then what ends soonest."""
    landlord, since = aliased(Organisation), sa.case((broken(day), broken_since(day)))
    columns: tuple[Any, ...] = (
        Tenancy.public_id,
        Tenancy.household_id,
        Household.reference.label("household"),
        Household.public_id.label("household_public_id"),
        Tenancy.kind,
        Organisation.name.label("association"),
        landlord.name.label("landlord"),
        Tenancy.start_on,
        Tenancy.leave_by,
        Tenancy.end_on,
        condition(day).label("condition"),
        since.label("since"),
    )
    query = (
        sa.select(*columns)
        .join(Tenancy.household)
        .join(Tenancy.organisation)
        .outerjoin(landlord, landlord.id == Tenancy.landlord_id)
        .where(*in_sight(reader), *_narrowed(filters, day))
    )
    return query.order_by(since.is_(None), since, Tenancy.leave_by.is_(None), Tenancy.leave_by, Tenancy.id)


def _narrowed(filters: TenancyFilters, day: date) -> list[sa.ColumnElement[bool]]:
    conditions = [~stands(day) if filters.state == "ended" else stands(day)]
    if filters.state == ConditionState.BROKEN:
        conditions.append(broken(day))
    if filters.kind in set(TenancyKind):
        conditions.append(Tenancy.kind == TenancyKind(filters.kind))
    return conditions


def gateways(reader: Reader, day: date) -> sa.Select[Any]:
    """Places in temporary residences, what ends soonest first, and the day on which a dwelling was held for after it.

    Whose dwelling, never where: a list tells no place.
    """
    holds = sa.and_(ReservedDwelling.held_for_id == Tenancy.household_id, ReservedDwelling.let_on.is_(None))
    columns: tuple[Any, ...] = (
        Tenancy.public_id,
        Tenancy.household_id,
        Household.reference.label("household"),
        Household.public_id.label("household_public_id"),
        Organisation.name.label("association"),
        Tenancy.start_on,
        Tenancy.leave_by,
        ReservedDwelling.held_on,
    )
    query = (
        sa.select(*columns)
        .join(Tenancy.household)
        .join(Tenancy.organisation)
        .outerjoin(ReservedDwelling, holds)
        .where(Tenancy.kind == TenancyKind.RESIDENCE, stands(day), *in_sight(reader))
    )
    return query.order_by(Tenancy.leave_by, Tenancy.id)

"""Units, and what their own dates say of a day: `sites.rules.units`, in SQL."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods import paper_contains
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability, UnitCheck, UnitOutage
from sites.queries.scope import readable_sites
from sites.rules.units import Check
from sites.vocab import CheckKind, OutageKind, UnitCondition


def open_on(day: date) -> sa.ColumnElement[bool]:
    """Condition on `unit`: an availability period covers `day`."""
    return sa.exists().where(
        UnitAvailability.unit_id == Unit.id,
        paper_contains(UnitAvailability.first_day, UnitAvailability.last_day, day),
    )


def out_on(day: date, kind: OutageKind) -> sa.ColumnElement[bool]:
    """Condition on `unit`: works, or damage, stand on `day`. Cancelled outages count for nothing."""
    return sa.exists().where(
        UnitOutage.unit_id == Unit.id,
        UnitOutage.kind == kind,
        UnitOutage.cancelled_on.is_(None),
        paper_contains(UnitOutage.first_day, UnitOutage.last_day, day),
    )


def condition_as_of(day: date) -> sa.ColumnElement[str]:
    """`sites.rules.units.condition_on` for the `unit` of the enclosing query, as its code."""
    any_period = sa.exists().where(UnitAvailability.unit_id == Unit.id)
    not_over = sa.exists().where(UnitAvailability.unit_id == Unit.id, UnitAvailability.last_day >= day)
    return sa.case(
        (sa.and_(any_period, ~not_over), UnitCondition.CLOSED.value),
        (out_on(day, OutageKind.DAMAGE), UnitCondition.DAMAGED.value),
        (out_on(day, OutageKind.WORKS), UnitCondition.WORKS.value),
        (open_on(day), UnitCondition.OPEN.value),
        (any_period, UnitCondition.NOT_YET.value),
        else_=UnitCondition.TO_OPEN.value,
    )


def latest_checks(day: date) -> sa.Select[UnitCheck]:
    """For each unit and kind, the check that counts on `day`: the last one done by then."""
    later = aliased(UnitCheck)
    superseded = sa.exists().where(
        later.unit_id == UnitCheck.unit_id,
        later.kind == UnitCheck.kind,
        later.done_on <= day,
        sa.tuple_(later.done_on, later.id) > sa.tuple_(UnitCheck.done_on, UnitCheck.id),
    )
    return sa.select(UnitCheck).where(UnitCheck.done_on <= day, ~superseded)


def checks_on(unit: Unit, day: date) -> dict[CheckKind, Check]:
    """The checklist of a unit as it stood on `day`."""
    rows = db.session.scalars(latest_checks(day).where(UnitCheck.unit_id == unit.id))
    return {row.kind: Check(row.kind, row.result, row.done_on, row.valid_until) for row in rows}


def find_unit(reader: Reader, public_id: str, action: Action = Action.SITE_VIEW) -> Unit | None:
    """The unit with its site and operator, if the reader may do `action` on that site."""
    query = (
        sa.select(Unit)
        .join(Site, Site.id == Unit.site_id)
        .where(Unit.public_id == public_id, readable_sites(reader, action))
        .options(
            joinedload(Unit.site).joinedload(Site.housing_operator).joinedload(HousingOperator.organisation),
        )
    )
    return db.session.scalar(query)


def find_availability(reader: Reader, public_id: str) -> UnitAvailability | None:
    """An availability period with its unit and site, if the reader may change that site."""
    query = (
        sa.select(UnitAvailability)
        .join(Unit, Unit.id == UnitAvailability.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .where(UnitAvailability.public_id == public_id, readable_sites(reader, Action.SITE_EDIT))
        .options(joinedload(UnitAvailability.unit).joinedload(Unit.site))
    )
    return db.session.scalar(query)


def find_outage(reader: Reader, public_id: str) -> UnitOutage | None:
    """A period of works or damage with its unit and site, if the reader may change that site."""
    query = (
        sa.select(UnitOutage)
        .join(Unit, Unit.id == UnitOutage.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .where(UnitOutage.public_id == public_id, readable_sites(reader, Action.SITE_EDIT))
        .options(joinedload(UnitOutage.unit).joinedload(Unit.site))
    )
    return db.session.scalar(query)


def availabilities_of(unit: Unit) -> list[UnitAvailability]:
    """All periods in which the unit is open, newest first."""
    query = (
        sa.select(UnitAvailability)
        .where(UnitAvailability.unit_id == unit.id)
        .order_by(UnitAvailability.first_day.desc(), UnitAvailability.id.desc())
    )
    return list(db.session.scalars(query))


def outages_of(unit: Unit) -> list[UnitOutage]:
    """Works and damage of the unit, cancelled ones included, newest first."""
    query = (
        sa.select(UnitOutage)
        .where(UnitOutage.unit_id == unit.id)
        .order_by(UnitOutage.first_day.desc(), UnitOutage.id.desc())
    )
    return list(db.session.scalars(query))


def checks_of(unit: Unit) -> list[UnitCheck]:
    """Every check ever recorded, newest first."""
    query = (
        sa.select(UnitCheck).where(UnitCheck.unit_id == unit.id).order_by(UnitCheck.done_on.desc(), UnitCheck.id.desc())
    )
    return list(db.session.scalars(query))

"""Where the households of a closing site could go: free units elsewhere, or longer with an amendment."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.clock import today
from app.db import db
from occupancy.models.agreements import Agreement, Amendment
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.queries.matching import Match
from occupancy.queries.offers import UNIT, offers
from occupancy.queries.outcomes import planned_for_another
from occupancy.queries.waiting import live
from occupancy.vocab import AmendmentKind
from sites.models.sites import Site
from sites.models.units import Unit

SHOWN_AT_MOST = 200


def free_elsewhere(reader: Reader, site_id: int, on: date) -> list[Any]:
    """Units free on a day outside the site, by site and code (rows of `offers`)."""
    free = offers(reader, on, Unit.site_id != site_id).order_by(None).subquery()
    query = sa.select(free).where(free.c.free_on <= on)
    return list(db.session.execute(query.order_by(free.c.site_sort, free.c.unit_code).limit(SHOWN_AT_MOST)))


def suiting(reader: Reader, stay: Stay, on: date, *conditions: sa.ColumnElement[bool]) -> list[Any]:
    """Units free on a day outside the site of a stay and planned for nobody else, each with the `obstacle` that the
    board's own rule finds for the household; by site and code. `stay.unit` is loaded."""
    elsewhere = (Unit.site_id != stay.unit.site_id, ~planned_for_another(stay.id))
    free = offers(reader, on, *elsewhere, *conditions).order_by(None).subquery("offered")
    pairs = Match.of_stay(stay.id, stay.unit.site_id, max(on, today()), free, reader)
    query = pairs.suiting().order_by(pairs.c.site_sort, pairs.c.unit_code).limit(SHOWN_AT_MOST)
    return list(db.session.execute(query))


def promised_to(stay: Stay, *conditions: sa.ColumnElement[bool]) -> list[Any]:
    """Units that a proposal holds for the household of a stay: named as rows of `offers`, without an obstacle."""
    query = (
        sa.select(*UNIT, sa.null().label("obstacle"))
        .join(Site, Site.id == Unit.site_id)
        .join(Allocation, Allocation.unit_id == Unit.id)
        .where(Allocation.household_id == stay.household_id, *live(), *conditions)
    )
    return list(db.session.execute(query.order_by(Allocation.id)))


def promise_of(stay: Stay, unit_id: int) -> int | None:
    """The proposal that holds this unit for the household of a stay."""
    held = (Allocation.household_id == stay.household_id, Allocation.unit_id == unit_id)
    return db.session.scalar(sa.select(Allocation.id).where(*held, *live()))


def is_planned_for_another(unit: Unit, stay: Stay) -> bool:
    """A closing plans the unit for another household, that has not moved yet."""
    query = sa.select(Unit.id).where(Unit.id == unit.id, planned_for_another(stay.id))
    return db.session.scalar(query) is not None


def units_called(public_ids: Iterable[str]) -> dict[str, Unit]:
    """Units by their public names."""
    query = sa.select(Unit).where(Unit.public_id.in_(sorted(set(public_ids))))
    return {unit.public_id: unit for unit in db.session.scalars(query)}


def extensions_of(site_id: int) -> list[Amendment]:
    """Amendments that extend an agreement of the site, drafted or signed."""
    query = (
        sa.select(Amendment)
        .join(Agreement, Agreement.id == Amendment.agreement_id)
        .where(Agreement.site_id == site_id, Amendment.kind == AmendmentKind.EXTENSION)
        .where(Amendment.dropped_on.is_(None))
    )
    return list(db.session.scalars(query.order_by(Amendment.number, Amendment.id)))

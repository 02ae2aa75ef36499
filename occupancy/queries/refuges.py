"""Where the households of a closing site could go: free units elsewhere, or longer with an amendment."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.db import db
from occupancy.models.agreements import Agreement, Amendment
from occupancy.queries.offers import offers
from occupancy.vocab import AmendmentKind
from sites.models.units import Unit

SHOWN_AT_MOST = 200


def free_elsewhere(reader: Reader, site_id: int, on: date) -> list[Any]:
    """Units free on a day outside the site, by site and code (rows of `offers`)."""
    free = offers(reader, on, Unit.site_id != site_id).order_by(None).subquery()
    query = sa.select(free).where(free.c.free_on <= on)
    return list(db.session.execute(query.order_by(free.c.site_name, free.c.unit_code).limit(SHOWN_AT_MOST)))


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

"""Where a household of the project could move to: units that are free, whoever is waiting for them."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.db import db
from occupancy.models.stays import Stay
from occupancy.queries.offers import offers
from sites.models.units import Unit

SHOWN_AT_MOST = 60


def units_to_move_to(reader: Reader, stay: Stay, on: date) -> list[Any]:
    """Rows of `offers` that have been free since `on` at least, by site and code; `on` may be past."""
    free = offers(reader, on, Unit.id != stay.unit_id).order_by(None).subquery()
    query = sa.select(free).where(free.c.free_on <= on)
    return list(db.session.execute(query.order_by(free.c.site_name, free.c.unit_code).limit(SHOWN_AT_MOST)))


def unit_to_move_to(public_id: str) -> Unit | None:
    """The unit chosen; whether it is free is for the act to say."""
    return db.session.scalar(sa.select(Unit).where(Unit.public_id == public_id))

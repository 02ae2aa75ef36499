"""Row locks, taken before a unit changes hands: two writers of one unit wait for one another (DESIGN §3.4)."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.db import db
from sites.models.units import Unit


def lock_units(unit_ids: Iterable[int]) -> None:
    """Lock units until the commit, in one order for everybody, so that nobody deadlocks. SQLite writes alone anyway."""
    query = sa.select(Unit.id).where(Unit.id.in_(sorted(set(unit_ids)))).order_by(Unit.id).with_for_update()
    db.session.execute(query).all()

"""Who writes a unit's periods waits for whoever does already."""

import sqlalchemy as sa

from app.db import db
from sites.models.units import Unit


def lock_unit(unit: Unit) -> None:
    """Lock the unit until the commit: two writers of its periods wait for one another. SQLite writes alone anyway."""
    db.session.execute(sa.select(Unit.id).where(Unit.id == unit.id).with_for_update()).all()

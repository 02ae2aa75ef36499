"""Row locks, taken before a unit changes hands: two writers of one unit wait for one another (DESIGN §3.4).

Units first, then households, each in the order of their keys: nobody deadlocks. SQLite writes alone anyway.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from app.db import db
from axes.models.people import Household
from sites.models.units import Unit


def lock_units(unit_ids: Iterable[int]) -> None:
    """Lock units until the commit, in one order for everybody."""
    query = sa.select(Unit.id).where(Unit.id.in_(sorted(set(unit_ids)))).order_by(Unit.id).with_for_update()
    db.session.execute(query).all()


def lock_households(household_ids: Iterable[int]) -> None:
    """Lock households until the commit, against a second proposal; rows that point to them may still be written."""
    query = sa.select(Household.id).where(Household.id.in_(sorted(set(household_ids)))).order_by(Household.id)
    db.session.execute(query.with_for_update(key_share=True)).all()

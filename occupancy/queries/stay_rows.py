"""Single rows of a stay, for the acts on them."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from occupancy.models.stays import Absence, Stay, StayObjective, StayPerson
from occupancy.queries.journeys import legs_of
from occupancy.rules.journeys import journey_with


def objective_of(stay: Stay, public_id: str) -> StayObjective | None:
    """An objective of the stay's journey, with the stay that it was set in."""
    chain = [leg.stay_id for leg in journey_with(stay.id, legs_of(stay.household_id)).legs]
    query = sa.select(StayObjective).options(joinedload(StayObjective.stay))
    return db.session.scalar(query.where(StayObjective.public_id == public_id, StayObjective.stay_id.in_(chain)))


def stands() -> sa.ColumnElement[bool]:
    """Condition on `absence`: nobody took it back."""
    return Absence.cancelled_at.is_(None)


def absence_of(stay: Stay, public_id: str, *, under_way: bool = False) -> Absence | None:
    """An absence of the stay that stands; `under_way`: and has not ended."""
    query = sa.select(Absence).where(Absence.stay_id == stay.id, Absence.public_id == public_id, stands())
    return db.session.scalar(query.where(Absence.end_on.is_(None)) if under_way else query)


def sleeper_of(stay: Stay, public_id: str) -> StayPerson | None:
    """Somebody who still sleeps there."""
    query = sa.select(StayPerson).where(StayPerson.stay_id == stay.id, StayPerson.public_id == public_id)
    return db.session.scalar(query.where(StayPerson.end_on.is_(None)))

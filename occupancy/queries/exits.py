"""Exits that stand, and the destinations one can choose."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from occupancy.models.exits import Destination, DestinationClass, StayExit
from occupancy.models.stays import Stay
from occupancy.vocab import OutcomeClass


def standing_exit(stay: Stay) -> sa.Select[StayExit]:
    """The exit of a stay as it is known now, with its destination."""
    query = sa.select(StayExit).where(StayExit.stay_id == stay.id, StayExit.replaced_at.is_(None))
    return query.options(joinedload(StayExit.destination))


def exit_of(stay: Stay) -> StayExit | None:
    """The exit that stands; None while there is none."""
    return db.session.scalar(standing_exit(stay))


def destinations_on(day: date) -> list[tuple[Destination, OutcomeClass]]:
    """Destinations open on a day with what they count as then, in the order of the list."""
    classes = (
        sa.select(DestinationClass.outcome)
        .where(DestinationClass.destination_id == Destination.id, DestinationClass.first_day <= day)
        .order_by(DestinationClass.first_day.desc())
        .limit(1)
        .correlate(Destination)
        .scalar_subquery()
    )
    still_open = sa.or_(Destination.closed_on.is_(None), Destination.closed_on > day)
    query: sa.Select[Any] = sa.select(Destination, classes).where(still_open)
    rows = db.session.execute(query.order_by(Destination.position, Destination.id))
    return [(destination, OutcomeClass(outcome or OutcomeClass.UNKNOWN)) for destination, outcome in rows]

"""The list of destinations, written once into an installation; after that people edit it."""

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from occupancy.data.destinations import DestinationRow, destination_rows
from occupancy.models.exits import Destination, DestinationClass


def load_destinations(*, actor: Actor) -> dict[str, Destination]:
    """Write the destinations and classes that are missing, leave the others as people made them; all, by code.

    Run again, it adds nothing. The caller commits.
    """
    known = {one.code: one for one in db.session.scalars(sa.select(Destination))}
    new = [row for row in destination_rows() if row.code not in known]
    for row in new:
        known[row.code] = _written(row)
    if new:
        record("destination.list_loaded", None, actor=actor, count=len(new))
    return known


def _written(row: DestinationRow) -> Destination:
    destination = Destination(
        code=row.code, name_fr=row.name_fr, name_nl=row.name_nl, name_en=row.name_en, position=row.position
    )
    db.session.add(destination)
    db.session.flush()
    db.session.add(DestinationClass(destination_id=destination.id, first_day=row.first_day, outcome=row.outcome))
    return destination

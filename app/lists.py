"""The lists that an installation cannot do without, loaded at its set-up: without them forms have nothing to choose."""

import sqlalchemy as sa

from app.audit.actor import system
from app.db import db, transaction
from occupancy.models.exits import Destination
from occupancy.services.destinations import load_destinations
from sites.services.communes import load_communes

ACTOR = system("command-line")
# What loading them leaves in an empty database: a backup may still take its place.
TABLES = frozenset({"commune", "destination", "destination_class", "journal_entry", "journal_head"})


def load_lists() -> dict[str, int]:
    """Add what is missing and commit: by list, how many. Run again, it adds nothing."""
    with transaction("write"):
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Destination)) or 0
        added = {"municipalities": load_communes(actor=ACTOR)}
        added["destinations"] = len(load_destinations(actor=ACTOR)) - before
        db.session.commit()
        db.session.remove()
    return added

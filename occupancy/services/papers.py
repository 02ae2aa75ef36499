"""Papers and keys of an entry: noted on the day, or when they are done."""

from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from app.web.errors import refuse_stale
from occupancy.models.stays import Stay
from occupancy.services.locks import lock_units


def note_papers(
    *,
    stay: Stay,
    version: int,
    agreement_signed_on: date | None,
    inventory_on: date | None,
    keys_given_on: date | None,
    actor: Actor,
) -> None:
    """Note the days on which the occupant's agreement was signed, the inventory made, the keys given."""
    lock_units([stay.unit_id])
    names = ("agreement_signed_on", "inventory_on", "keys_given_on")
    db.session.refresh(stay, attribute_names=["version", *names])
    refuse_stale(stay, version)
    stay.agreement_signed_on, stay.inventory_on, stay.keys_given_on = agreement_signed_on, inventory_on, keys_given_on
    db.session.flush()
    record("stay.papers_noted", stay, actor=actor)

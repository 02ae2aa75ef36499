"""Papers and keys of an entry: noted on the day, or when they are done."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_all, refuse_stale
from occupancy.models.stays import Stay
from occupancy.services.locks import lock_units

NAMES = ("agreement_signed_on", "inventory_on", "keys_given_on")
BEFORE_AT_MOST = timedelta(days=365)


def wrong_days(start_on: date, *days: date | None) -> Iterator[Refusal]:
    """Papers, in the order of `NAMES`, of a day to come, or dated over a year before the entry: another stay's. Each is
    refused beside it."""
    first = start_on - BEFORE_AT_MOST
    for name, day in zip(NAMES, days, strict=True):
        if day is not None and day > today():
            yield Refusal("stay.refusal.day_to_come", name, day=shown(today()))
        if day is not None and day < first:
            yield Refusal("stay.refusal.paper_too_old", name, day=shown(first))


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
    db.session.refresh(stay, attribute_names=["version", *NAMES])
    refuse_stale(stay, version)
    refuse_all(wrong_days(stay.start_on, agreement_signed_on, inventory_on, keys_given_on))
    stay.agreement_signed_on, stay.inventory_on, stay.keys_given_on = agreement_signed_on, inventory_on, keys_given_on
    db.session.flush()
    record("stay.papers_noted", stay, actor=actor)

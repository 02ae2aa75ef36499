"""Why a unit cannot be had, said with the record in the way and the first day that would work."""

from datetime import date

from app.audit.actor import Actor
from app.auth.reader import Reader
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal
from occupancy.errors import UnitTaken
from occupancy.queries.holders import called
from occupancy.queries.rooms import Room
from occupancy.services.allocations import unit_taken
from sites.models.units import Unit


def refuse_unless_free(room: Room, field: str) -> None:
    """Raise `Refusal` when the unit is not open, or out of use, on its first day. Holders are left to the guards."""
    if room.last_day is None:
        raise Refusal("stay.refusal.not_open", field, unit=room.unit_code)
    if room.out:
        raise Refusal("stay.refusal.out_of_service", field, unit=room.unit_code)


def refuse_too_late(room: Room, end_on: date, field: str) -> None:
    """Raise `Refusal` when the unit cannot be kept until `end_on`, the day of leaving."""
    latest = room.leave_by
    if latest is None or room.last_day is None:
        raise Refusal("stay.refusal.not_open", field, unit=room.unit_code)
    if end_on <= latest:
        return
    known = {"unit": room.unit_code, "latest": shown(latest)}
    if latest in (room.taken_from, room.promised_from):
        raise Refusal("stay.refusal.until_next", field, **known)
    if latest == room.out_from:
        raise Refusal("stay.refusal.until_works", field, **known)
    if room.reference is None or room.agreement_last_day is None:
        raise Refusal("stay.refusal.until_last_day", field, last=shown(room.last_day), **known)
    ends = {"reference": room.reference, "agreement_end": shown(room.agreement_last_day), "last": shown(room.last_day)}
    raise Refusal("stay.refusal.until_agreement", field, **known, **ends)


def taken(unit_id: int, day: date, actor: Actor) -> Conflict:
    """The conflict that says who holds the unit and until when, as far as `actor` may know."""
    unit = db.session.get_one(Unit, unit_id)
    return unit_taken(unit, day, actor) if isinstance(actor, Reader) else UnitTaken(unit=called(unit))

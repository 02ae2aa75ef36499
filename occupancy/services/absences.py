"""Absences: a household away for a while, whose unit stays theirs."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.db import db
from app.i18n.formats import day as shown
from app.periods import lived_overlaps
from app.periods.days import ONE_DAY
from app.web.errors import Conflict, Refusal, refuse_stale
from occupancy.models.stays import Absence, Stay
from occupancy.queries.stay_rows import stands
from occupancy.services.entry_cancellations import refuse_old
from occupancy.services.locks import lock_units
from occupancy.services.stays import check_open


def note_absence(*, stay: Stay, start_on: date, end_on: date | None, reason: str, actor: Actor) -> Absence:
    """Note that nobody sleeps there from `start_on` until `end_on` (excluded; empty while unknown).

    Raises `Refusal` outside the stay, for days to come, or over another absence.
    """
    lock_units([stay.unit_id])
    check_open(stay)
    if not stay.start_on <= start_on <= today():
        raise Refusal("stay.refusal.absence_outside", "start_on", first=shown(stay.start_on), last=shown(today()))
    _check_end(start_on, end_on)
    _refuse_second(stay, start_on, end_on)
    made = Absence(stay_id=stay.id, start_on=start_on, end_on=end_on, reason=reason)
    db.session.add(made)
    db.session.flush()
    record("stay.absence_noted", stay, actor=actor, absence=made, start_on=start_on, end_on=end_on)
    return made


def end_absence(*, stay: Stay, absence: Absence, version: int, end_on: date, actor: Actor) -> None:
    """They are back: `end_on` is the first night slept there again. Raises `Stale`, `Refusal`."""
    lock_units([stay.unit_id])
    check_open(stay)
    _as_it_stands(absence, version)
    _check_end(absence.start_on, end_on)
    absence.end_on = end_on
    db.session.flush()
    record("stay.absence_ended", stay, actor=actor, absence=absence, end_on=end_on)


def cancel_absence(*, stay: Stay, absence: Absence, version: int | None, why: str, actor: Actor) -> None:
    """Say, on the day it was noted, that they were not away: it stays readable, dated, and counts for nothing.

    Raises `Stale` or `Conflict` when somebody was first, `Refusal` for one noted before today.
    """
    lock_units([stay.unit_id])
    check_open(stay)
    _as_it_stands(absence, version)
    refuse_old(absence)
    absence.cancelled_at, absence.cancelled_by_id, absence.cancel_reason = now(), actor.user_id, why
    db.session.flush()
    record("stay.absence_cancelled", stay, actor=actor, absence=absence, start_on=absence.start_on)


def _as_it_stands(absence: Absence, version: int | None) -> None:
    """Read the absence again: raise `Conflict` once somebody cancelled it, `Stale` when it changed since `version`."""
    db.session.refresh(absence, attribute_names=["version", "end_on", "cancelled_at"])
    if absence.cancelled_at is not None:
        raise Conflict("stay.conflict.absence_cancelled")
    refuse_stale(absence, version, {"end_on": absence.end_on})


def _check_end(start_on: date, end_on: date | None) -> None:
    if end_on is None:
        return
    if end_on > today():
        raise Refusal("stay.refusal.day_to_come", "end_on", day=shown(today()))
    if end_on <= start_on:
        raise Refusal("stay.refusal.back_too_early", "end_on", day=shown(start_on + ONE_DAY))


def _refuse_second(stay: Stay, start_on: date, end_on: date | None) -> None:
    """Name the absence in the way, beside the day that it keeps, with the first or last day that would work."""
    query = sa.select(Absence).where(
        Absence.stay_id == stay.id, stands(), lived_overlaps(Absence.start_on, Absence.end_on, start_on, end_on)
    )
    other = db.session.scalar(query.order_by(Absence.start_on).limit(1))
    if other is None:
        return
    if start_on < other.start_on:
        raise Refusal("stay.refusal.absent_later", "end_on", day=shown(other.start_on))
    if other.end_on is None:
        raise Refusal("stay.refusal.absent_since", "start_on", day=shown(other.start_on))
    raise Refusal("stay.refusal.absent_then", "start_on", day=shown(other.start_on), back=shown(other.end_on))

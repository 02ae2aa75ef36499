"""Leaving the project: where to, who decided, why; and putting right what was written (DESIGN §3.8, rule 27)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Already, Conflict, Refusal, Stale, refuse_all
from axes.models.assessments import Assignment
from axes.queries.assignments import open_assignment
from axes.services.assignments import end_assignment
from occupancy.data.destinations import OTHER
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Absence, Stay, StayPerson
from occupancy.queries.exits import standing_exit
from occupancy.queries.stay_rows import stands
from occupancy.rules.exits import contradictions
from occupancy.services.allocations import held_for, withdraw_from_departed
from occupancy.services.leaving import leave, refuse_before_events
from occupancy.services.locks import lock_households, lock_units
from occupancy.services.stays import check_open, stay_refusals
from occupancy.services.supervisor_notices import tell_of_occupants
from occupancy.vocab import ExitDecider, ExitReason


@dataclass(frozen=True, kw_only=True)
class Departure:
    """What is asked of an exit. `left_on` is the first night not slept there; `note` says where, for "other"."""

    left_on: date
    destination: Destination
    decided_by: ExitDecider
    reason: ExitReason
    voluntary: bool
    postal_code: str | None = None
    note: str | None = None
    exit_inventory_on: date | None = None
    keys_back_on: date | None = None


def end_stay(*, stay: Stay, version: int | None, departure: Departure, actor: Actor) -> StayExit:
    """The household leaves: the stay, its people's nights and the episode with the team end that day.

    The unit is free from that day on, and so is what was proposed to them. Raises `Stale` or `Conflict` when somebody
    was first, `Refusal` for a day to come, or before something that happened in the stay.
    """
    lock_units([stay.unit_id, *(one.unit_id for one in held_for(stay.household_id))])
    lock_households([stay.household_id])
    db.session.refresh(stay, attribute_names=["end_on"])
    refuse_left(stay, actor)
    check_open(stay, version)
    refuse_all(_wrong(stay, departure))
    refuse_before_events(stay, departure.left_on, "left_on")
    followed = open_assignment(stay.household_id)
    _refuse_before_episode(followed, departure.left_on)
    leave(stay, departure.left_on, actor)
    withdraw_from_departed(household_id=stay.household_id, actor=actor)
    stay.exit_inventory_on, stay.keys_back_on = departure.exit_inventory_on, departure.keys_back_on
    if followed is not None:
        end_assignment(assignment=followed, end_on=departure.left_on, actor=actor)
    written = _written(stay, departure, actor)
    facts = {"left_on": departure.left_on, "destination": departure.destination}
    record("stay.ended", stay, actor=actor, **facts, voluntary=departure.voluntary)
    tell_of_occupants(stay.unit_id, day=departure.left_on, actor=actor)
    db.session.flush()
    return written


def refuse_left(stay: Stay, actor: Actor) -> None:
    """Raise `Conflict` for a stay that is over: `Already` to whoever wrote its exit themselves."""
    if stay.end_on is None:
        return
    standing = db.session.scalar(standing_exit(stay))
    if standing is not None and standing.recorded_by_id == actor.user_id:
        raise Already("stay.conflict.own_exit", day=shown(standing.left_on))
    raise Conflict("stay.conflict.over", day=shown(stay.end_on))


def correct_exit(*, stay: Stay, before: str, departure: Departure, reason: str, actor: Actor) -> StayExit:
    """Replace what was written of an exit by a further row; the old one stays, dated (DESIGN §3.10).

    `before` is the public id of the row that its author read. A corrected day moves the end of the stay, of its
    people's nights and of the episode that ended with it. Raises `Stale` when another correction came first, `Conflict`
    when the unit or the people were elsewhere by then, `Refusal` as `end_stay` does.
    """
    lock_units([stay.unit_id])
    lock_households([stay.household_id])
    standing = standing_of(stay, before)
    refuse_all(_wrong(stay, departure))
    if departure.left_on != standing.left_on:
        refuse_before_events(stay, departure.left_on, "left_on", previous=standing.left_on)
        _move_end(stay, standing.left_on, departure.left_on, actor)
    stay.exit_inventory_on, stay.keys_back_on = departure.exit_inventory_on, departure.keys_back_on
    standing.replaced_at = now()
    db.session.flush()
    written = _written(stay, departure, actor, correction_reason=reason)
    facts = {"left_on": departure.left_on, "destination": departure.destination, "before": standing}
    record("stay.exit_corrected", stay, actor=actor, **facts, previous=standing.left_on)
    return written


def _wrong(stay: Stay, departure: Departure) -> Iterator[Refusal]:
    if departure.left_on > today():
        yield Refusal("stay.refusal.exit_to_come", "left_on", day=shown(today()))
    for name in ("exit_inventory_on", "keys_back_on"):
        day = getattr(departure, name)
        if day is not None and day > today():
            yield Refusal("stay.refusal.day_to_come", name, day=shown(today()))
        if day is not None and day < stay.start_on:
            yield Refusal("stay.refusal.before_entry", name, day=shown(stay.start_on))
    closed_on = departure.destination.closed_on
    if closed_on is not None and closed_on <= departure.left_on:
        yield Refusal("stay.refusal.destination_closed", "destination", day=shown(closed_on))
    for found in contradictions(departure.destination.code, departure.reason, departure.voluntary):
        yield Refusal(f"stay.refusal.exit.{found.name}", found.field)
    if departure.destination.code == OTHER and not departure.note:
        yield Refusal("stay.refusal.note_needed", "note")


def _refuse_before_episode(followed: Assignment | None, left_on: date) -> None:
    """The episode that stands must have begun: the team chosen later would have followed nobody."""
    if followed is not None and followed.start_on >= left_on:
        raise Refusal("stay.refusal.leaves_before_team", "left_on", day=shown(followed.start_on))


def _written(stay: Stay, departure: Departure, actor: Actor, *, correction_reason: str | None = None) -> StayExit:
    written = StayExit(
        stay_id=stay.id,
        left_on=departure.left_on,
        destination_id=departure.destination.id,
        decided_by=departure.decided_by,
        reason=departure.reason,
        voluntary=departure.voluntary,
        postal_code=departure.postal_code,
        note=departure.note,
        recorded_by_id=actor.user_id,
        correction_reason=correction_reason,
    )
    db.session.add(written)
    db.session.flush()
    return written


def standing_of(stay: Stay, before: str) -> StayExit:
    """The exit that stands, read again under the unit's lock. Raises `Stale` when it is not the one called `before`."""
    db.session.refresh(stay, attribute_names=["version", "end_on"])
    standing = db.session.scalar(standing_exit(stay).execution_options(populate_existing=True))
    if standing is None:
        raise Conflict("stay.conflict.no_exit")
    if standing.public_id != before:
        raise Stale()
    return standing


def _move_end(stay: Stay, before: date, after: date, actor: Actor) -> None:
    """What ended with the exit ends on the corrected day."""
    moved = sa.select(Assignment).where(Assignment.household_id == stay.household_id, Assignment.end_on == before)
    people = sa.select(StayPerson).where(StayPerson.stay_id == stay.id, StayPerson.end_on == before)
    absences = sa.select(Absence).where(Absence.stay_id == stay.id, Absence.end_on == before, stands())
    rows: list[Any] = [*db.session.scalars(moved), *db.session.scalars(people), *db.session.scalars(absences)]
    for row in rows:
        if row.start_on >= after:
            raise Refusal("stay.refusal.leaves_before_team", "left_on", day=shown(row.start_on))
    with guarded(stay_refusals(stay.unit_id, before, actor)):
        for some in ([stay], rows) if after > before else (rows, [stay]):  # the stay is never shorter than its nights
            for row in some:
                row.end_on = after
            db.session.flush()

"""Taking back an exit that was written about the wrong household: the stay goes on as if nobody had left."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.conflicts import guarded
from app.db import db
from app.happenings import Happening
from app.web.errors import Conflict
from axes.models.assessments import Assignment
from axes.models.people import HouseholdMember
from occupancy.models.allocations import Allocation
from occupancy.models.exits import StayExit
from occupancy.models.stays import Absence, Stay, StayPerson
from occupancy.queries.holders import called
from occupancy.queries.rooms import room_of
from occupancy.queries.stay_rows import stands
from occupancy.queries.waiting import live
from occupancy.services.exits import standing_of
from occupancy.services.locks import lock_households, lock_units
from occupancy.services.rooms import refuse_too_late, refuse_unless_free, taken
from occupancy.services.stays import stay_refusals
from occupancy.services.supervisor_notices import tell_of_occupants
from sites.models.units import Unit

EXIT_CANCELLED = Happening()  # stay, actor: told once the stay goes on


def cancel_exit(*, stay: Stay, before: str, why: str, actor: Actor) -> None:
    """Say that a household did not leave: the exit stays readable, dated, and counts for nothing (DESIGN §3.10).

    `before` is the public id of the row that its author read. The stay, its people's nights, an absence and the episode
    that ended with the exit go on. Raises `Stale` when a correction came first, `Conflict` when the unit, the people or
    the team were taken since, `Refusal` when the unit cannot be lived in until the planned end.
    """
    lock_units([stay.unit_id])
    lock_households([stay.household_id])
    standing = standing_of(stay, before)
    refuse_promised(stay.household_id)
    refuse_taken(stay, standing.left_on, actor)
    standing.replaced_at, standing.cancelled_by_id, standing.cancel_reason = now(), actor.user_id, why
    _go_on(stay, standing, actor)
    record("stay.exit_cancelled", stay, actor=actor, left_on=standing.left_on, before=standing)
    tell_of_occupants(stay.unit_id, day=today(), actor=actor)
    EXIT_CANCELLED.tell(stay=stay, actor=actor)
    db.session.flush()


def refuse_promised(household_id: int) -> None:
    """A unit was promised to the household since: it cannot hold two."""
    query = sa.select(Unit).join(Allocation, Allocation.unit_id == Unit.id)
    unit = db.session.scalar(query.where(Allocation.household_id == household_id, *live()).limit(1))
    if unit is not None:
        raise Conflict("stay.conflict.promised_since", unit=called(unit))


def refuse_taken(stay: Stay, left_on: date, actor: Actor) -> None:
    """Somebody else lives there or was promised it, or it closes before the end that was planned."""
    room = room_of(stay.unit_id, left_on, stay_id=stay.id, allocation_id=stay.allocation_id)
    if room.taken or room.promised or room.taken_from is not None:
        raise taken(stay.unit_id, left_on, actor)
    refuse_unless_free(room, "why")
    refuse_too_late(room, stay.planned_end_on, "why")


def _go_on(stay: Stay, standing: StayExit, actor: Actor) -> None:
    """Open again what ended with the exit, and nothing that had ended by itself."""
    gone = sa.select(HouseholdMember.person_id).where(
        HouseholdMember.household_id == stay.household_id, HouseholdMember.end_on.is_not(None)
    )
    rows: list[Any] = []
    for model, conditions in (
        (StayPerson, (StayPerson.stay_id == stay.id, StayPerson.person_id.not_in(gone))),
        (Absence, (Absence.stay_id == stay.id, stands())),
        (Assignment, (Assignment.household_id == stay.household_id, Assignment.end_reason.is_(None))),
    ):
        query: sa.Select[Any] = sa.select(model).where(*conditions, model.end_on == standing.left_on)
        rows.extend(db.session.scalars(query))
    with guarded(stay_refusals(stay.unit_id, standing.left_on, actor)):
        stay.end_on = stay.exit_inventory_on = stay.keys_back_on = None
        db.session.flush()
        for row in rows:
            row.end_on = None

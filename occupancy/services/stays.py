"""Entering a unit, staying longer, moving to another: each one act (DESIGN §3.4 to §3.7)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.conflicts import conflict_of
from app.db import db
from app.periods import lived_contains
from app.web.errors import Conflict, Refusal, Stale
from axes.models.people import HouseholdMember
from occupancy.errors import UnitTaken
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.stays import Contribution, Stay, StayExtension, StayObjective, StayPerson
from occupancy.services.locks import lock_units
from occupancy.vocab import AllocationStepKind, ContributionBasis, ObjectiveKind

REFUSALS = {
    "unit_not_dwelling": "stay.unit_not_dwelling",
    "stay_outside_availability": "stay.outside_availability",
    "unit_out_of_service": "stay.out_of_service",
    "stay_person_no_overlap": "stay.person_elsewhere",
}
TAKEN = {"stay_no_overlap", "stay_hits_allocation"}


def open_stay(
    *,
    allocation: Allocation,
    start_on: date,
    planned_end_on: date,
    objectives: Iterable[ObjectiveKind],
    contribution_cents: int,
    basis: ContributionBasis,
    living_situation: str | None,
    agreement_signed_on: date | None,
    inventory_on: date | None,
    keys_given_on: date | None,
    actor: Actor,
) -> Stay:
    """Enter the unit that was allocated. The planned end cannot pass the unit's availability (rule 15).

    Raises `Conflict` when the allocation is over, `Refusal` beside the field that stands in the way.
    """
    lock_units([allocation.unit_id])
    db.session.refresh(allocation, attribute_names=["closed_at", "expires_at", "version"])
    if allocation.closed_at is not None:
        raise Conflict("conflict.allocation_moved_on")
    if start_on > today():
        raise Refusal("stay.entry_in_future", field="start_on")
    stay = Stay(
        unit_id=allocation.unit_id,
        household_id=allocation.household_id,
        allocation_id=allocation.id,
        start_on=start_on,
        planned_end_on=planned_end_on,
        living_situation=living_situation,
        agreement_signed_on=agreement_signed_on,
        inventory_on=inventory_on,
        keys_given_on=keys_given_on,
    )
    write_stay(stay)
    bring_people(stay, start_on)
    _set_out(stay, objectives, contribution_cents, basis)
    _close_allocation(allocation, actor)
    record("stay.opened", stay, actor=actor, unit_id=stay.unit_id, household_id=stay.household_id, start_on=start_on)
    db.session.flush()
    return stay


def write_stay(stay: Stay) -> None:
    """Flush a stay; what a guard refuses becomes a refusal with words."""
    db.session.add(stay)
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise refusal_for(error) from error


def refusal_for(error: IntegrityError) -> Refusal:
    """The refusal behind a guard's name."""
    name = conflict_of(error)
    if name in TAKEN:
        return UnitTaken()
    if name in REFUSALS:
        return Refusal(REFUSALS[name])
    raise error


def bring_people(stay: Stay, start_on: date) -> None:
    """Everybody in the household that day enters with it."""
    members = sa.select(HouseholdMember.person_id).where(
        HouseholdMember.household_id == stay.household_id,
        lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, start_on),
    )
    people = [
        StayPerson(stay_id=stay.id, person_id=person, start_on=start_on) for person in db.session.scalars(members)
    ]
    if not people:
        raise Refusal("stay.nobody")
    db.session.add_all(people)
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise refusal_for(error) from error


def _set_out(stay: Stay, objectives: Iterable[ObjectiveKind], cents: int, basis: ContributionBasis) -> None:
    db.session.add_all(StayObjective(stay_id=stay.id, kind=kind) for kind in dict.fromkeys(objectives))
    db.session.add(Contribution(stay_id=stay.id, start_on=stay.start_on, amount_cents=cents, basis=basis))


def _close_allocation(allocation: Allocation, actor: Actor) -> None:
    allocation.closed_at = now()
    step = AllocationStep(allocation_id=allocation.id, kind=AllocationStepKind.ENTERED, user_id=actor.user_id)
    db.session.add(step)


def extend_stay(*, stay: Stay, version: int, new_end_on: date, reason: str, actor: Actor) -> None:
    """Change the planned end, keeping what it was. Raises `Stale`, or `Refusal` beyond the unit's availability."""
    lock_units([stay.unit_id])
    check_open(stay, version)
    if new_end_on <= stay.start_on:
        raise Refusal("stay.end_before_start", field="new_end_on")
    extension = StayExtension(
        stay_id=stay.id,
        previous_end_on=stay.planned_end_on,
        new_end_on=new_end_on,
        reason=reason,
        decided_on=today(),
    )
    stay.planned_end_on = new_end_on
    write_stay(stay)
    db.session.add(extension)
    record("stay.extended", stay, actor=actor, previous=extension.previous_end_on, planned_end_on=new_end_on)


def check_open(stay: Stay, version: int | None = None) -> None:
    """Raise `Stale` when the stay changed since it was opened on screen, `Conflict` when it is over."""
    db.session.refresh(stay, attribute_names=["version", "end_on", "planned_end_on"])
    if version is not None and stay.version != version:
        raise Stale()
    if stay.end_on is not None:
        raise Conflict("conflict.stay_over")


def people_of(stay: Stay) -> list[Any]:
    """The people who still sleep there."""
    query = sa.select(StayPerson).where(StayPerson.stay_id == stay.id, StayPerson.end_on.is_(None))
    return list(db.session.scalars(query.order_by(StayPerson.id)))

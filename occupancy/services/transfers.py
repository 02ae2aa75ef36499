"""Moving a household to another unit of the project, in one act: one journey goes on (DESIGN §3.6)."""

from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from app.web.errors import Refusal
from occupancy.models.stays import Contribution, Stay
from occupancy.queries.stays import last_contribution
from occupancy.services.locks import lock_units
from occupancy.services.stays import bring_people, check_open, people_of, write_stay
from sites.models.units import Unit


def transfer(*, stay: Stay, version: int | None, unit: Unit, on: date, planned_end_on: date, actor: Actor) -> Stay:
    """Close the stay on a day and open the next on the same day, in another unit, with the same people.

    No night is lost or counted twice: the day of leaving is the day of entering. Raises `Refusal` or `Conflict` as
    `open_stay` does; then nothing has changed.
    """
    lock_units([stay.unit_id, unit.id])
    check_open(stay, version)
    if unit.id == stay.unit_id:
        raise Refusal("transfer.same_unit", field="unit")
    if on <= stay.start_on:
        raise Refusal("transfer.too_early", field="on")
    leave(stay, on)
    following = Stay(
        unit_id=unit.id,
        household_id=stay.household_id,
        transferred_from_id=stay.id,
        start_on=on,
        planned_end_on=planned_end_on,
        living_situation=stay.living_situation,
    )
    write_stay(following)
    bring_people(following, on)
    _carry_over(stay, following)
    record("stay.transferred", stay, actor=actor, to=following, on=on, unit_id=unit.id)
    return following


def leave(stay: Stay, on: date) -> None:
    """End the stay and the nights of its people."""
    for person in people_of(stay):
        person.end_on = on
    stay.end_on = on
    write_stay(stay)


def _carry_over(stay: Stay, following: Stay) -> None:
    """What the household pays goes on; objectives belong to the journey and stay where they were set."""
    last = last_contribution(stay.id)
    if last is not None:
        db.session.add(
            Contribution(
                stay_id=following.id,
                start_on=following.start_on,
                amount_cents=last.amount_cents,
                basis=last.basis,
            )
        )

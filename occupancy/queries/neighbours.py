"""What the acts of `sites` must name when they are refused: agreements that cover a unit, and what holds it."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.clock import today
from app.db import db
from axes.models.people import Household
from axes.queries.neighbours import neighbours as of_households
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.models.allocations import Allocation
from occupancy.queries import sight
from occupancy.queries.agreements import final_last_day, signed_by
from occupancy.queries.promises import promises_to
from occupancy.queries.sight import known
from occupancy.queries.waiting import live
from sites.models.units import Unit
from sites.services.neighbours import Cover, Promised, neighbours


def covers(unit: Unit) -> list[Cover]:
    """Signed agreements that cover the unit, with the days they do as signed changes to come leave them."""
    end = final_last_day(today())
    query = (
        sa.select(Agreement.reference, AgreementUnit.first_day, AgreementUnit.last_day, end)
        .join(Agreement, Agreement.id == AgreementUnit.agreement_id)
        .where(AgreementUnit.unit_id == unit.id, signed_by(today()))
        .order_by(AgreementUnit.first_day, Agreement.id)
    )
    found = []
    for reference, first_day, last_day, ends in db.session.execute(query):
        if ends is not None and ends >= first_day:
            found.append(Cover(reference, first_day, min(last_day or ends, ends)))
    return found


def promised(unit: Unit, first_day: date, last_day: date | None, actor: Actor) -> Promised | None:
    """The last open proposal with a night from `first_day` to `last_day`, if `actor` may know of it."""
    query = (
        sa.select(Allocation.start_on, Allocation.end_on, Household.reference)
        .join(Household, Household.id == Allocation.household_id)
        .where(Allocation.unit_id == unit.id, Allocation.end_on > first_day, *live(), known(actor))
    )
    if last_day is not None:
        query = query.where(Allocation.start_on <= last_day)
    row = db.session.execute(query.order_by(Allocation.end_on.desc(), Allocation.id.desc()).limit(1)).first()
    return None if row is None else Promised(*row)


def withheld(unit: Unit, actor: Actor) -> bool:
    """Whether somebody lives in the unit, or is promised it, whom `actor` may not know."""
    return bool(db.session.scalar(sa.select(Unit.id).where(Unit.id == unit.id, sight.withheld(actor, today()))))


def hand_over() -> None:
    """Let `sites` and `axes` ask."""
    neighbours.covers, neighbours.promised, neighbours.withheld = covers, promised, withheld
    of_households.promises = promises_to

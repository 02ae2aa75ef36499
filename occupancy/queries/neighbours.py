"""What the acts of `sites` must name when they are refused: agreements that cover a unit, stays that hold it."""

from datetime import date

import sqlalchemy as sa

from app.clock import today
from app.db import db
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.models.stays import Stay
from occupancy.queries.agreements import signed_by, term_last_day
from sites.models.units import Unit
from sites.services.neighbours import Cover, Held, neighbours


def covers(unit: Unit) -> list[Cover]:
    """Signed agreements that cover the unit, with the days they do, earliest first."""
    end = term_last_day(today())
    query = (
        sa.select(Agreement.reference, AgreementUnit.first_day, AgreementUnit.last_day, end)
        .join(Agreement, Agreement.id == AgreementUnit.agreement_id)
        .where(AgreementUnit.unit_id == unit.id, signed_by(today()))
        .order_by(AgreementUnit.first_day, Agreement.id)
    )
    found = []
    for reference, first_day, last_day, known in db.session.execute(query):
        if known is not None and known >= first_day:
            found.append(Cover(reference, first_day, min(last_day or known, known)))
    return found


def held(unit: Unit, first_day: date, last_day: date | None) -> Held | None:
    """The last stay with a night from `first_day` to `last_day`; one without an end holds until its planned one."""
    until = sa.func.coalesce(Stay.end_on, Stay.planned_end_on)
    query = sa.select(Stay.start_on, Stay.end_on, Stay.planned_end_on).where(Stay.unit_id == unit.id, until > first_day)
    if last_day is not None:
        query = query.where(Stay.start_on <= last_day)
    row = db.session.execute(query.order_by(until.desc(), Stay.id.desc()).limit(1)).first()
    return None if row is None else Held(row.start_on, row.end_on or row.planned_end_on)


def hand_over() -> None:
    """Let `sites` ask."""
    neighbours.covers, neighbours.held = covers, held

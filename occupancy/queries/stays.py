"""Stays: who lives where, since when, as far as the reader may know."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods import lived_contains
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import readable
from occupancy.models.stays import Contribution, Stay
from occupancy.vocab import StayState
from sites.models.sites import Site
from sites.models.units import Unit


def stay_state(day: date) -> sa.ColumnElement[str]:
    """State of a stay as of a day: planned, current, overdue (past its planned end), ended."""
    return sa.case(
        (Stay.start_on > day, StayState.PLANNED.value),
        (sa.and_(Stay.end_on.is_not(None), Stay.end_on <= day), StayState.ENDED.value),
        (sa.and_(Stay.end_on.is_(None), Stay.planned_end_on <= day), StayState.OVERDUE.value),
        else_=StayState.CURRENT.value,
    )


def list_stays(reader: Reader, day: date) -> sa.Select[*tuple[Any, ...]]:
    """One row per stay that the reader may see, latest entries first, with its unit, site, axis and state."""
    on_day = sa.case((Stay.end_on <= day, Stay.start_on), else_=sa.literal(day, sa.Date))
    return (
        sa.select(
            Stay.public_id,
            Stay.start_on,
            Stay.planned_end_on,
            Stay.end_on,
            stay_state(day).label("state"),
            Household.public_id.label("household_public_id"),
            Household.reference,
            Household.is_protected,
            Unit.code.label("unit_code"),
            Site.name.label("site_name"),
            Axis.number.label("axis_number"),
        )
        .join(Household, Household.id == Stay.household_id)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .outerjoin(
            Assignment,
            sa.and_(
                Assignment.household_id == Stay.household_id,
                lived_contains(Assignment.start_on, Assignment.end_on, on_day),
            ),
        )
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .where(readable(reader, Action.STAY_VIEW))
        .order_by(Stay.start_on.desc(), Stay.id.desc())
    )


def stay_of(public_id: str, reader: Reader, action: Action) -> Stay | None:
    """The stay an address names, if the reader may do `action` on its household."""
    query = (
        sa.select(Stay)
        .join(Household, Household.id == Stay.household_id)
        .where(Stay.public_id == public_id, readable(reader, action))
        .options(
            sa.orm.joinedload(Stay.unit).joinedload(Unit.site),
            sa.orm.joinedload(Stay.household),
        )
    )
    return db.session.scalar(query)


def last_contribution(stay_id: int) -> Contribution | None:
    """The latest amount set for a stay."""
    query = sa.select(Contribution).where(Contribution.stay_id == stay_id)
    return db.session.scalar(query.order_by(Contribution.start_on.desc()).limit(1))

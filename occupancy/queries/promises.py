"""What was promised to households that wait, for the list of those who do."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.people import Household
from axes.queries.neighbours import Promise
from axes.queries.scope import readable
from occupancy.models.allocations import Allocation
from occupancy.queries.allocations import entry_planned_on
from occupancy.queries.waiting import live
from sites.models.sites import Site
from sites.models.units import Unit


def promises_to(reader: Reader, household_ids: Sequence[int]) -> dict[int, Promise]:
    """The live proposal or planned entry of each of these households, in one statement; where, for who may know."""
    known = readable(reader, Action.ALLOCATION_VIEW)
    planned = sa.and_(Allocation.expires_at.is_(None), known)
    query = (
        sa.select(
            Allocation.household_id,
            sa.case((known, Site.name + " " + Unit.code)).label("place"),
            sa.case((known, Allocation.public_id)).label("public_id"),
            sa.type_coerce(sa.case((planned, entry_planned_on())), sa.Date).label("entry_on"),
            sa.type_coerce(Allocation.expires_at, Allocation.expires_at.type).label("answered_by"),
        )
        .join(Household, Household.id == Allocation.household_id)
        .join(Unit, Unit.id == Allocation.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .where(Allocation.household_id.in_(list(household_ids)), *live())
        .order_by(Allocation.id)
    )
    return {
        row.household_id: Promise(
            place=row.place, public_id=row.public_id, entry_on=row.entry_on, answered_by=row.answered_by
        )
        for row in db.session.execute(query)
    }

"""What a household needs of a unit today."""

import sqlalchemy as sa

from app.clock import today
from app.db import db
from axes.models.people import HouseholdNeed
from axes.vocab import NeedKind


def standing_needs(household_id: int) -> set[NeedKind]:
    """Needs of today."""
    query = sa.select(HouseholdNeed.kind).where(
        HouseholdNeed.household_id == household_id,
        HouseholdNeed.start_on <= today(),
        sa.or_(HouseholdNeed.end_on.is_(None), HouseholdNeed.end_on > today()),
    )
    return set(db.session.scalars(query))

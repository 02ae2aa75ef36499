"""Whether a unit suits a household that moves: told by the rule of the board, refused by nobody (rule 19)."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.db import db
from app.periods import paper_contains
from occupancy.models.stays import Stay
from occupancy.queries.matching import Match
from occupancy.queries.offers import UNIT
from occupancy.rules.matching import Obstacle, misfits
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability


def judged(actor: Actor, stay: Stay, on: date, offered: sa.Subquery, at_most: int | None = None) -> list[Any]:
    """Rows of `offered` (as `offers`) with what speaks against each, for `rules.matching.misfits`; those that suit
    come first, then by site and code; all of them, unless told."""
    home = db.session.get_one(Unit, stay.unit_id)
    pairs = Match.of_stay(stay.id, home.site_id, on, offered, actor)
    query = pairs.fits().order_by(sa.or_(*pairs.misfits().values()), pairs.c.site_sort, pairs.c.unit_code)
    return list(db.session.execute(query.limit(at_most)))


def misfits_of(actor: Actor, stay: Stay, unit: Unit, on: date) -> tuple[Obstacle, ...]:
    """What speaks against one unit, whoever holds it: whether it can be had is asked elsewhere."""
    query = (
        sa.select(*UNIT, UnitAvailability.last_day)
        .join(Site, Site.id == Unit.site_id)
        .join(UnitAvailability, UnitAvailability.unit_id == Unit.id)
        .where(Unit.id == unit.id, paper_contains(UnitAvailability.first_day, UnitAvailability.last_day, on))
    )
    found = judged(actor, stay, on, query.subquery("offered"))
    return misfits(found[0]) if found else ()

"""What was decided for homes, works or a move: read with prevention, written by the association that decided it."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accompaniment.models.home_decisions import HomeDecision
from accompaniment.queries.detections import ACT, VIEW
from app.auth.reader import Reader
from app.db import db
from axes.queries.scope import readable, within_reach


def decisions_of(household_id: int, reader: Reader) -> list[HomeDecision]:
    """What was decided for a home, the latest first."""
    query = sa.select(HomeDecision).join(HomeDecision.household).options(joinedload(HomeDecision.organisation))
    query = query.where(HomeDecision.household_id == household_id, readable(reader, VIEW))
    return list(db.session.scalars(query.order_by(HomeDecision.decided_on.desc(), HomeDecision.id.desc())))


def decision_for(public_id: str, reader: Reader) -> HomeDecision | None:
    """A decision of the reader's association to act on, its household with it."""
    query = sa.select(HomeDecision).join(HomeDecision.household).options(joinedload(HomeDecision.household))
    own = HomeDecision.organisation_id == reader.organisation_id
    query = query.where(HomeDecision.public_id == public_id, own, within_reach(reader, ACT), readable(reader, ACT))
    return db.session.scalar(query)

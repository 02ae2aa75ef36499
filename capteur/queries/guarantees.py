"""Guarantees of dwellings, each where the reader may read its programme."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from capteur.models.guarantees import Guarantee, GuaranteeEvent
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.queries.programmes import in_reach
from capteur.queries.standing import last_event_of
from capteur.rules.guarantees import STANDING


def guarantees_of(opportunity_id: int) -> Sequence[Guarantee]:
    """The guarantees of a dwelling with all that became of them, the first offered first."""
    query = sa.select(Guarantee).where(Guarantee.opportunity_id == opportunity_id)
    return db.session.scalars(query.options(joinedload(Guarantee.events)).order_by(Guarantee.id)).unique().all()


def guarantee_in_reach(reader: Reader, public_id: str, action: Action) -> Guarantee | None:
    """The guarantee with its events, dwelling, owner and programme, where the reader may do `action`."""
    query = sa.select(Guarantee).join(Guarantee.opportunity).join(Opportunity.owner).join(Owner.programme)
    path = contains_eager(Guarantee.opportunity).contains_eager(Opportunity.owner).contains_eager(Owner.programme)
    query = query.where(Guarantee.public_id == public_id, in_reach(reader, action))
    return db.session.scalar(query.options(path, selectinload(Guarantee.events)))


def accepted_guarantee(opportunity_id: int) -> Guarantee | None:
    """The first guarantee of a dwelling that the owner accepted, and that has not ended."""
    query = sa.select(Guarantee).join(GuaranteeEvent, last_event_of(GuaranteeEvent, Guarantee))
    query = query.where(Guarantee.opportunity_id == opportunity_id, GuaranteeEvent.state.in_(STANDING))
    return db.session.scalar(query.order_by(Guarantee.id).limit(1))

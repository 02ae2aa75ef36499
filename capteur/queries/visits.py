"""Visits of dwellings, each where the reader may read its programme."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.programmes import Programme
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.models.visits import Visit, VisitPhoto
from capteur.queries.programmes import in_reach
from capteur.vocab_dwellings import VisitOutcome


def visits_of(opportunity_id: int) -> Sequence[Visit]:
    """The visits of a dwelling with what was found, the last first."""
    query = sa.select(Visit).where(Visit.opportunity_id == opportunity_id)
    query = query.options(joinedload(Visit.visitor), joinedload(Visit.checks))
    return db.session.scalars(query.order_by(Visit.planned_on.desc(), Visit.id.desc()).limit(20)).unique().all()


def last_held(opportunity_id: int) -> Visit | None:
    """The last visit that took place."""
    query = sa.select(Visit).where(Visit.opportunity_id == opportunity_id, Visit.outcome == VisitOutcome.HELD)
    return db.session.scalar(query.order_by(Visit.happened_on.desc(), Visit.id.desc()).limit(1))


def visit_in_reach(reader: Reader, public_id: str, action: Action) -> Visit | None:
    """The visit with its dwelling, owner, programme, visitor and what was found, where the reader may do `action`."""
    query = sa.select(Visit).join(Visit.opportunity).join(Opportunity.owner).join(Owner.programme)
    whole: tuple[Any, ...] = (
        contains_eager(Visit.opportunity).contains_eager(Opportunity.owner).contains_eager(Owner.programme),
        joinedload(Visit.visitor),
        selectinload(Visit.checks),
    )
    return db.session.scalar(query.where(Visit.public_id == public_id, in_reach(reader, action)).options(*whole))


def photos_of(visit_id: int) -> Sequence[VisitPhoto]:
    """The pictures of a visit, in order, without what they show."""
    query = sa.select(VisitPhoto).where(VisitPhoto.visit_id == visit_id)
    return db.session.scalars(query.order_by(VisitPhoto.id)).all()


def photo_in_reach(reader: Reader, public_id: str, action: Action, *, whole: bool = True) -> VisitPhoto | None:
    """A picture with its visit, dwelling and owner, where the reader may do `action`; `whole`: what it shows too."""
    query = sa.select(VisitPhoto).join(VisitPhoto.visit).join(Visit.opportunity).join(Opportunity.owner)
    query = query.join(Programme, Programme.id == Owner.programme_id)
    query = query.where(VisitPhoto.public_id == public_id, in_reach(reader, action))
    path = contains_eager(VisitPhoto.visit).contains_eager(Visit.opportunity).contains_eager(Opportunity.owner)
    return db.session.scalar(query.options(path, *([undefer(VisitPhoto.content_sealed)] if whole else [])))

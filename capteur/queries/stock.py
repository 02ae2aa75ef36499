"""The dwellings won of a programme on a day: counts, and exactly the rows behind each."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.db import db
from capteur.models.captures import Capture
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner
from capteur.queries.standing import last_event_of
from capteur.rules.stock import FAILURES, PARTS, Stock
from capteur.vocab_dwellings import OpportunityStage, StockCount


def _won(programme_id: int, day: date) -> sa.Subquery:
    """Each dwelling with where it stands on the day, and what it was: captured by its capture, captured by its events,
    let once."""
    capture = sa.and_(Capture.opportunity_id == Opportunity.id, Capture.captured_on <= day)
    columns: tuple[Any, ...] = (
        *(getattr(Opportunity, name) for name in ("id", "public_id", "reference", "kind", "bedrooms")),
        Opportunity.rent_cents,
        Opportunity.charges_cents,
        Capture.captured_on,
        OpportunityEvent.stage,
        OpportunityEvent.effective_on,
        OpportunityEvent.loss,
        _stood(OpportunityStage.CAPTURED, day).label("won"),
        _stood(OpportunityStage.LET, day).label("ever_let"),
    )
    query = sa.select(*columns).select_from(Opportunity).join(Owner, Owner.id == Opportunity.owner_id)
    query = query.outerjoin(OpportunityEvent, last_event_of(OpportunityEvent, Opportunity, day)).outerjoin(
        Capture, capture
    )
    return query.where(Owner.programme_id == programme_id).subquery("won")


def _stood(stage: OpportunityStage, day: date) -> Any:
    """Whether a dwelling ever stood there until the day."""
    stood = sa.exists().where(
        OpportunityEvent.opportunity_id == Opportunity.id,
        OpportunityEvent.stage == stage,
        OpportunityEvent.effective_on <= day,
    )
    return stood.correlate(Opportunity)


def _counted(rows: Any) -> dict[StockCount, sa.ColumnElement[bool]]:
    """The condition of each count on the rows of `_won`."""
    captured = rows.captured_on.is_not(None)
    parts = {part: sa.and_(rows.won, rows.stage.in_(stages)) for part, stages in PARTS.items()}
    somewhere = sa.func.coalesce(sa.or_(*parts.values()), sa.false())
    return {
        StockCount.CAPTURED: captured,
        **parts,
        StockCount.FAILED: sa.and_(parts[StockCount.LOST], rows.loss.in_(FAILURES)),
        StockCount.EVER_LET: rows.ever_let,
        StockCount.ASTRAY: captured != somewhere,
    }


def stock_on(programme_id: int, day: date) -> Stock:
    """The counts of the day, in one statement."""
    rows = _won(programme_id, day)
    columns = [sa.func.count(sa.case((test, 1))).label(name) for name, test in _counted(rows.c).items()]
    found = db.session.execute(sa.select(*columns).select_from(rows)).one()
    return Stock({count: getattr(found, count) for count in StockCount})


def stock_rows(programme_id: int, count: StockCount, day: date) -> sa.Select[Any]:
    """The dwellings behind a count, the last to come to stand where it stands first; to be paged."""
    rows = _won(programme_id, day)
    query = sa.select(rows).where(_counted(rows.c)[count])
    return query.order_by(rows.c.effective_on.desc(), rows.c.id.desc())

"""Dwellings of a programme's owners: the board, lists, one. Every query takes the programme entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.crypto import unseal_column
from app.db import db
from app.web.asked import Filters
from axes.models.programmes import Programme
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import LeadStep, Owner, OwnerEvent
from capteur.models.programmes import CapteurArea
from capteur.queries.owners import is_last, may_be_contacted
from capteur.queries.programmes import in_reach
from capteur.queries.standing import last_event_of
from capteur.rules.dwellings import BOARD, OPEN
from capteur.vocab_dwellings import OpportunityStage
from capteur.vocab_owners import LeadSource

CARDS = 8


@dataclass(frozen=True)
class DwellingFilters(Filters):
    """What the board is narrowed to: area (public id), bedrooms, source."""

    area: str | None = None
    bedrooms: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Board:
    """The first cards of each stage, and how many it holds in all."""

    cards: dict[OpportunityStage, list[Any]]
    totals: dict[OpportunityStage, int]


def stands() -> sa.ColumnElement[bool]:
    """Condition on `opportunity` and `opportunity_event`: where the dwelling stands now."""
    return last_event_of(OpportunityEvent, Opportunity)


def _rows(programme_id: int, filters: DwellingFilters, stages: Sequence[OpportunityStage]) -> sa.Select[Any]:
    """Plain columns of every card, without order."""
    step = sa.and_(LeadStep.opportunity_id == Opportunity.id, LeadStep.is_open)
    columns: tuple[Any, ...] = (
        Opportunity.id,
        Opportunity.public_id,
        Opportunity.reference,
        Opportunity.kind,
        Opportunity.bedrooms,
        Opportunity.rent_cents,
        Opportunity.charges_cents,
        Opportunity.available_on,
        OpportunityEvent.stage,
        OpportunityEvent.effective_on,
        OpportunityEvent.reserved_until,
        OpportunityEvent.loss,
        LeadStep.action,
        LeadStep.due_on,
        CapteurArea.name.label("area"),
        Owner.public_id.label("owner_public_id"),
        Owner.name_sealed,
        OwnerEvent.stage.label("owner_stage"),
    )
    query = sa.select(*columns).select_from(Opportunity).join(OpportunityEvent, stands())
    query = query.join(Owner, Owner.id == Opportunity.owner_id).join(OwnerEvent, is_last())
    query = query.outerjoin(LeadStep, step).outerjoin(CapteurArea, CapteurArea.id == Opportunity.area_id)
    query = query.where(Owner.programme_id == programme_id, OpportunityEvent.stage.in_(stages))
    return query.where(*_narrowed(filters))


def _narrowed(filters: DwellingFilters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.area:
        conditions.append(CapteurArea.public_id == filters.area)
    if filters.bedrooms and filters.bedrooms.isdecimal():
        conditions.append(Opportunity.bedrooms == int(filters.bedrooms[:4]))
    if filters.source in set(LeadSource):
        conditions.append(Opportunity.source == LeadSource(filters.source))
    return conditions


def _order(rows: Any) -> tuple[Any, ...]:
    """What is to be done soonest at the top, then the newest."""
    return rows.due_on.is_(None), rows.due_on, rows.id.desc()


def owner_name(row: Any) -> str:
    """The name of a card's owner."""
    return unseal_column(Owner, "name", row.owner_public_id, row.name_sealed) or ""


def board_of(programme_id: int, filters: DwellingFilters) -> Board:
    """The first cards of each stage, in one statement."""
    rows = _rows(programme_id, filters, BOARD).subquery()
    place = sa.func.row_number().over(partition_by=rows.c.stage, order_by=_order(rows.c)).label("place")
    total = sa.func.count().over(partition_by=rows.c.stage).label("in_stage")
    ranked = sa.select(rows, place, total).subquery()
    query = sa.select(ranked).where(ranked.c.place <= CARDS).order_by(ranked.c.place)
    totals, cards = dict.fromkeys(BOARD, 0), {stage: list[Any]() for stage in BOARD}
    for row in db.session.execute(query):
        cards[row.stage].append(row)
        totals[row.stage] = row.in_stage
    return Board(cards, totals)


def in_stage(programme_id: int, filters: DwellingFilters, stage: OpportunityStage) -> sa.Select[Any]:
    """All cards of a stage, to be paged."""
    rows = _rows(programme_id, filters, [stage]).subquery("card")
    return sa.select(rows).order_by(*_order(rows.c))


def stalled(programme_id: int, filters: DwellingFilters, day: date) -> sa.Select[Any]:
    """Leads for which nothing is planned, or whose day has passed; none of an owner who wants no contact."""
    query = _rows(programme_id, filters, OPEN).where(may_be_contacted())
    rows = query.where(sa.or_(LeadStep.id.is_(None), LeadStep.due_on < day)).subquery("card")
    return sa.select(rows).order_by(*_order(rows.c))


def of_owner(owner_id: int) -> Sequence[Any]:
    """(dwelling, last event) of an owner, the newest first."""
    query = sa.select(Opportunity, OpportunityEvent).join(OpportunityEvent, stands())
    query = query.where(Opportunity.owner_id == owner_id)
    return db.session.execute(query.order_by(Opportunity.id.desc()).limit(50)).all()


def opportunity_in_reach(reader: Reader, public_id: str, action: Action) -> Opportunity | None:
    """The dwelling with its owner and programme, where the reader may do `action` in it."""
    query = sa.select(Opportunity).join(Owner, Owner.id == Opportunity.owner_id)
    query = query.join(Programme, Programme.id == Owner.programme_id)
    whole = joinedload(Opportunity.owner).joinedload(Owner.programme), joinedload(Opportunity.area)
    return db.session.scalar(query.where(Opportunity.public_id == public_id, in_reach(reader, action)).options(*whole))


def last_stage(opportunity_id: int) -> OpportunityEvent:
    """Where a dwelling stands."""
    query = sa.select(OpportunityEvent).where(OpportunityEvent.opportunity_id == opportunity_id)
    return db.session.scalars(query.order_by(OpportunityEvent.position.desc()).limit(1)).one()


def stages_of(opportunity_id: int) -> Sequence[OpportunityEvent]:
    """Where it stood, the last first, with who said so."""
    query = sa.select(OpportunityEvent).where(OpportunityEvent.opportunity_id == opportunity_id)
    query = query.options(joinedload(OpportunityEvent.user))
    return db.session.scalars(query.order_by(OpportunityEvent.position.desc())).all()


def was_let(opportunity_id: int) -> bool:
    """Whether somebody lived there once by a lease."""
    query = sa.select(OpportunityEvent.id).where(OpportunityEvent.opportunity_id == opportunity_id)
    return db.session.scalar(query.where(OpportunityEvent.stage == OpportunityStage.LET).limit(1)) is not None

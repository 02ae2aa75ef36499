"""Owners of a programme: lists, one, what stands and what comes next. Every query takes the programme entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, join, joinedload, outerjoin

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.crypto import query_alternatives
from app.db import db
from app.web.asked import Filters
from axes.models.programmes import Programme
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import LeadStep, Owner, OwnerContact, OwnerEvent, OwnerWord
from capteur.queries.programmes import in_reach
from capteur.queries.standing import last_event_of
from capteur.rules.dwellings import OPEN
from capteur.rules.owners import EMAIL, NAME, PHONE, same_address, same_number
from capteur.vocab_owners import COURTED, Initiative, LeadSource, OwnerStage


@dataclass(frozen=True)
class OwnerFilters(Filters):
    """What the list is narrowed to: where the relation stands, how the owner came to be known."""

    stage: str | None = None
    source: str | None = None


def is_last() -> sa.ColumnElement[bool]:
    """Condition on `owner` and `owner_event`: where the relation stands now."""
    return last_event_of(OwnerEvent, Owner)


def is_next() -> sa.ColumnElement[bool]:
    """Condition on `owner` and `lead_step`: what comes next with the owner, or about a dwelling: the soonest."""
    step = aliased(LeadStep)
    soonest = sa.select(step.id).where(step.owner_id == Owner.id, step.done_on.is_(None)).correlate(Owner)
    first = soonest.order_by(step.due_on, step.id).limit(1).scalar_subquery()
    return sa.and_(LeadStep.owner_id == Owner.id, LeadStep.id == first)


def may_be_contacted() -> sa.ColumnElement[bool]:
    """Condition on `owner_event`, the last one: the owner did not ask to be left alone. Every list that somebody calls
    or writes from, every export and mail passes through here."""
    return OwnerEvent.stage != OwnerStage.DO_NOT_CONTACT


def _rows(programme_id: int) -> sa.Select[Any]:
    records: tuple[Any, ...] = (Owner, OwnerEvent, LeadStep)
    joined = outerjoin(join(Owner, OwnerEvent, is_last()), LeadStep, is_next())
    return sa.select(*records).select_from(joined).where(Owner.programme_id == programme_id)


def _soonest(query: sa.Select[Any]) -> sa.Select[Any]:
    return query.order_by(LeadStep.due_on.is_(None), LeadStep.due_on, Owner.id.desc())


def list_owners(programme_id: int, filters: OwnerFilters) -> sa.Select[Any]:
    """(owner, last event, next step), the soonest first. Who is not to be contacted is shown where asked for alone."""
    query = _rows(programme_id)
    if filters.stage in set(OwnerStage):
        query = query.where(OwnerEvent.stage == OwnerStage(filters.stage))
    else:
        query = query.where(may_be_contacted())
    if filters.source in set(LeadSource):
        query = query.where(Owner.source == LeadSource(filters.source))
    return _soonest(query)


def recalls(programme_id: int) -> sa.Select[Any]:
    """(owner, last event, next step) of those who sleep, by the day of their recall."""
    query = _rows(programme_id).where(OwnerEvent.stage == OwnerStage.DORMANT, may_be_contacted())
    return query.order_by(OwnerEvent.recall_on, Owner.id)


def stalled_owners(programme_id: int, day: date) -> sa.Select[Any]:
    """(owner, last event, next step) of those courted for whom nothing is planned, or whose day has passed; those whose
    dwellings are leads stand there with them (`queries.opportunities`)."""
    leads = _has_dwelling(OPEN)
    query = _rows(programme_id).where(OwnerEvent.stage.in_(COURTED), may_be_contacted(), ~leads)
    return _soonest(query.where(sa.or_(LeadStep.id.is_(None), LeadStep.due_on < day)))


def _has_dwelling(stages: Sequence[Any]) -> sa.ColumnElement[bool]:
    stands = sa.and_(last_event_of(OpportunityEvent, Opportunity), OpportunityEvent.stage.in_(stages))
    query = sa.select(Opportunity.id).join(OpportunityEvent, stands).where(Opportunity.owner_id == Owner.id)
    return query.correlate(Owner).exists()


def find_owners(programme_id: int, text: str) -> Sequence[Any]:
    """(owner, last event, next step) by name, telephone or e-mail: fifty at most; nobody for nothing typed. Also who
    wants no contact: that is what somebody needs to know before they call."""
    asked = [(text, NAME, False), (same_number(text), PHONE, True), (same_address(text), EMAIL, True)]
    ways = [
        sa.and_(*map(_has_word, tokens))
        for typed, scope, exact in asked
        for tokens in query_alternatives(typed, scope, exact=exact)
        if tokens
    ]
    query = _rows(programme_id).where(sa.or_(*ways) if ways else sa.false())
    return db.session.execute(_soonest(query).limit(50)).all()


def _has_word(token: str) -> sa.ColumnElement[bool]:
    return Owner.id.in_(sa.select(OwnerWord.owner_id).where(OwnerWord.token == token))


def twin_of(programme_id: int, *, phone: str | None = None, email: str | None = None, but: Owner | None = None) -> Any:
    """`reference` and `stage` of another owner of the programme with this telephone or e-mail, who wants no contact
    first; None for nobody."""
    asked = [(same_number(phone), PHONE)] if phone else [(same_address(email or ""), EMAIL)]
    ways = [
        sa.and_(*map(_has_word, tokens))
        for typed, scope in asked
        for tokens in query_alternatives(typed, scope, exact=True)
        if tokens
    ]
    query = sa.select(Owner.reference, OwnerEvent.stage).join(OwnerEvent, is_last())
    query = query.where(Owner.programme_id == programme_id, sa.or_(*ways) if ways else sa.false())
    query = query.where(Owner.id != but.id) if but is not None else query
    return db.session.execute(query.order_by(may_be_contacted(), Owner.id).limit(1)).first()


def owner_in_reach(reader: Reader, public_id: str, action: Action) -> Owner | None:
    """The owner with the programme, where the reader may do `action` in it."""
    query = sa.select(Owner).join(Programme, Programme.id == Owner.programme_id)
    query = query.where(Owner.public_id == public_id, in_reach(reader, action))
    return db.session.scalar(query.options(joinedload(Owner.programme), joinedload(Owner.organisation)))


def last_event(owner_id: int) -> OwnerEvent:
    """Where the relation stands."""
    query = sa.select(OwnerEvent).where(OwnerEvent.owner_id == owner_id)
    return db.session.scalars(query.order_by(OwnerEvent.position.desc()).limit(1)).one()


def events_of(owner_id: int) -> Sequence[OwnerEvent]:
    """Where it stood, the last first, with who said so."""
    query = sa.select(OwnerEvent).where(OwnerEvent.owner_id == owner_id).options(joinedload(OwnerEvent.user))
    return db.session.scalars(query.order_by(OwnerEvent.position.desc())).all()


def contacts_of(owner_id: int) -> Sequence[OwnerContact]:
    """What was said, the last first: fifty at most."""
    query = sa.select(OwnerContact).where(OwnerContact.owner_id == owner_id).options(joinedload(OwnerContact.author))
    return db.session.scalars(query.order_by(OwnerContact.happened_on.desc(), OwnerContact.id.desc()).limit(50)).all()


def next_step_of(owner_id: int) -> LeadStep | None:
    """What comes next with the owner, whatever the dwelling."""
    query = sa.select(LeadStep).where(LeadStep.owner_id == owner_id, LeadStep.opportunity_id.is_(None))
    return db.session.scalar(query.where(LeadStep.is_open))


def came_back_since(owner_id: int, day: date) -> bool:
    """Whether the owner made a contact on that day or later."""
    theirs = OwnerContact.owner_id == owner_id, OwnerContact.initiative == Initiative.THEM
    query = sa.select(OwnerContact.id).where(*theirs, OwnerContact.happened_on >= day)
    return db.session.scalar(query.limit(1)) is not None

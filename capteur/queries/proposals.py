"""Proposals of a programme: of a dwelling, of a request, one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.programmes import Programme
from axes.queries.scope import readable
from capteur.models.opportunities import Opportunity
from capteur.models.programmes import CapteurSettings
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request

WHOLE = (
    joinedload(Proposal.request).joinedload(Request.household),
    joinedload(Proposal.opportunity).joinedload(Opportunity.owner),
)


def _alive() -> sa.Select[Proposal]:
    return sa.select(Proposal).where(Proposal.is_alive).options(*WHOLE).order_by(Proposal.id)


def alive_of_dwelling(opportunity_id: int) -> Sequence[Proposal]:
    """For an act: the proposals of a dwelling that are not over, whoever they are made to."""
    return db.session.scalars(_alive().where(Proposal.opportunity_id == opportunity_id)).all()


def alive_of_request(request_id: int) -> Sequence[Proposal]:
    """For an act: the dwellings proposed to a household, not over."""
    return db.session.scalars(_alive().where(Proposal.request_id == request_id)).all()


def reserved_past(day: date) -> Sequence[Proposal]:
    """For a job: those reserved until a day before `day`, in programmes that give back by themselves."""
    frees = sa.select(CapteurSettings.programme_id).where(CapteurSettings.frees_reserved)
    query = _alive().join(Proposal.request).where(Proposal.reserved_until < day, Request.programme_id.in_(frees))
    return db.session.scalars(query).all()


def selected_beside(proposal: Proposal) -> Proposal | None:
    """Who stands in the way of its selection: another household selected for the dwelling, or another dwelling."""
    same = sa.or_(Proposal.opportunity_id == proposal.opportunity_id, Proposal.request_id == proposal.request_id)
    query = _alive().where(same, Proposal.id != proposal.id, Proposal.selected_on.is_not(None))
    return db.session.scalars(query.limit(1)).first()


def _readable(reader: Reader, programme: Programme, action: Action) -> sa.Select[Any]:
    """Proposals of the programme to households that the reader may read, with both."""
    query = sa.select(Proposal).join(Proposal.request).join(Request.household)
    query = query.where(Request.programme_id == programme.id, readable(reader, action))
    whole = contains_eager(Request.household), joinedload(Request.organisation)
    return query.options(contains_eager(Proposal.request).options(*whole))


def proposal_for(reader: Reader, programme: Programme, public_id: str, action: Action) -> Proposal | None:
    """The proposal with its request, its dwelling and the owner, where the reader may do `action` on it."""
    dwelling = joinedload(Proposal.opportunity)
    whole = dwelling.joinedload(Opportunity.owner), dwelling.joinedload(Opportunity.area), joinedload(Proposal.author)
    query = _readable(reader, programme, action).where(Proposal.public_id == public_id)
    found: Proposal | None = db.session.scalar(query.options(*whole))
    return found


def of_dwelling(reader: Reader, programme: Programme, opportunity_id: int) -> Sequence[Proposal]:
    """Every proposal of a dwelling, those alive first, the oldest first: the order of the fall-back list."""
    query = _readable(reader, programme, Action.PROPOSAL_VIEW).where(Proposal.opportunity_id == opportunity_id)
    return db.session.scalars(query.order_by(Proposal.ended_on.is_not(None), Proposal.id)).all()


def of_request(request_id: int) -> Sequence[Proposal]:
    """The dwellings proposed to a household whose request the reader opened: without their owners."""
    query = sa.select(Proposal).where(Proposal.request_id == request_id)
    query = query.options(joinedload(Proposal.opportunity).joinedload(Opportunity.area))
    return db.session.scalars(query.order_by(Proposal.ended_on.is_not(None), Proposal.id)).all()


def list_proposals(reader: Reader, programme: Programme, *, over: bool = False) -> sa.Select[Any]:
    """(proposal, whether another household is selected for its dwelling): those under way in the programme, those
    selected first, then the oldest; or those that are over, the latest first."""
    other = aliased(Proposal)
    beside = other.opportunity_id == Proposal.opportunity_id, other.id != Proposal.id, other.is_alive
    taken = sa.exists().where(*beside, other.selected_on.is_not(None)).correlate(Proposal)
    query = _readable(reader, programme, Action.PROPOSAL_VIEW).add_columns(taken)
    query = query.options(joinedload(Proposal.opportunity))
    if over:
        return query.where(Proposal.ended_on.is_not(None)).order_by(Proposal.ended_on.desc(), Proposal.id.desc())
    query = query.where(Proposal.is_alive)
    return query.order_by(Proposal.selected_on.is_(None), Proposal.reserved_until, Proposal.id)

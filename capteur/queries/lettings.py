"""Lettings and conventions #2 of a programme: by whom they may be read, and who lives without support on a day.

Those who work in the programme read all of them; a partner those of its own requests, and those that it supports, until
its convention ends: then it keeps that paper alone. A protected household is read by the workers named alone.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import db
from app.periods import lived_contains
from axes.models.people import Household
from axes.models.programmes import Programme
from axes.queries.scope import in_the_open, readable
from capteur.models.lettings import Letting
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.tripartites import Tripartite
from capteur.queries.tripartites import in_force_on, last_day_in_sql, signed_by_all, signed_by_somebody

VIEW = Action.LETTING_VIEW


def readable_letting(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `housing_request` joined to `household`: the reader may read how the household is let and
    supported."""
    if not reader.only_own(VIEW):
        return readable(reader, VIEW)
    sent = sa.and_(Request.organisation_id == reader.organisation_id, readable(reader, VIEW))
    if not reader.may(VIEW):
        return sa.false()
    return sa.or_(sent, sa.and_(supported_by(reader.organisation_id), in_the_open(reader)))


def supported_by(organisation_id: int) -> sa.ColumnElement[bool]:
    """Condition on `housing_request`: the organisation supports its household, or will, by a convention #2 that was
    signed by somebody and is not over."""
    over = sa.func.coalesce(last_day_in_sql() < today(), sa.false())
    paper = aliased(Proposal)
    query = sa.select(Tripartite.id).join(paper, paper.id == Tripartite.proposal_id)
    query = query.where(paper.request_id == Request.id, Tripartite.support_id == organisation_id)
    return query.where(Tripartite.is_kept, signed_by_somebody(), ~over).correlate(Request).exists()


def _from(reader: Reader, programme: Programme, *what: Any) -> sa.Select[Any]:
    """`what` of the lettings of the programme that the reader may read."""
    query = sa.select(*what).select_from(Letting).join(Proposal, Proposal.id == Letting.proposal_id)
    query = query.join(Request, Request.id == Proposal.request_id).join(Household, Household.id == Request.household_id)
    return query.where(Request.programme_id == programme.id, readable_letting(reader))


def support_on(day: date) -> Any:
    """The support body of a letting on `day`, as a subquery of its key and name."""
    query = sa.select(Tripartite.proposal_id, Organisation.name, Organisation.id.label("support_id"))
    return query.join(Organisation, Organisation.id == Tripartite.support_id).where(in_force_on(day)).subquery()


def list_lettings(reader: Reader, programme: Programme, *, over: bool = False) -> sa.Select[Any]:
    """(letting, name of its support body today), those running or those that are over, the newest first."""
    support = support_on(today())
    query = _from(reader, programme, Letting, support.c.name.label("support"))
    query = query.outerjoin(support, support.c.proposal_id == Letting.proposal_id)
    query = query.where(Letting.end_on.is_not(None) if over else Letting.is_running)
    dwelling = joinedload(Letting.opportunity).joinedload(Opportunity.area)
    asked = contains_eager(Letting.proposal).contains_eager(Proposal.request)
    return query.options(joinedload(Letting.household), dwelling, asked).order_by(
        Letting.start_on.desc(), Letting.id.desc()
    )


def letting_for(reader: Reader, programme: Programme, public_id: str) -> Letting | None:
    """The letting with its household, its request and its dwelling, where the reader may read it."""
    asked = joinedload(Letting.proposal).joinedload(Proposal.request)
    dwelling = joinedload(Letting.opportunity)
    whole = (
        joinedload(Letting.household),
        joinedload(Letting.author),
        asked.joinedload(Request.organisation),
        asked.joinedload(Request.household),
        dwelling.joinedload(Opportunity.owner),
        dwelling.joinedload(Opportunity.area),
    )
    query = _from(reader, programme, Letting).where(Letting.public_id == public_id)
    found: Letting | None = db.session.scalar(query.options(*whole))
    return found


def without_support(day: date) -> sa.ColumnElement[bool]:
    """Condition on `letting`: somebody lives there on `day`, and no convention #2 is in force that day."""
    covered = sa.exists().where(Tripartite.proposal_id == Letting.proposal_id, in_force_on(day)).correlate(Letting)
    return sa.and_(lived_contains(Letting.start_on, Letting.end_on, day), ~covered)


def list_without_support(reader: Reader, programme: Programme, day: date) -> sa.Select[Any]:
    """Lettings without support on `day`, those without it for the longest first."""
    papers = sa.select(Tripartite.proposal_id, sa.func.max(last_day_in_sql()).label("last_day"))
    over = Tripartite.is_kept, signed_by_all(), last_day_in_sql() < day
    last = papers.where(*over).group_by(Tripartite.proposal_id).subquery()
    query = _from(reader, programme, Letting, last.c.last_day).where(without_support(day))
    query = query.outerjoin(last, last.c.proposal_id == Letting.proposal_id)
    asked = joinedload(Letting.proposal).joinedload(Proposal.request).joinedload(Request.organisation)
    query = query.options(joinedload(Letting.household), joinedload(Letting.opportunity), asked)
    return query.order_by(last.c.last_day, Letting.id)


def count_without_support(reader: Reader, programme: Programme, day: date) -> int:
    """How many lettings have no support on `day`: as long as the list of that day."""
    query = _from(reader, programme, sa.func.count()).where(without_support(day))
    return db.session.scalar(query) or 0


def tripartites_of(reader: Reader, programme: Programme) -> sa.Select[Any]:
    """The conventions #2 that the reader may read, the newest first; a partner none that nobody signed, and what it
    signed itself also once it is over."""
    query = sa.select(Tripartite).join(Tripartite.proposal).join(Proposal.request).join(Request.household)
    seen = readable_letting(reader)
    if reader.may(VIEW) and reader.only_own(VIEW):
        mine = sa.and_(Tripartite.support_id == reader.organisation_id, in_the_open(reader))
        seen = sa.and_(sa.or_(seen, mine), signed_by_somebody())
    query = query.where(Request.programme_id == programme.id, seen)
    asked = contains_eager(Proposal.request)
    asked = asked.options(contains_eager(Request.household), joinedload(Request.organisation))
    query = query.options(
        contains_eager(Tripartite.proposal).options(asked, joinedload(Proposal.opportunity)),
        sa.orm.selectinload(Tripartite.signatures),
        joinedload(Tripartite.sender),
        joinedload(Tripartite.support),
        joinedload(Tripartite.author),
    )
    return query.order_by(Tripartite.first_day.desc(), Tripartite.id.desc())


def tripartite_for(reader: Reader, programme: Programme, public_id: str) -> Tripartite | None:
    """The version, with its signatures and its parties, where the reader may read it."""
    query = tripartites_of(reader, programme).where(Tripartite.public_id == public_id)
    found: Tripartite | None = db.session.scalar(query)
    return found


def letting_of(proposal_id: int) -> Letting | None:
    """The letting that came of a proposal the reader opened."""
    return db.session.scalar(sa.select(Letting).where(Letting.proposal_id == proposal_id))

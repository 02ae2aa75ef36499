"""Who works with a household here, beside those in charge of it: whoever protects it may name them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.auth.models.users import User
from app.auth.vocab import Role
from app.db import db
from app.periods import lived_contains, paper_contains
from axes.models.people import Household, ProtectedReader
from axes.queries.scope import TODAY
from capteur.models.duties import Delegation, Duty
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest
from capteur.models.tripartites import Tripartite
from capteur.queries.duties import works_here
from capteur.vocab_mediation import DutyKind


def working_with(household_id: int) -> sa.Select[int]:
    """Keys of the mediators in charge of its dwelling, of those who stand in for them today, and of the accounts of its
    sender and of its support body."""
    duties = _mediating().join(Letting, Letting.opportunity_id == Duty.opportunity_id)
    duties = duties.where(Letting.household_id == household_id, Letting.is_running)
    mediates = duties.with_only_columns(Duty.user_id)
    stands_in = duties.join(Delegation, _away()).with_only_columns(Delegation.to_user_id)
    sends = sa.select(HousingRequest.organisation_id).where(
        HousingRequest.household_id == household_id, HousingRequest.submitted_on.is_not(None)
    )
    supports = sa.select(Tripartite.support_id).join(HousingProposal, HousingProposal.id == Tripartite.proposal_id)
    supports = supports.join(HousingRequest, HousingRequest.id == HousingProposal.request_id)
    supports = supports.where(HousingRequest.household_id == household_id, Tripartite.is_kept)
    mediator = sa.and_(User.role == Role.MEDIATOR, User.id.in_(mediates.union(stands_in)))
    partner = sa.and_(User.role.in_((Role.PARTNER, Role.FIELD_WORKER)), User.organisation_id.in_(sends.union(supports)))
    return sa.select(User.id).where(sa.or_(mediator, partner))


def _mediating() -> sa.Select[Any]:
    """Those in charge of a dwelling as its mediator today, with its programme."""
    query = sa.select(Duty).join(Opportunity, Opportunity.id == Duty.opportunity_id)
    query = query.join(Owner, Owner.id == Opportunity.owner_id)
    return query.where(Duty.kind == DutyKind.MEDIATOR, lived_contains(Duty.start_on, Duty.end_on, TODAY))


def _away() -> sa.ColumnElement[bool]:
    """Condition on `capteur_delegation`: somebody stands in today for who is in charge."""
    return sa.and_(
        Delegation.from_user_id == Duty.user_id,
        Delegation.programme_id == Owner.programme_id,
        paper_contains(Delegation.first_day, Delegation.last_day, TODAY),
    )


def mediates(user_id: Any) -> sa.ColumnElement[bool]:
    """Condition on `household`: it lives in a dwelling here, or has an open case, and the account acts as its mediator
    today as `capteur.queries.duties.in_hand` says: in charge, standing in, or where nobody is in charge."""
    around = (Household, User)
    duty = _mediating().where(Duty.opportunity_id == Letting.opportunity_id).correlate(Letting, *around)
    stands_in = sa.exists().where(_away(), Delegation.to_user_id == user_id).correlate(Duty, Owner, *around)
    mine = duty.where(sa.or_(Duty.user_id == user_id, stands_in)).exists()
    nobody = ~duty.where(works_here()).exists()
    here = sa.or_(Letting.is_running, _case_is_open())
    query = sa.exists().where(Letting.household_id == Household.id, here, sa.or_(mine, nobody))
    return query.correlate(*around)


def _case_is_open() -> sa.ColumnElement[bool]:
    return sa.exists().where(MediationCase.letting_id == Letting.id, MediationCase.is_open).correlate(Letting)


def mediators_named(household_id: int) -> Sequence[User]:
    """Mediators named for a household."""
    query = sa.select(User).join(ProtectedReader, ProtectedReader.user_id == User.id)
    query = query.where(ProtectedReader.household_id == household_id, User.role == Role.MEDIATOR)
    return db.session.scalars(query.order_by(User.id)).all()


def protected_of_letting(letting_id: int) -> Household | None:
    """For an act: the household of a letting, where it is protected and no case of it is open."""
    query = sa.select(Household).join(Letting, Letting.household_id == Household.id)
    of_it = sa.select(MediationCase.id).join(Letting, Letting.id == MediationCase.letting_id)
    open_one = of_it.where(Letting.household_id == Household.id, MediationCase.is_open).correlate(Household).exists()
    return db.session.scalar(query.where(Letting.id == letting_id, Household.is_protected, ~open_one))


def protected_in(opportunity_id: int) -> Household | None:
    """For an act: the household that lives in a dwelling, where it is protected."""
    query = sa.select(Household).join(Letting, Letting.household_id == Household.id)
    here = Letting.opportunity_id == opportunity_id, Letting.is_running
    return db.session.scalar(query.where(Household.is_protected, *here))

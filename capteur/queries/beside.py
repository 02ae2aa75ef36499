"""Who works with a household here, beside those in charge of it: whoever protects it may name them."""

import sqlalchemy as sa

from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import today
from app.periods import lived_contains
from capteur.models.duties import Duty
from capteur.models.lettings import Letting
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest
from capteur.models.tripartites import Tripartite
from capteur.vocab_mediation import DutyKind


def working_with(household_id: int) -> sa.Select[int]:
    """Keys of the mediators in charge of its dwelling, and of the accounts of its sender and of its support body."""
    mediates = sa.select(Duty.user_id).join(Letting, Letting.opportunity_id == Duty.opportunity_id)
    mediates = mediates.where(Letting.household_id == household_id, Letting.is_running)
    mediates = mediates.where(Duty.kind == DutyKind.MEDIATOR, lived_contains(Duty.start_on, Duty.end_on, today()))
    sends = sa.select(HousingRequest.organisation_id).where(
        HousingRequest.household_id == household_id, HousingRequest.submitted_on.is_not(None)
    )
    supports = sa.select(Tripartite.support_id).join(HousingProposal, HousingProposal.id == Tripartite.proposal_id)
    supports = supports.join(HousingRequest, HousingRequest.id == HousingProposal.request_id)
    supports = supports.where(HousingRequest.household_id == household_id, Tripartite.is_kept)
    mediator = sa.and_(User.role == Role.MEDIATOR, User.id.in_(mediates))
    partner = sa.and_(User.role.in_((Role.PARTNER, Role.FIELD_WORKER)), User.organisation_id.in_(sends.union(supports)))
    return sa.select(User.id).where(sa.or_(mediator, partner))

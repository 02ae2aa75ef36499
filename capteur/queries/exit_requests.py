"""The housing request of an exit plan, and the dwellings that programmes keep for exits: what the plan's page tells.

A worker who leads the plan reads neither owners nor addresses: where a dwelling stands, how large it is, what it costs.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accompaniment.models.exit_plans import ExitCandidacy, ExitPlan
from app.auth.reader import Reader
from app.clock import today
from app.db import db
from axes.models.people import Household
from axes.models.programmes import Programme
from axes.queries.scope import readable
from capteur.models.conventions import CapteurConvention
from capteur.models.lettings import Letting
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner
from capteur.models.programmes import CapteurSettings
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest as Request
from capteur.queries.conventions import in_force_on
from capteur.queries.opportunities import stands
from capteur.queries.requests import VIEW, WRITE, state_now
from capteur.vocab import RequestTrack
from capteur.vocab_dwellings import OpportunityStage as Stage
from occupancy.queries.departures import KnownDeparture, register_departures
from occupancy.vocab import ExitReason

OFFERED = (Stage.CAPTURED, Stage.VACANT)
# Where an exit says that they went, by whom the lease is for.
DESTINATIONS = {RequestTrack.ORDINARY: "PRIV", RequestTrack.HOUSING_FIRST: "HF"}


def live_plan(reader: Reader, public_id: str) -> ExitPlan | None:
    """The live plan of that household, where the reader may ask for a home for it; the household is loaded."""
    query = sa.select(ExitPlan).join(ExitPlan.household).options(contains_eager(ExitPlan.household))
    return db.session.scalar(query.where(Household.public_id == public_id, ExitPlan.is_live, readable(reader, WRITE)))


def plan_to_ask_for(reader: Reader, public_id: str) -> ExitPlan | None:
    """A plan, by its own name, with its moves, under the same rule."""
    query = sa.select(ExitPlan).join(ExitPlan.household).where(ExitPlan.public_id == public_id, readable(reader, WRITE))
    return db.session.scalar(query.options(contains_eager(ExitPlan.household), selectinload(ExitPlan.moves)))


def requests_of_plan(reader: Reader, plan: ExitPlan) -> Sequence[Any]:
    """(request, state, letting), the latest first: what came of the plan, and the lease where one began."""
    let = sa.and_(HousingProposal.request_id == Request.id, Letting.proposal_id == HousingProposal.id)
    columns: tuple[Any, ...] = (Request, CapteurSettings.confirm_days, Letting)
    query = sa.select(*columns).join(Request.candidacy).join(Request.household)
    query = query.join(CapteurSettings, CapteurSettings.programme_id == Request.programme_id)
    query = query.outerjoin(sa.join(HousingProposal, Letting, Letting.proposal_id == HousingProposal.id), let)
    query = query.where(ExitCandidacy.plan_id == plan.id, readable(reader, VIEW))
    query = query.options(joinedload(Request.programme), joinedload(Request.wished), selectinload(Request.events))
    rows = db.session.execute(query.order_by(Request.id.desc())).all()
    return [(one, state_now(one, days), letting) for one, days, letting in rows]


def proposals_alive(request_ids: Sequence[int]) -> Sequence[HousingProposal]:
    """What is proposed to these requests, with the dwellings."""
    query = sa.select(HousingProposal).where(HousingProposal.request_id.in_(request_ids), HousingProposal.is_alive)
    dwelling = joinedload(HousingProposal.opportunity).joinedload(Opportunity.area)
    return db.session.scalars(query.options(dwelling).order_by(HousingProposal.id)).all()


def programmes_to_ask(reader: Reader) -> Sequence[Programme]:
    """Programmes to which the reader's organisation may send requests today, by name."""
    bound = CapteurConvention.programme_id == Programme.id, CapteurConvention.organisation_id == reader.organisation_id
    query = sa.select(Programme).where(sa.exists().where(*bound, in_force_on(today())).correlate(Programme))
    return db.session.scalars(query.order_by(Programme.sort_name, Programme.id)).all()


def dwellings_for_exits(programmes: Sequence[Programme]) -> Sequence[Opportunity]:
    """Dwellings kept for exits and free today in these programmes, the latest won first; 50 at most."""
    query = sa.select(Opportunity).join(OpportunityEvent, stands()).join(Owner, Owner.id == Opportunity.owner_id)
    query = query.where(Owner.programme_id.in_([one.id for one in programmes]), Opportunity.for_exits)
    query = query.where(OpportunityEvent.stage.in_(OFFERED)).options(joinedload(Opportunity.area))
    return db.session.scalars(query.order_by(Opportunity.id.desc()).limit(50)).all()


def candidacy_of(request: Request) -> ExitCandidacy | None:
    """For an act: the candidacy that follows a request, with its plan and the plan's moves."""
    plan = joinedload(ExitCandidacy.plan)
    query = sa.select(ExitCandidacy).where(ExitCandidacy.id == request.candidacy_id)
    return db.session.scalar(query.options(plan.selectinload(ExitPlan.moves)))


def lease_begun(household_id: int, since: date) -> KnownDeparture | None:
    """A lease of the household that began after it entered its stay: where it leaves for."""
    columns: tuple[Any, ...] = (Letting.start_on, Request.track)
    query = sa.select(*columns).join(Letting.proposal).join(HousingProposal.request)
    query = query.where(Letting.household_id == household_id, Letting.start_on > since, Letting.is_running)
    found = db.session.execute(query.order_by(Letting.start_on.desc()).limit(1)).one_or_none()
    return None if found is None else KnownDeparture(found[0], DESTINATIONS[found[1]], ExitReason.HOME_FOUND)


register_departures(lease_begun)

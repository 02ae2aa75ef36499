"""What is due in the capteur programmes that the reader may enter: each row names its programme (`programme_id`)."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from axes.models.people import Household
from axes.models.programmes import Programme
from capteur.models.follow_up import DueVisit, SupportAlert
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import LeadStep, Owner, OwnerEvent
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.visits import Visit
from capteur.queries.due_visits import still_due
from capteur.queries.duties import in_hand
from capteur.queries.follow_up import followed
from capteur.queries.lettings import readable_letting
from capteur.queries.lettings import without_support as lives_without
from capteur.queries.mediation import cases_from
from capteur.queries.opportunities import stands
from capteur.queries.owners import is_last, may_be_contacted
from capteur.queries.programmes import in_reach
from capteur.rules.dwellings import OPEN
from capteur.vocab_owners import OwnerStage
from reports.queries import notification_follow_up as let
from reports.queries.notification_capteur import requests_to_read
from reports.queries.notification_signatures import signatures_of_own

SOON = timedelta(days=7)
PROGRAMME = Programme.public_id.label("programme_id")


def _listed(query: sa.Select[Any], *order: str) -> sa.Select[Any]:
    """Plain rows in order, whatever they were joined from: to be counted, and shown by pages."""
    rows = query.subquery("due")
    return sa.select(rows).order_by(*(rows.c[name] for name in order))


def _with_dwelling(query: sa.Select[Any]) -> sa.Select[Any]:
    return query.join(Opportunity, Opportunity.id == Letting.opportunity_id)


def visits(reader: Reader, day: date) -> sa.Select[Any]:
    """Visits of dwellings planned within a week, or whose day passed without a word."""
    columns: tuple[Any, ...] = Visit.id, Visit.public_id, Visit.planned_on, Visit.planned_at, Opportunity.reference
    query = sa.select(*columns).select_from(Visit)
    query = query.join(Visit.opportunity).join(Opportunity.owner).join(Owner.programme)
    query = query.where(in_reach(reader, Action.OWNER_EDIT), Visit.is_planned, Visit.planned_on <= day + SOON)
    return _listed(query, "planned_on", "planned_at", "id")


def leads(reader: Reader, day: date) -> sa.Select[Any]:
    """What is to be done today or should have been done about dwellings sought, and those for which nothing is
    planned; none of an owner who wants no contact."""
    step = sa.and_(LeadStep.opportunity_id == Opportunity.id, LeadStep.is_open)
    idle = LeadStep.id.is_(None).label("idle")
    columns: tuple[Any, ...] = (Opportunity.id, Opportunity.public_id, Opportunity.reference, idle)
    columns += (LeadStep.action, LeadStep.due_on)
    query = sa.select(*columns).select_from(Opportunity).join(OpportunityEvent, stands())
    query = query.join(Opportunity.owner).join(Owner.programme).join(OwnerEvent, is_last()).outerjoin(LeadStep, step)
    due = sa.or_(LeadStep.id.is_(None), LeadStep.due_on <= day)
    query = query.where(in_reach(reader, Action.OWNER_EDIT), OpportunityEvent.stage.in_(OPEN), may_be_contacted(), due)
    return _listed(query, "idle", "due_on", "id")


def recalls(reader: Reader, day: date) -> sa.Select[Any]:
    """Owners who sleep and whose day to be called again has come."""
    columns: tuple[Any, ...] = (Owner.id, Owner.public_id, Owner.reference, OwnerEvent.recall_on)
    query = sa.select(*columns).select_from(Owner).join(OwnerEvent, is_last()).join(Owner.programme)
    query = query.where(in_reach(reader, Action.OWNER_EDIT), OwnerEvent.stage == OwnerStage.DORMANT)
    return _listed(query.where(may_be_contacted(), OwnerEvent.recall_on <= day), "recall_on", "id")


def signatures(reader: Reader, day: date) -> sa.Select[Any]:
    """Conventions #2 that wait for the signature of the reader's organisation, the first to begin at the top."""
    return _listed(signatures_of_own(reader, day), "due_on", "subject")


def alerts_asked(reader: Reader, day: date) -> sa.Select[Any]:
    """Of a support body: alerts that it is to answer, and those that the reader is to solve, the oldest first."""
    return _listed(let.alerts_to_answer(reader, day), "day", "subject")


def visits_asked(reader: Reader, day: date) -> sa.Select[Any]:
    """Of a support body: visits whose day has come, not noted yet."""
    return _listed(let.visits_to_note(reader, day), "due_on", "subject")


def requests(reader: Reader, day: date) -> sa.Select[Any]:
    """Requests that were sent and that nobody answered, the first sent at the top."""
    return _listed(requests_to_read(reader, day), "day", "subject")


def unsupported(reader: Reader, day: date) -> sa.Select[Any]:
    """Lettings without support today, the oldest first."""
    columns: tuple[Any, ...] = (
        Letting.id,
        Letting.start_on,
        Letting.public_id,
        PROGRAMME,
        Household.reference,
        Opportunity.reference.label("dwelling"),
    )
    query = _with_dwelling(sa.select(*columns).select_from(Letting)).join(Proposal, Proposal.id == Letting.proposal_id)
    query = query.join(Request, Request.id == Proposal.request_id).join(Household, Household.id == Request.household_id)
    query = query.join(Programme, Programme.id == Request.programme_id).where(in_reach(reader, Action.LETTING_VIEW))
    return _listed(query.where(readable_letting(reader), lives_without(day)), "start_on", "id")


def alerts(reader: Reader, day: date) -> sa.Select[Any]:
    """Alerts not solved, those that nobody answered first."""
    answered = SupportAlert.acknowledged_on.is_not(None).label("answered")
    query = _followed(reader, SupportAlert, SupportAlert.answer_by, SupportAlert.acknowledged_on, answered)
    return _listed(query.where(SupportAlert.is_open), "answered", "answer_by", "id")


def due_visits(reader: Reader, day: date) -> sa.Select[Any]:
    """Visits to households whose day has come, not noted yet."""
    query = _followed(reader, DueVisit, DueVisit.due_on)
    return _listed(query.where(still_due(), DueVisit.is_open, DueVisit.due_on <= day), "due_on", "id")


def _followed(reader: Reader, model: type[DueVisit | SupportAlert], *what: Any) -> sa.Select[Any]:
    columns = model.id, model.public_id, PROGRAMME, Household.reference, *what
    return followed(reader, Programme, model, *columns).where(in_reach(reader, Action.FOLLOW_UP_VIEW))


def cases(reader: Reader, day: date) -> sa.Select[Any]:
    """Mediation cases open in the reader's hands, the oldest first."""
    columns = MediationCase.id, MediationCase.public_id, MediationCase.opened_on, MediationCase.cause
    query = cases_from(reader, Programme, *columns, PROGRAMME, Household.reference)
    query = query.where(in_reach(reader, Action.MEDIATION_VIEW))
    return _listed(query.where(MediationCase.is_open, in_hand(reader, Programme, day)), "opened_on", "id")

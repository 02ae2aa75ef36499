"""What people are told about capteur programmes: requests to confirm or complete, reservations at their end, leads that
wait, prices that are old, conventions #1 that end."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import UtcDateTime
from app.periods.shift import brussels_day, day_shifted, months_later
from axes.models.people import Household
from axes.models.programmes import Programme
from axes.queries.scope import readable
from capteur.models.conventions import CapteurConvention as Convention
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import LeadStep, Owner, OwnerEvent
from capteur.models.prices import PriceTable
from capteur.models.programmes import CapteurSettings
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest, RequestEvent
from capteur.models.visits import Visit
from capteur.queries.charges import closed_with_charges
from capteur.queries.duties import leads_in_hand
from capteur.queries.opportunities import stands
from capteur.queries.owners import is_last, may_be_contacted
from capteur.queries.programmes import in_reach
from capteur.queries.requests import stands_in_sql
from capteur.rules.dwellings import OPEN
from capteur.vocab import RequestEventKind, RequestState
from capteur.vocab_owners import OwnerStage
from reports.queries.notification_row import Rows, shaped

CONFIRMED_BEFORE = timedelta(days=7)  # a first setting: how long before a request falls asleep its sender is told
RELEASED_WITHIN = timedelta(days=3)  # how long before a reservation ends its prospector is told
RENEWED_BEFORE = timedelta(days=60)  # how long before its end a convention #1 is written anew
TOLD_AFTER = timedelta(days=30)  # how long after it ended that is still told
DECIDE = Action.HOUSING_REQUEST_DECIDE
SENT = (RequestEventKind.SUBMITTED, RequestEventKind.RESUBMITTED)
TO_READ = (RequestState.SUBMITTED.value, RequestState.RESUBMITTED.value)
ASKED, WAITS = RequestState.TO_COMPLETE.value, RequestState.WAITING.value


def requests_to_follow(reader: Reader, day: date) -> Rows:
    """Requests of the reader's organisation: those asked about, those to confirm soon, those that sleep."""
    state, fixed = stands_in_sql(), sa.literal(day, sa.Date())
    due = sa.type_coerce(day_shifted(HousingRequest.confirmed_on, CapteurSettings.confirm_days), sa.Date)
    columns = shaped(
        subject=HousingRequest.public_id,
        link=Programme.public_id + "/" + HousingRequest.public_id,
        stage=sa.case((state == ASKED, "complete"), (due < fixed, "dormant"), else_="confirm"),
        place=Programme.name,
        reference=Household.reference,
        day=sa.case((state == WAITS, due)),
        due_on=sa.case((state == WAITS, due)),
    )
    query = sa.select(*columns).select_from(HousingRequest).join(HousingRequest.household)
    query = query.join(HousingRequest.programme)
    query = query.join(CapteurSettings, CapteurSettings.programme_id == HousingRequest.programme_id)
    mine = HousingRequest.organisation_id == reader.organisation_id, HousingRequest.is_alive
    soon = sa.and_(state == WAITS, due <= sa.literal(day + CONFIRMED_BEFORE, sa.Date()))
    return query.where(*mine, readable(reader, Action.HOUSING_REQUEST_WRITE), sa.or_(state == ASKED, soon))


def requests_to_read(reader: Reader, day: date) -> Rows:
    """Of a prospector: requests that were sent, or sent again, and that nobody answered; since the last of these."""
    sent = sa.select(sa.func.max(RequestEvent.at, type_=UtcDateTime())).where(
        RequestEvent.request_id == HousingRequest.id, RequestEvent.kind.in_(SENT)
    )
    since = brussels_day(sent.correlate(HousingRequest).scalar_subquery())
    columns = shaped(
        subject=HousingRequest.public_id,
        link=Programme.public_id + "/" + HousingRequest.public_id,
        stage="read",
        place=Organisation.name + " · " + Programme.name,
        reference=Household.reference,
        day=since,
    )
    query = sa.select(*columns).select_from(HousingRequest).join(HousingRequest.household)
    query = query.join(HousingRequest.programme).join(HousingRequest.organisation)
    query = query.where(HousingRequest.is_alive, stands_in_sql().in_(TO_READ))
    return query.where(readable(reader, DECIDE), in_reach(reader, DECIDE))


def reservations_ending(reader: Reader, day: date) -> Rows:
    """Dwellings reserved for a household until a day that is near, or that passed without a lease."""
    past = HousingProposal.reserved_until < sa.literal(day, sa.Date())
    columns = shaped(
        subject=HousingProposal.public_id,
        link=Programme.public_id + "/" + HousingProposal.public_id,
        stage=sa.case((past, "past"), else_="soon"),
        place=Opportunity.reference,
        reference=Household.reference,
        day=HousingProposal.reserved_until,
        due_on=HousingProposal.reserved_until,
    )
    query = sa.select(*columns).select_from(HousingProposal).join(HousingProposal.request)
    query = query.join(HousingRequest.household).join(HousingRequest.programme).join(HousingProposal.opportunity)
    soon = HousingProposal.is_alive, HousingProposal.reserved_until <= sa.literal(day + RELEASED_WITHIN, sa.Date())
    scope = readable(reader, Action.PROPOSAL_EDIT), in_reach(reader, Action.PROPOSAL_EDIT)
    return query.where(*soon, *scope)


def leads(reader: Reader, day: date) -> Rows:
    """Dwellings sought, in the reader's hands or nobody's, whose next step is late or that have none; none of an owner
    who wants no contact."""
    late = LeadStep.due_on < sa.literal(day, sa.Date())
    stage = sa.case((LeadStep.id.is_(None), "idle"), else_="late")
    about = {"subject": Opportunity.public_id, "place": Opportunity.reference, "day": LeadStep.due_on}
    query = sa.select(*shaped(stage=stage, due_on=LeadStep.due_on, **about)).select_from(Opportunity)
    query = query.join(OpportunityEvent, stands()).join(Opportunity.owner).join(Owner.programme)
    step = sa.and_(LeadStep.opportunity_id == Opportunity.id, LeadStep.is_open)
    query = query.join(OwnerEvent, is_last()).outerjoin(LeadStep, step)
    sought = OpportunityEvent.stage.in_(OPEN), may_be_contacted(), leads_in_hand(reader, day)
    return query.where(in_reach(reader, Action.OWNER_EDIT), *sought, sa.or_(LeadStep.id.is_(None), late))


def visits_silent(reader: Reader, day: date) -> Rows:
    """Visits of dwellings in the reader's hands whose day passed without a word."""
    about = {"place": Opportunity.reference, "day": Visit.planned_on, "due_on": Visit.planned_on}
    query = sa.select(*shaped(subject=Visit.public_id, stage="visit", **about)).select_from(Visit)
    query = query.join(Visit.opportunity).join(Opportunity.owner).join(Owner.programme)
    query = query.where(in_reach(reader, Action.OWNER_EDIT), leads_in_hand(reader, day))
    return query.where(Visit.is_planned, Visit.planned_on < sa.literal(day, sa.Date()))


def owners_to_call(reader: Reader, day: date) -> Rows:
    """Owners who sleep and whose day to be called again has come."""
    about = {"place": Owner.reference, "day": OwnerEvent.recall_on, "due_on": OwnerEvent.recall_on}
    query = sa.select(*shaped(subject=Owner.public_id, stage="recall", **about)).select_from(Owner)
    query = query.join(OwnerEvent, is_last()).join(Owner.programme).where(in_reach(reader, Action.OWNER_EDIT))
    return query.where(OwnerEvent.stage == OwnerStage.DORMANT, may_be_contacted(), OwnerEvent.recall_on <= day)


def charges_left(reader: Reader, day: date) -> Rows:
    """People of the programme whose account was closed, and whose dwellings, visits or covers nobody took over."""
    left = brussels_day(User.deactivated_at)
    columns = shaped(
        subject=User.public_id,
        link=Programme.public_id + "/" + User.public_id,
        place=User.name + " · " + Programme.name,
        day=left,
        due_on=left,
    )
    query = sa.select(*columns).select_from(Programme).join(User, closed_with_charges())
    return query.where(in_reach(reader, Action.DUTY_EDIT))


def prices_old(reader: Reader, day: date) -> Rows:
    """Programmes whose price table is older than they allow, until another is published."""
    published = PriceTable.published_at.is_not(None), PriceTable.first_day <= day
    first = sa.func.max(PriceTable.first_day).label("first_day")
    newest = sa.select(PriceTable.programme_id, first).where(*published).group_by(PriceTable.programme_id).subquery()
    due = months_later(newest.c.first_day, CapteurSettings.price_months)
    columns = shaped(subject=Programme.public_id, place=Programme.name, day=newest.c.first_day, due_on=due)
    query = sa.select(*columns).select_from(newest).join(Programme, Programme.id == newest.c.programme_id)
    query = query.join(CapteurSettings, CapteurSettings.programme_id == Programme.id)
    return query.where(in_reach(reader, Action.PRICE_EDIT), due <= sa.literal(day, sa.Date()))


def conventions_ending(reader: Reader, day: date) -> Rows:
    """Conventions #1 whose last day is near, or passed lately, that no signed version follows: without one its
    organisation sends no request. One that people ended says nothing more."""
    later = aliased(Convention)
    same = later.programme_id == Convention.programme_id, later.organisation_id == Convention.organisation_id
    renewed = sa.exists().where(*same, later.number > Convention.number, later.signed_on.is_not(None))
    columns = shaped(
        subject=Convention.public_id,
        link=Programme.public_id + "/" + Convention.public_id,
        stage="partner",
        place=Organisation.name + " · " + Programme.name,
        day=Convention.last_day,
        due_on=Convention.last_day,
    )
    query = sa.select(*columns).select_from(Convention).join(Convention.programme).join(Convention.organisation)
    near = Convention.last_day.between(day - TOLD_AFTER, day + RENEWED_BEFORE)
    query = query.where(Convention.signed_on.is_not(None), Convention.ended_on.is_(None), near)
    if reader.only_own(Action.CAPTEUR_CONVENTION_VIEW):
        query = query.where(Convention.organisation_id == reader.organisation_id)
    return query.where(in_reach(reader, Action.CAPTEUR_CONVENTION_VIEW), ~renewed.correlate(Convention))

"""Minutes that the work of a programme took, from the acts on which they were noted; how many cases and lettings."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.clock import today
from app.db import db
from axes.models.programmes import Programme
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase, MediationStep
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner, OwnerContact
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.visits import Visit
from capteur.queries.lettings import readable_letting
from capteur.queries.mediation import cases_from
from capteur.queries.settings import settings_of
from capteur.rules.load import Noted, is_squeezed, shares, weeks_before
from capteur.vocab_mediation import Activity
from capteur.vocab_owners import OwnerChannel


def noted_minutes(programme: Programme, first_day: date, last_day: date) -> list[Noted]:
    """What was noted from the first to the last day, both included, by day and activity: one statement."""
    parts = [_visits(), _contacts(), _steps()]
    rows = sa.union_all(*(part.where(part.selected_columns.programme_id == programme.id) for part in parts)).subquery()
    total = sa.func.sum(rows.c.minutes)
    query = sa.select(rows.c.day, rows.c.activity, total).where(rows.c.day.between(first_day, last_day))
    found = db.session.execute(query.group_by(rows.c.day, rows.c.activity).order_by(rows.c.day, rows.c.activity))
    return [Noted(day, Activity(activity), int(minutes)) for day, activity, minutes in found]


def _columns(programme_id: Any, day: Any, activity: Any, minutes: Any) -> sa.Select[Any]:
    query = sa.select(programme_id.label("programme_id"), day.label("day"), activity.label("activity"))
    return query.add_columns(minutes.label("minutes")).where(minutes.is_not(None))


def _visits() -> sa.Select[Any]:
    activity = sa.literal(Activity.DWELLING_VISIT.value)
    query = _columns(Owner.programme_id, Visit.happened_on, activity, Visit.minutes).select_from(Visit)
    return query.join(Opportunity, Opportunity.id == Visit.opportunity_id).join(Owner, Owner.id == Opportunity.owner_id)


def _contacts() -> sa.Select[Any]:
    called = OwnerContact.channel == OwnerChannel.PHONE
    activity = sa.case((called, Activity.OWNER_CALL.value), else_=Activity.OWNER_CONTACT.value)
    query = _columns(Owner.programme_id, OwnerContact.happened_on, activity, OwnerContact.minutes)
    return query.select_from(OwnerContact).join(Owner, Owner.id == OwnerContact.owner_id)


def _steps() -> sa.Select[Any]:
    activity = sa.literal(Activity.MEDIATION.value)
    query = _columns(Request.programme_id, MediationStep.happened_on, activity, MediationStep.minutes)
    query = query.select_from(MediationStep).join(MediationCase, MediationCase.id == MediationStep.case_id)
    query = query.join(Letting, Letting.id == MediationCase.letting_id)
    return query.join(Proposal, Proposal.id == Letting.proposal_id).join(Request, Request.id == Proposal.request_id)


def counts(reader: Reader, programme: Programme) -> Any:
    """`open_cases` and `active_lettings` today: as long as the lists that the reader opens."""
    cases = cases_from(reader, programme, sa.func.count()).where(MediationCase.is_open)
    lettings = sa.select(sa.func.count()).select_from(Letting).join(Proposal, Proposal.id == Letting.proposal_id)
    lettings = lettings.join(Request, Request.id == Proposal.request_id).join(Request.household)
    lettings = lettings.where(Request.programme_id == programme.id, readable_letting(reader), Letting.is_running)
    both = cases.scalar_subquery().label("open_cases"), lettings.scalar_subquery().label("active_lettings")
    return db.session.execute(sa.select(*both)).one()


def prospecting_is_squeezed(programme: Programme) -> bool:
    """Whether mediation took more than the set share of the minutes, in each of the last set weeks."""
    settings = settings_of(programme)
    weeks = weeks_before(today(), settings.squeezed_weeks)
    noted = noted_minutes(programme, weeks[0].first_day, weeks[-1].last_day or today())
    return is_squeezed(shares(noted, weeks), settings.squeezed_percent)

"""Minutes that the work of a programme took, from the acts on which they were noted; how many cases and lettings."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models.users import User
from app.auth.reader import Reader
from app.clock import today
from app.db import db
from app.periods import PaperPeriod
from axes.models.programmes import Programme
from capteur.models.follow_up import DueVisit
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase, MediationStep
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner, OwnerContact
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.visits import Visit
from capteur.queries.duties import IN_THE_FIELD
from capteur.queries.lettings import readable_letting
from capteur.queries.mediation import cases_from
from capteur.queries.settings import settings_of
from capteur.rules.load import Noted, is_squeezed, shares, weeks_before
from capteur.vocab_mediation import Activity
from capteur.vocab_owners import OwnerChannel


def noted_minutes(programme: Programme, first_day: date, last_day: date) -> list[Noted]:
    """What was noted from the first to the last day, both included, by day and activity: one statement."""
    rows = noted_acts(programme.id)
    total = sa.func.sum(rows.c.minutes)
    query = sa.select(rows.c.day, rows.c.activity, total).where(rows.c.day.between(first_day, last_day))
    found = db.session.execute(query.group_by(rows.c.day, rows.c.activity).order_by(rows.c.day, rows.c.activity))
    return [Noted(day, Activity(activity), int(minutes)) for day, activity, minutes in found]


def rows_behind(programme: Programme, activity: Activity, period: PaperPeriod) -> sa.Select[Any]:
    """(day, minutes, author, key of what they were noted on), the last first: what a figure of a month is made of."""
    rows = noted_acts(programme.id)
    query = sa.select(rows.c.day, rows.c.minutes, User.name, rows.c.public_id).join(User, User.id == rows.c.author_id)
    query = query.where(rows.c.activity == activity.value, rows.c.day.between(period.first_day, period.last_day))
    return query.order_by(rows.c.day.desc(), rows.c.minutes.desc(), rows.c.public_id)


def noted_acts(programme_id: int) -> Any:
    """Every act whose minutes are noted, as a subquery: `day`, `activity`, `minutes`, `author_id`, `public_id`."""
    parts = [_visits(), _contacts(), _steps(), _home_visits()]
    return sa.union_all(*(part.where(part.selected_columns.programme_id == programme_id) for part in parts)).subquery()


def _columns(programme_id: Any, model: Any, activity: Any, author_id: Any, public_id: Any) -> sa.Select[Any]:
    """What each act with a box for minutes gives; `public_id` is of the record whose page shows it."""
    columns = programme_id.label("programme_id"), model.happened_on.label("day"), activity.label("activity")
    query = sa.select(*columns, model.minutes.label("minutes"), author_id.label("author_id"))
    return query.add_columns(public_id.label("public_id")).select_from(model).where(model.minutes.is_not(None))


def _visits() -> sa.Select[Any]:
    activity = sa.literal(Activity.DWELLING_VISIT.value)
    query = _columns(Owner.programme_id, Visit, activity, Visit.visitor_id, Opportunity.public_id)
    return query.join(Opportunity, Opportunity.id == Visit.opportunity_id).join(Owner, Owner.id == Opportunity.owner_id)


def _contacts() -> sa.Select[Any]:
    called = OwnerContact.channel == OwnerChannel.PHONE
    activity = sa.case((called, Activity.OWNER_CALL.value), else_=Activity.OWNER_CONTACT.value)
    query = _columns(Owner.programme_id, OwnerContact, activity, OwnerContact.author_id, Owner.public_id)
    return query.join(Owner, Owner.id == OwnerContact.owner_id)


def _steps() -> sa.Select[Any]:
    activity = sa.literal(Activity.MEDIATION.value)
    query = _columns(Request.programme_id, MediationStep, activity, MediationStep.author_id, MediationCase.public_id)
    query = query.join(MediationCase, MediationCase.id == MediationStep.case_id)
    return _of_programme(query, MediationCase.letting_id)


def _home_visits() -> sa.Select[Any]:
    """Those noted by the programme's own people: the minutes of a support body are no load of theirs."""
    activity = sa.literal(Activity.HOME_VISIT.value)
    query = _columns(Request.programme_id, DueVisit, activity, DueVisit.author_id, Letting.public_id)
    query = query.join(User, User.id == DueVisit.author_id).where(User.role.in_(IN_THE_FIELD))
    return _of_programme(query, DueVisit.letting_id)


def _of_programme(query: sa.Select[Any], letting_id: Any) -> sa.Select[Any]:
    query = query.join(Letting, Letting.id == letting_id).join(Proposal, Proposal.id == Letting.proposal_id)
    return query.join(Request, Request.id == Proposal.request_id)


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

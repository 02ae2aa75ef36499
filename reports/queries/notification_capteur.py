"""What people are told about capteur programmes: requests to confirm or complete, reservations past their day."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.periods.shift import day_shifted
from axes.models.people import Household
from axes.models.programmes import Programme
from axes.queries.scope import readable
from capteur.models.opportunities import Opportunity
from capteur.models.programmes import CapteurSettings
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest
from capteur.queries.programmes import in_reach
from capteur.queries.requests import stands_in_sql
from capteur.vocab import RequestState
from reports.queries.notification_row import Rows, shaped

CONFIRMED_BEFORE = timedelta(days=7)  # a first setting: how long before a request falls asleep its sender is told
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


def reservations_past(reader: Reader, day: date) -> Rows:
    """Dwellings that stay reserved for a household after the day that was agreed."""
    columns = shaped(
        subject=HousingProposal.public_id,
        link=Programme.public_id + "/" + HousingProposal.public_id,
        place=Opportunity.reference,
        reference=Household.reference,
        day=HousingProposal.reserved_until,
        due_on=HousingProposal.reserved_until,
    )
    query = sa.select(*columns).select_from(HousingProposal).join(HousingProposal.request)
    query = query.join(HousingRequest.household).join(HousingRequest.programme).join(HousingProposal.opportunity)
    past = HousingProposal.is_alive, HousingProposal.reserved_until < sa.literal(day, sa.Date())
    scope = readable(reader, Action.PROPOSAL_EDIT), in_reach(reader, Action.PROPOSAL_EDIT)
    return query.where(*past, *scope)

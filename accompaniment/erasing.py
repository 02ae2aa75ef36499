"""What becomes of what accompaniment wrote when a household is erased: days, counts and results stay."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from accompaniment.models.contacts import Contact
from accompaniment.models.detections import Detection
from accompaniment.models.documents import DocumentPage, PersonDocument
from accompaniment.models.entitlements import EntitlementEvent, PersonResidence
from accompaniment.models.exit_plans import CandidacyEvent, ExitCandidacy, ExitMove, ExitPlan, ExitStep
from accompaniment.models.follow_ups import FollowUp
from accompaniment.models.funding import FundingLine, FundingReturn
from accompaniment.models.home_decisions import HomeDecision
from accompaniment.models.incidents import Incident, IncidentStep
from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.notes import Note, NoteText
from accompaniment.models.prevention import CaseAction, PreventionCase
from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.models.tenancies import Tenancy
from accompaniment.queries.follow_ups import is_lasting
from accompaniment.rules.follow_ups import GRACE, MILESTONES
from accompaniment.vocab import SupportEnd
from app.db import db
from app.periods import add_months
from app.periods.shift import brussels_day
from axes.erasing import Emptied, Erasing, acted_on
from axes.vocab_erasures import PersonalData as Data
from axes.vocab_erasures import UnderWay
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay

A_DAY = timedelta(days=1)
PLAN, CASE = "plan_id.household_id", "case_id.household_id"


def _supported(day: date) -> sa.Select[Any]:
    return sa.select(Support.household_id).where(sa.or_(Support.end_on.is_(None), Support.end_on > day))


def _planned(_day: date) -> sa.Select[Any]:
    """Households that mean to leave still: a plan with which they left keeps nothing back."""
    left = sa.exists().where(Stay.household_id == ExitPlan.household_id, StayExit.stay_id == Stay.id)
    left = left.where(StayExit.replaced_at.is_(None), StayExit.left_on >= ExitPlan.started_on)
    return sa.select(ExitPlan.household_id).where(ExitPlan.is_live, ~left.correlate(ExitPlan))


def _asked_after(day: date) -> sa.Select[Any]:
    """Households of which something is still to be asked: left for a lasting home that is not known to have ended."""
    last = max(MILESTONES)
    answered = sa.exists().where(
        FollowUp.stay_id == Stay.id, sa.or_(FollowUp.months == last, FollowUp.home_end_on.is_not(None))
    )
    query = sa.select(Stay.household_id).join(StayExit, StayExit.stay_id == Stay.id)
    return query.where(is_lasting(), StayExit.left_on >= add_months(day, -last) - GRACE, ~answered)


def _lived_under(_day: date) -> sa.Select[Any]:
    return sa.select(Tenancy.household_id).where(Tenancy.end_on.is_(None))


def _at_risk(_day: date) -> sa.Select[Any]:
    return sa.select(PreventionCase.household_id).where(PreventionCase.closed_on.is_(None))


def _to_justify(_day: date) -> sa.Select[Any]:
    open_ones = (FundingLine.refused_on, FundingLine.justified_on, FundingLine.dropped_on)
    return sa.select(FundingLine.household_id).where(*(day.is_(None) for day in open_ones))


def _end(household_id: int, day: date) -> None:
    """Supports end on the day, a day after their start at least: nobody is lost, but it is not known how they ended."""
    query = sa.select(Support).options(selectinload(Support.people))
    for support in db.session.scalars(
        query.where(Support.household_id == household_id, Support.end_on.is_(None))
    ).all():
        for one in support.people:
            one.end_on = one.end_on or max(day, one.start_on + A_DAY)
        support.end_on, support.end_reason = max(day, support.start_on + A_DAY), SupportEnd.LOST_CONTACT


ACCOMPANIMENT = Erasing(
    emptied=(
        Emptied(DocumentPage, Data.DOCUMENT, "document_id.household_id", gone=True),
        Emptied(EntitlementEvent, Data.RIGHT),
        Emptied(PersonResidence, Data.RIGHT, "person_id", gone=True),
        Emptied(PersonDocument, Data.DOCUMENT),
        Emptied(NoteText, Data.NOTE, "note_id.household_id"),
        Emptied(Task, Data.NOTE, gone=True),
        Emptied(Contact, Data.SUPPORT),
        Emptied(Mobilisation, Data.SUPPORT),
        Emptied(Support, Data.SUPPORT),
        Emptied(CandidacyEvent, Data.EXIT, "candidacy_id." + PLAN),
        Emptied(ExitCandidacy, Data.EXIT, PLAN),
        Emptied(ExitStep, Data.EXIT, PLAN),
        Emptied(ExitMove, Data.EXIT, PLAN),
        Emptied(ExitPlan, Data.EXIT),
        Emptied(FollowUp, Data.EXIT, "stay_id.household_id"),
        Emptied(IncidentStep, Data.INCIDENT, "incident_id.household_id"),
        Emptied(Incident, Data.INCIDENT),
        Emptied(FundingReturn, Data.MONEY, "line_id.household_id"),
        Emptied(FundingLine, Data.MONEY),
        Emptied(CaseAction, Data.HOUSING, CASE),
        Emptied(Detection, Data.HOUSING),
        Emptied(HomeDecision, Data.HOUSING),
        Emptied(Tenancy, Data.HOUSING),
    ),
    acts=(
        acted_on(Support.household_id, Support.start_on),
        acted_on(Support.household_id, Support.end_on),
        acted_on(Contact.household_id, Contact.happened_on, Contact.cancelled_on.is_(None)),
        acted_on(Note.household_id, brussels_day(NoteText.created_at), NoteText.note_id == Note.id),
        acted_on(EntitlementEvent.household_id, EntitlementEvent.happened_on, EntitlementEvent.cancelled_on.is_(None)),
        acted_on(ExitPlan.household_id, ExitPlan.ended_on),
        acted_on(Stay.household_id, FollowUp.done_on, FollowUp.stay_id == Stay.id),
        acted_on(Mobilisation.household_id, Mobilisation.met_on),
        acted_on(Incident.household_id, Incident.happened_on),
        acted_on(Tenancy.household_id, Tenancy.end_on),
        acted_on(PreventionCase.household_id, PreventionCase.opened_on),
        acted_on(PreventionCase.household_id, PreventionCase.closed_on),
        acted_on(FundingLine.household_id, FundingLine.justified_on),
    ),
    followed=(sa.select(Support.household_id), sa.select(Tenancy.household_id)),
    under_way={
        UnderWay.SUPPORT: _supported,
        UnderWay.EXIT_PLAN: _planned,
        UnderWay.FOLLOW_UP: _asked_after,
        UnderWay.TENANCY: _lived_under,
        UnderWay.PREVENTION: _at_risk,
        UnderWay.FUNDING: _to_justify,
    },
    ends=_end,
)

"""What people are told about homes that are let: alerts without an answer, visits to note or missed, households
without support, papers that end."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from axes.models.people import Household
from axes.models.programmes import Programme
from capteur.models.follow_up import AlertReminder, DueVisit, SupportAlert
from capteur.models.lettings import Letting
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.tripartites import Tripartite
from capteur.queries.due_visits import still_due
from capteur.queries.duties import in_hand
from capteur.queries.follow_up import ACT, VIEW, followed
from capteur.queries.lettings import readable_letting, without_support
from capteur.queries.programmes import in_reach
from capteur.queries.tripartites import last_day_in_sql, signed_by_all
from capteur.vocab_follow_up import AlertLevel, VisitResult
from reports.queries.notification_row import Rows, shaped

NOTED_WITHIN = timedelta(days=7)  # a first setting: how long a support body has to note a visit before others are told
RENEWED_BEFORE = timedelta(days=30)  # a first setting: how long before its end a convention #2 is written anew


def _rows(reader: Reader, model: Any, action: Action, **columns: Any) -> Rows:
    about = {
        "subject": model.public_id,
        "link": Programme.public_id + "/" + model.public_id,
        "place": Programme.name,
        "reference": Household.reference,
    }
    query = followed(reader, Programme, model, *shaped(**(about | columns)), action=action)
    return query.where(in_reach(reader, action))


def alerts_to_answer(reader: Reader, day: date) -> Rows:
    """Of a support body: alerts to the reader, or to nobody in particular; to anybody of it once all its referents were
    reminded, or the one written to has left. Answered, until who took it up has solved it."""
    mine = sa.or_(SupportAlert.addressee_id.is_(None), SupportAlert.addressee_id == reader.user_id)
    gone = sa.exists().where(User.id == SupportAlert.addressee_id, User.deactivated_at.is_not(None))
    told = _reminded(AlertLevel.REFERENTS, AlertLevel.COORDINATION)
    waits = sa.and_(SupportAlert.is_unanswered, sa.or_(mine, told, gone.correlate(SupportAlert)))
    acts = sa.and_(SupportAlert.is_open, SupportAlert.handler_id == reader.user_id)
    due = sa.case((SupportAlert.acknowledged_on.is_(None), SupportAlert.answer_by))
    stage = sa.case((SupportAlert.acknowledged_on.is_(None), "answer"), else_="act")
    shown = sa.func.coalesce(SupportAlert.acknowledged_on, SupportAlert.answer_by)
    return _rows(reader, SupportAlert, ACT, stage=stage, day=shown, due_on=due).where(sa.or_(waits, acts))


def _reminded(*levels: AlertLevel) -> sa.ColumnElement[bool]:
    """Condition on `support_alert`: one of these levels was told that nobody answers."""
    query = sa.exists().where(AlertReminder.alert_id == SupportAlert.id, AlertReminder.level.in_(levels))
    return query.correlate(SupportAlert)


def _unanswered(reader: Reader, stage: str) -> Rows:
    query = _rows(reader, SupportAlert, VIEW, stage=stage, day=SupportAlert.answer_by, due_on=SupportAlert.answer_by)
    return query.where(SupportAlert.is_unanswered)


def alerts_unanswered(reader: Reader, day: date) -> Rows:
    """Of a mediator: alerts on homes in their hands that nobody answered in time."""
    query = _unanswered(reader, "unanswered")
    return query.where(SupportAlert.answer_by < sa.literal(day, sa.Date()), in_hand(reader, Programme, day))


def alerts_escalated(reader: Reader, day: date) -> Rows:
    """Of coordination: alerts that came to it for want of an answer."""
    return _unanswered(reader, "escalated").where(_reminded(AlertLevel.COORDINATION))


def visits_to_note(reader: Reader, day: date) -> Rows:
    """Of a support body: visits whose day has come, until what became of them is noted."""
    return _visits(reader, ACT, "note").where(DueVisit.is_open, DueVisit.due_on <= day, still_due())


def _visits(reader: Reader, action: Action, stage: Any) -> Rows:
    return _rows(reader, DueVisit, action, stage=stage, day=DueVisit.due_on, due_on=DueVisit.due_on)


def visits_missed(reader: Reader, day: date) -> Rows:
    """Of a mediator, of homes in their hands: visits not noted a week later; and the last one noted, where it was
    missed, until another is noted or an alert raised."""
    silent = sa.and_(DueVisit.is_open, DueVisit.due_on < sa.literal(day - NOTED_WITHIN, sa.Date()), still_due())
    stage = sa.case((DueVisit.result.is_(None), "late"), else_="missed")
    query = _visits(reader, VIEW, stage).where(in_hand(reader, Programme, day), Letting.is_running)
    return query.where(sa.or_(silent, sa.and_(DueVisit.result == VisitResult.MISSED, *_nothing_since())))


def _nothing_since() -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `due_visit`: nothing later was noted of the letting, and no alert raised."""
    later = aliased(DueVisit)
    noted = later.result.is_not(None), later.due_on > DueVisit.due_on
    others = sa.exists().where(later.letting_id == DueVisit.letting_id, *noted).correlate(DueVisit)
    since = SupportAlert.raised_on >= DueVisit.happened_on
    raised = sa.exists().where(SupportAlert.letting_id == DueVisit.letting_id, since).correlate(DueVisit)
    return ~others, ~raised


def unsupported(reader: Reader, day: date) -> Rows:
    """Lettings that no convention #2 covers today, since the last day that one did."""
    over = sa.select(sa.func.max(last_day_in_sql())).where(Tripartite.is_kept, signed_by_all())
    last = over.where(Tripartite.proposal_id == Letting.proposal_id).correlate(Letting).scalar_subquery()
    since = sa.func.coalesce(last, Letting.start_on)
    columns = shaped(
        subject=Letting.public_id,
        link=Programme.public_id + "/" + Letting.public_id,
        stage="letting",
        place=Opportunity.reference,
        reference=Household.reference,
        day=since,
        due_on=since,
    )
    query = _let(sa.select(*columns).select_from(Letting), reader)
    return query.where(in_reach(reader, Action.LETTING_VIEW), without_support(day))


def _let(query: Rows, reader: Reader) -> Rows:
    """From a letting to its dwelling, request, household and programme, where the reader may read it."""
    query = query.join(Opportunity, Opportunity.id == Letting.opportunity_id)
    query = query.join(Proposal, Proposal.id == Letting.proposal_id).join(Request, Request.id == Proposal.request_id)
    query = query.join(Household, Household.id == Request.household_id)
    return query.join(Programme, Programme.id == Request.programme_id).where(readable_letting(reader))


def tripartites_ending(reader: Reader, day: date) -> Rows:
    """Conventions #2 of homes that go on, whose last day comes within a month and that no later version follows."""
    next_one = aliased(Tripartite)
    followed_by = sa.exists().where(
        next_one.proposal_id == Tripartite.proposal_id,
        next_one.number > Tripartite.number,
        next_one.dropped_on.is_(None),
        next_one.signatures.any(),
    )
    columns = shaped(
        subject=Tripartite.public_id,
        link=Programme.public_id + "/" + Tripartite.public_id,
        stage="letting",
        place=Opportunity.reference,
        reference=Household.reference,
        day=Tripartite.last_day,
        due_on=Tripartite.last_day,
    )
    query = sa.select(*columns).select_from(Tripartite).join(Letting, Letting.proposal_id == Tripartite.proposal_id)
    soon = Tripartite.last_day.between(day, day + RENEWED_BEFORE), Tripartite.ended_on.is_(None)
    query = _let(query, reader).where(*soon, Tripartite.is_kept, signed_by_all(), Letting.is_running)
    return query.where(in_reach(reader, Action.TRIPARTITE_EDIT), ~followed_by.correlate(Tripartite))

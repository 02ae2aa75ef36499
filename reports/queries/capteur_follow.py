"""Alerts, visits due and minutes behind the figures of a capteur programme: one row per thing counted, as of a day.

Alerts and visits are of households in the reader's sight (docs/decisions/0013); minutes are those of the programme.
"""

from typing import Any

import sqlalchemy as sa

from axes.models.people import Household
from capteur.models.follow_up import DueVisit, SupportAlert
from capteur.models.lettings import Letting
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.tripartites import Tripartite
from capteur.queries.due_visits import still_due
from capteur.queries.load import noted_acts
from capteur.vocab_follow_up import VisitResult
from capteur.vocab_mediation import Activity
from reports.queries.capteur_asked import Asked, Rows, shaped
from reports.queries.capteur_homes import in_sight


def _followed(asked: Asked, model: Any, day: Any) -> Rows:
    """Alerts or visits due (`model`) of the programme whose `day` fell in the period."""
    query = sa.select(*shaped(model, Household.reference, day)).select_from(model)
    query = query.join(Letting, Letting.id == model.letting_id).join(Tripartite, Tripartite.id == model.tripartite_id)
    query = query.join(Proposal, Proposal.id == Letting.proposal_id).join(Request, Request.id == Proposal.request_id)
    query = query.join(Household, Household.id == Request.household_id)
    seen = in_sight(asked)
    return query.where(Request.programme_id == asked.programme_id, day.between(asked.first_day, asked.day), seen)


def _by(asked: Asked, day: Any) -> Any:
    """A day, where it had come by the day asked."""
    return sa.case((day <= asked.day, day))


def _late(asked: Asked) -> sa.ColumnElement[bool]:
    """As `capteur.rules.reactivity.Asked.late_on`: open and overdue is late."""
    ended = _by(asked, SupportAlert.acknowledged_on), _by(asked, SupportAlert.solved_on)
    return sa.func.coalesce(*ended, sa.literal(asked.day, sa.Date)) > SupportAlert.answer_by


def alerts_due(asked: Asked) -> Rows:
    """Alerts raised in the period that were answered, or whose answer is late."""
    due = sa.or_(SupportAlert.acknowledged_on <= asked.day, _late(asked))
    return _followed(asked, SupportAlert, SupportAlert.raised_on).where(due)


def alerts_in_time(asked: Asked) -> Rows:
    """Of these, those acknowledged within the delay of the convention #2."""
    return alerts_due(asked).where(~_late(asked))


def visits_due(asked: Asked) -> Rows:
    """Visits whose day has gone by, by the conventions #2 in force."""
    return _followed(asked, DueVisit, DueVisit.due_on).where(still_due(), DueVisit.due_on < asked.day)


def visits_held(asked: Asked) -> Rows:
    """Of these, those held at the home."""
    return visits_due(asked).where(DueVisit.result == VisitResult.HELD, DueVisit.happened_on <= asked.day)


def acts(asked: Asked) -> Rows:
    """Acts of the period whose minutes are noted: `label` is the activity, `amount` its minutes."""
    act = noted_acts(asked.programme_id).c
    columns = (act.public_id.label("subject_id"), act.activity.label("label"), act.public_id.label("url_id"))
    query = sa.select(*columns, act.day.label("since"), act.minutes.label("amount"))
    return query.where(act.day.between(asked.first_day, asked.day))


def acts_of_mediation(asked: Asked) -> Rows:
    """Of these, those of mediation."""
    every = acts(asked).subquery("acts")
    return sa.select(every).where(every.c.label == Activity.MEDIATION.value)

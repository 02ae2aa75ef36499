"""Requests that ask for something, for a day and for what people are told: a late answer, a first meeting to come."""

from typing import Any

import sqlalchemy as sa

from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkService
from accompaniment.queries.day_scope import DayScope
from accompaniment.queries.mobilisation_states import answer_due, goes_on
from accompaniment.queries.mobilisations import in_sight
from accompaniment.vocab_network import NetworkDue
from app.auth.vocab import Action
from axes.models.people import Household


def mobilisations_asked(of: DayScope) -> sa.Select[Any]:
    """Of their households: public_id, household_id, reference, service, what (a `NetworkDue`), on."""
    waits = Mobilisation.answer.is_(None)
    columns: tuple[Any, ...] = (
        Mobilisation.public_id,
        Mobilisation.household_id,
        Household.reference,
        NetworkService.name.label("service"),
        sa.case((waits, NetworkDue.ANSWER.value), else_=NetworkDue.MEETING.value).label("what"),
        sa.case((waits, answer_due()), else_=Mobilisation.first_meeting_on).label("on"),
    )
    query = sa.select(*columns).select_from(Mobilisation).join(Mobilisation.household).join(Mobilisation.theme)
    asks = sa.or_(waits, Mobilisation.first_meeting_on.is_not(None))
    query = query.join(Mobilisation.service).where(goes_on(), asks, Mobilisation.met_on.is_(None))
    theirs = Mobilisation.household_id.in_(of.household_keys())
    return query.where(Mobilisation.sent_on.is_not(None), theirs, *in_sight(of.reader, Action.SUPPORT_ACT))

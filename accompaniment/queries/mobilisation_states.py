"""Where requests stand and how long they took, in SQL: the twins of `accompaniment.rules.network`."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkService
from accompaniment.vocab_network import MobilisationAnswer, MobilisationState
from app.periods import days_between
from app.periods.shift import day_shifted

State = MobilisationState


def state() -> sa.ColumnElement[Any]:
    """The code of where a request stands, as `state_of`."""
    return sa.case(
        (Mobilisation.dropped_on.is_not(None), State.DROPPED.value),
        (Mobilisation.ended_on.is_not(None), State.FINISHED.value),
        (Mobilisation.answer == MobilisationAnswer.DECLINED, State.DECLINED.value),
        (Mobilisation.met_on.is_not(None), State.MET.value),
        (Mobilisation.answer == MobilisationAnswer.ACCEPTED, State.ACCEPTED.value),
        (Mobilisation.sent_on.is_not(None), State.SENT.value),
        else_=State.DRAFT.value,
    )


def goes_on() -> sa.ColumnElement[bool]:
    """Condition on `mobilisation`: in one of the states of `rules.network.OPEN`; as its unique index says it."""
    answer = sa.or_(Mobilisation.answer.is_(None), Mobilisation.answer == MobilisationAnswer.ACCEPTED)
    return sa.and_(Mobilisation.ended_on.is_(None), Mobilisation.dropped_on.is_(None), answer)


def days_to_answer(day: date | None = None) -> Any:
    """Days from the request to its answer; until `day`, while there is none."""
    return days_between(Mobilisation.sent_on, _until(Mobilisation.answered_on, day))


def days_to_meeting() -> Any:
    """Days from the request to the first meeting held."""
    return days_between(Mobilisation.sent_on, Mobilisation.met_on)


def _until(column: Any, day: date | None) -> Any:
    return column if day is None else sa.func.coalesce(column, sa.literal(day, sa.Date()))


def answer_due() -> Any:
    """The day by which the service, which is joined, should have answered."""
    return day_shifted(Mobilisation.sent_on, NetworkService.answer_days)

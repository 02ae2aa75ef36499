"""The life of a request to lend longer, from its days alone."""

from datetime import date, timedelta
from typing import Any

from occupancy.vocab import ExtensionAnswer, ExtensionState

ANSWER_DAYS = 30  # what the letter asks for unless another day is typed
REMIND_DAYS = 14  # a request that nobody sent after so long is a thing to do


def state_of(request: Any, day: date) -> ExtensionState:
    """State on `day` of an `ExtensionRequest`, or of a row with its days."""
    if request.dropped_on is not None:
        return ExtensionState.DROPPED
    if request.answer is not None:
        return ExtensionState.GRANTED if request.answer is ExtensionAnswer.GRANTED else ExtensionState.REFUSED
    if request.sent_on is None:
        return ExtensionState.DRAFT
    late = request.answer_due_on is not None and request.answer_due_on < day
    return ExtensionState.OVERDUE if late else ExtensionState.SENT


def answer_due(sent_on: date) -> date:
    """When an answer is hoped for."""
    return sent_on + timedelta(days=ANSWER_DAYS)

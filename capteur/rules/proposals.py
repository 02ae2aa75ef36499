"""Where a proposal stands, from its answers and days alone (DESIGN §3.1)."""

from datetime import date
from typing import Protocol

from capteur.vocab_lettings import ProposalEnd, Reply
from capteur.vocab_lettings import ProposalState as State


class Facts(Protocol):
    owner_answer: Reply | None
    candidate_answer: Reply | None
    visit_on: date | None
    selected_on: date | None
    end_reason: ProposalEnd | None


def state_of(one: Facts, *, taken: bool = False) -> State:
    """`taken`: another household is selected for the dwelling; then this one is on the fall-back list."""
    if one.end_reason is not None:
        return State.LET if one.end_reason is ProposalEnd.LET else State.OVER
    if one.selected_on is not None:
        return State.SELECTED
    if taken:
        return State.FALL_BACK
    if one.owner_answer is Reply.YES and one.candidate_answer is Reply.YES:
        return State.READY
    return State.VISIT_PLANNED if one.visit_on is not None else State.OPEN

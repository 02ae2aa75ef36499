"""Where an objective stands, from its days."""

from datetime import date

from accompaniment.vocab import ObjectiveState


def state_of(reached_on: date | None, dropped_on: date | None) -> ObjectiveState:
    """Reached, dropped, or still open."""
    if reached_on is not None:
        return ObjectiveState.REACHED
    return ObjectiveState.OPEN if dropped_on is None else ObjectiveState.DROPPED

"""What a stay is for: objectives proposed at entry for ISSUE's three axes (`domain.md` §1.4); people choose."""

from datetime import date

from occupancy.vocab import ObjectiveKind, ObjectiveState

PROPOSED = {
    1: (ObjectiveKind.HOUSING_PROJECT, ObjectiveKind.LASTING_HOME),
    2: (ObjectiveKind.REST, ObjectiveKind.PAPERS, ObjectiveKind.RIGHTS, ObjectiveKind.CARE),
    3: (ObjectiveKind.CARE, ObjectiveKind.HOUSING_FIRST),
}


def proposed_for(axis_number: int | None) -> tuple[ObjectiveKind, ...]:
    """Objectives named beside the choice, never chosen for anybody; none for an axis the list does not know."""
    return PROPOSED.get(axis_number or 0, ())


def state_of(reached_on: date | None, dropped_on: date | None) -> ObjectiveState:
    """Reached, dropped, or still open."""
    if reached_on is not None:
        return ObjectiveState.REACHED
    return ObjectiveState.OPEN if dropped_on is None else ObjectiveState.DROPPED

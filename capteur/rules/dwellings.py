"""Where a dwelling may go next (features §3.5)."""

from capteur.vocab_dwellings import OpportunityStage

S = OpportunityStage
# Leads: each has a next act and its day, else it is stalled.
OPEN = (S.LEAD, S.VISIT_PLANNED, S.VISITED, S.SUITABLE, S.OFFER)
# The stages on the board; what is over has its own page.
BOARD = (*OPEN, S.CAPTURED, S.RESERVED, S.LET, S.VACANT)

NEXT: dict[S, set[S]] = {
    S.LEAD: {S.VISIT_PLANNED, S.LOST},
    S.VISIT_PLANNED: {S.LEAD, S.VISITED, S.SUITABLE, S.LOST},
    S.VISITED: {S.VISIT_PLANNED, S.LOST},
    S.SUITABLE: {S.VISIT_PLANNED, S.OFFER, S.LOST},
    S.OFFER: {S.VISIT_PLANNED, S.SUITABLE, S.CAPTURED, S.LOST},
    S.CAPTURED: {S.RESERVED, S.TRANSFERRED, S.LOST},
    S.RESERVED: {S.CAPTURED, S.VACANT, S.LET, S.TRANSFERRED, S.LOST},
    S.LET: {S.VACANT, S.TRANSFERRED, S.LOST},
    S.VACANT: {S.RESERVED, S.TRANSFERRED, S.LOST},
    S.TRANSFERRED: set(),
    S.LOST: set(),
}
# What follows from a fact of its own: a visit, an agreement. Nobody moves a card there by hand.
BY_FACT = {S.LEAD, S.VISIT_PLANNED, S.VISITED, S.CAPTURED}


def may_go(before: S, after: S) -> bool:
    """Whether a dwelling may come to stand there."""
    return after in NEXT[before]


def moves_by_hand(before: S, *, was_let: bool) -> tuple[S, ...]:
    """Where a card may be moved from here. A reservation that ends brings it back to what it was: new, or vacant."""
    found = NEXT[before] - BY_FACT
    if before in (S.LEAD, S.VISIT_PLANNED, S.VISITED):  # found suitable by a visit alone
        found = found - {S.SUITABLE}
    if before is S.RESERVED:
        found = (found - {S.VACANT}) | {S.VACANT if was_let else S.CAPTURED}
    return tuple(one for one in S if one in found)

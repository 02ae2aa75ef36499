"""Where a dwelling may go next (features §3.5)."""

from capteur.vocab import DwellingType
from capteur.vocab_dwellings import DwellingKind, OpportunityStage, Verdict

S = OpportunityStage
# Leads: each has a next act and its day, else it is stalled.
OPEN = (S.LEAD, S.VISIT_PLANNED, S.VISITED, S.SUITABLE, S.OFFER)
# The stages on the board; what is over has its own page.
BOARD = (*OPEN, S.CAPTURED, S.RESERVED, S.LET, S.VACANT)

NEXT: dict[S, set[S]] = {
    S.LEAD: {S.VISIT_PLANNED, S.LOST},
    S.VISIT_PLANNED: {S.LEAD, S.VISITED, S.SUITABLE, S.LOST},
    S.VISITED: {S.VISIT_PLANNED, S.SUITABLE, S.LOST},
    S.SUITABLE: {S.VISIT_PLANNED, S.VISITED, S.OFFER, S.CAPTURED, S.LOST},
    S.OFFER: {S.VISIT_PLANNED, S.SUITABLE, S.CAPTURED, S.LOST},
    S.CAPTURED: {S.RESERVED, S.TRANSFERRED, S.LOST},
    S.RESERVED: {S.CAPTURED, S.VACANT, S.LET, S.TRANSFERRED, S.LOST},
    S.LET: {S.VACANT, S.TRANSFERRED, S.LOST},
    S.VACANT: {S.RESERVED, S.TRANSFERRED, S.LOST},
    S.TRANSFERRED: set(),
    S.LOST: set(),
}
# What follows from a fact of its own: a visit, an agreement, a household selected, a lease, a take-over. Nobody moves a
# card there by hand.
BY_FACT = {S.LEAD, S.VISIT_PLANNED, S.VISITED, S.CAPTURED, S.RESERVED, S.LET, S.VACANT, S.TRANSFERRED}


def may_go(before: S, after: S) -> bool:
    """Whether a dwelling may come to stand there."""
    return after in NEXT[before]


def moves_by_hand(before: S) -> tuple[S, ...]:
    """Where a card may be moved from here. Somebody lives in one that is let: first the letting ends."""
    found = NEXT[before] - BY_FACT if before is not S.LET else set()
    if before in (S.LEAD, S.VISIT_PLANNED, S.VISITED):  # found suitable by a visit alone
        found = found - {S.SUITABLE}
    return tuple(one for one in S if one in found)


def after_visit(verdict: Verdict | None) -> S:
    """Where a dwelling stands by its last visit; a lead again where none took place."""
    return {None: S.LEAD, Verdict.SUITABLE: S.SUITABLE, Verdict.UNSUITABLE: S.VISITED}[verdict]


def type_of(kind: DwellingKind, bedrooms: int) -> DwellingType:
    """The type that prices are told of; from four bedrooms on it is the same."""
    if kind is DwellingKind.ROOM:
        return DwellingType.ROOM
    sizes = tuple(DwellingType)[1:]  # from the studio on, by bedrooms
    return sizes[min(bedrooms, len(sizes) - 1)]


def type_for(adults: int, children: int) -> DwellingType:
    """What a household is likely to ask: a studio for one, else two persons a bedroom, adults apart from children."""
    if adults + children <= 1:
        return DwellingType.STUDIO
    return type_of(DwellingKind.FLAT, -(-adults // 2) + -(-children // 2))

"""Codes of private dwellings on their way to a lease. Labels live in the catalogues."""

from enum import StrEnum


class DwellingKind(StrEnum):
    """What a dwelling is."""

    ROOM = "room"
    STUDIO = "studio"
    FLAT = "flat"
    HOUSE = "house"


class EnergyClass(StrEnum):
    """The class on the energy certificate."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"
    G = "g"
    UNKNOWN = "unknown"


class OpportunityStage(StrEnum):
    """Where a dwelling stands; the last of its events says it."""

    LEAD = "lead"
    VISIT_PLANNED = "visit_planned"
    VISITED = "visited"  # and not, or not yet, found suitable
    SUITABLE = "suitable"
    OFFER = "offer"
    CAPTURED = "captured"
    RESERVED = "reserved"
    LET = "let"
    VACANT = "vacant"  # again, after a letting
    TRANSFERRED = "transferred"  # to a social rental agency (AIS)
    LOST = "lost"


class LossReason(StrEnum):
    """Why a dwelling is lost; those of a letting that failed are failures."""

    OWNER_DECLINED = "owner_declined"
    LET_ELSEWHERE = "let_elsewhere"
    PRICE = "price"
    UNSUITABLE = "unsuitable"
    SOLD = "sold"
    OWN_USE = "own_use"
    NO_CANDIDATE = "no_candidate"
    CONFLICT = "conflict"
    EVICTION = "eviction"
    OTHER = "other"

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


class VisitOutcome(StrEnum):
    """What became of a visit; one without an outcome is still to come."""

    HELD = "held"
    MISSED_BY_OWNER = "missed_by_owner"
    MISSED_BY_US = "missed_by_us"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """Whether a dwelling can be lived in."""

    SUITABLE = "suitable"
    UNSUITABLE = "unsuitable"


class CheckItem(StrEnum):
    """What a visit looks at."""

    SAFETY = "safety"
    HEALTH = "health"
    PERMIT = "permit"
    URBANISM = "urbanism"


class CheckVerdict(StrEnum):
    """What was found of an item."""

    GOOD = "good"
    TO_REPAIR = "to_repair"
    BLOCKING = "blocking"
    NOT_SEEN = "not_seen"


class GuaranteeOption(StrEnum):
    """What reassures an owner."""

    RENT_AT_SOURCE = "rent_at_source"
    ADMINISTRATOR = "administrator"
    AIS_MANAGEMENT = "ais_management"
    CPAS_DEPOSIT = "cpas_deposit"
    HOME_SUPPORT = "home_support"
    MANAGEMENT = "management"


class GuaranteeState(StrEnum):
    """Where a guarantee stands; the last of its events says it."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    CALLED = "called"
    PAID = "paid"
    CONTESTED = "contested"
    ENDED = "ended"


class TransferKind(StrEnum):
    """By what paper a social rental agency (AIS) takes a dwelling over."""

    MAIN_LEASE = "main_lease"
    MANAGEMENT_MANDATE = "management_mandate"


class Answerer(StrEnum):
    """Who answers the owner once a dwelling is taken over: one of the two."""

    AIS = "ais"
    PROGRAMME = "programme"


class StockCount(StrEnum):
    """What is counted of the dwellings won: all of them, where each stands, what overlaps, what does not add up."""

    CAPTURED = "captured"
    IN_STOCK = "in_stock"
    RESERVED = "reserved"
    LET = "let"
    TRANSFERRED = "transferred"
    LOST = "lost"
    FAILED = "failed"  # those lost by a conflict or an eviction
    EVER_LET = "ever_let"
    ASTRAY = "astray"  # captured, and nowhere; or somewhere, and not captured

"""Codes of prevention: risk, legal stages, what is done with many. Labels live in the catalogues."""

from enum import StrEnum


class RiskSign(StrEnum):
    """By what somebody saw that a household may lose its home."""

    ARREARS = "arrears"
    LETTER = "letter"  # from the landlord, a bailiff, a court
    INCOME = "income"
    ENERGY = "energy"
    UPKEEP = "upkeep"
    NEIGHBOURS = "neighbours"
    ISOLATION = "isolation"
    FAMILY = "family"
    OTHER = "other"


class MeetingResult(StrEnum):
    """What became of a meeting with the adviser."""

    HELD = "held"
    REFUSED = "refused"
    MISSED = "missed"


class SetAside(StrEnum):
    """Why nothing follows a detection."""

    NO_RISK = "no_risk"
    ELSEWHERE = "elsewhere"  # another service deals with it
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    MISTAKE = "mistake"


class FunnelStep(StrEnum):
    """How far a detection came; derived, never typed. Each holds those of the next."""

    DETECTED = "detected"
    OFFERED = "offered"  # a meeting was offered, whatever became of it
    MET = "met"
    MOBILISED = "mobilised"  # and at least one partner was asked
    ACCEPTED = "accepted"  # and at least one of them takes part


class EvictionGround(StrEnum):
    """Why the home may be lost."""

    ARREARS = "arrears"
    NEIGHBOURS = "neighbours"
    UPKEEP = "upkeep"
    END_OF_LEASE = "end_of_lease"
    INSALUBRITY = "insalubrity"
    OTHER = "other"


class LegalStage(StrEnum):
    """Stages on the way to an eviction, in their order; the last one is of its own way, without a judge."""

    ARREARS = "arrears"
    FORMAL_NOTICE = "formal_notice"
    PETITION = "petition"
    CONCILIATION = "conciliation"
    HEARING = "hearing"
    JUDGMENT = "judgment"
    EXECUTION = "execution"
    INSALUBRITY_ORDER = "insalubrity_order"


class CaseAct(StrEnum):
    """What is done against the loss of the home."""

    LANDLORD_TALKS = "landlord_talks"
    PAYMENT_PLAN = "payment_plan"
    SOCIAL_AID = "social_aid"
    LEGAL_AID = "legal_aid"
    HEARING_SUPPORT = "hearing_support"
    WORKS = "works"
    REHOUSING = "rehousing"
    OTHER = "other"


class CaseOutcome(StrEnum):
    """What a case came to."""

    AVOIDED = "avoided"
    REHOUSED = "rehoused"
    EVICTED = "evicted"
    OTHER = "other"


class HomeChoice(StrEnum):
    """Make the home fit, or move."""

    WORKS = "works"
    MOVE = "move"
    LATER = "later"


class SessionTheme(StrEnum):
    """What a session with many is about."""

    ENERGY = "energy"
    BUDGET = "budget"
    RIGHTS = "rights"
    UPKEEP = "upkeep"
    NEIGHBOURHOOD = "neighbourhood"
    RENOVATION = "renovation"
    OTHER = "other"


class InformedParty(StrEnum):
    """Whom an act of information reached."""

    OWNERS = "owners"
    NEIGHBOURS = "neighbours"
    SERVICES = "services"
    PUBLIC = "public"

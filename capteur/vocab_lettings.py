"""Codes of proposals, conventions #2 and lettings: from a captured dwelling to a home. Labels live in catalogues."""

from enum import StrEnum


class Criterion(StrEnum):
    """What a dwelling and a request are compared by."""

    RENT = "rent"
    CHARGES = "charges"
    BEDROOMS = "bedrooms"
    AREA = "area"
    FLOOR = "floor"
    STEP_FREE = "step_free"
    ANIMALS = "animals"
    AVAILABLE = "available"
    TRACK = "track"
    EXITS = "exits"  # kept for those who leave a temporary stay


class Fit(StrEnum):
    """What a criterion says."""

    FITS = "fits"
    STRETCHES = "stretches"  # possible, less than what was wished
    UNKNOWN = "unknown"  # the dwelling does not say
    FAILS = "fails"


class Reply(StrEnum):
    """What an owner, or a candidate, answers to a proposal."""

    YES = "yes"
    THINKS = "thinks"
    NO = "no"


class OwnerDoubt(StrEnum):
    """Why an owner refuses a candidate; none of them is a ground that the law forbids."""

    INCOME = "income"
    HOUSEHOLD_SIZE = "household_size"
    ANIMALS = "animals"
    SUPPORT = "support"
    DATE = "date"
    LET_MEANWHILE = "let_meanwhile"
    NO_REASON = "no_reason"
    OTHER = "other"


class CandidateDoubt(StrEnum):
    """Why a candidate refuses a dwelling."""

    AREA = "area"
    RENT = "rent"
    SIZE = "size"
    CONDITION = "condition"
    ACCESS = "access"
    ANIMALS = "animals"
    DATE = "date"
    NOT_MET = "not_met"  # did not come, cannot be reached
    HOUSED = "housed"
    OTHER = "other"


class ProposalState(StrEnum):
    """Where a proposal stands; read in its answers and days."""

    OPEN = "open"
    VISIT_PLANNED = "visit_planned"
    READY = "ready"  # both said yes
    SELECTED = "selected"
    FALL_BACK = "fall_back"  # both may still say yes: somebody else is selected
    LET = "let"
    OVER = "over"


class ProposalEnd(StrEnum):
    """Why a proposal is over."""

    LET = "let"
    OWNER_REFUSED = "owner_refused"
    CANDIDATE_REFUSED = "candidate_refused"
    RESERVATION_OVER = "reservation_over"
    OTHER_HOUSEHOLD = "other_household"  # the dwelling went to another
    OTHER_DWELLING = "other_dwelling"  # the household found another
    REQUEST_OVER = "request_over"
    DWELLING_LOST = "dwelling_lost"
    DROPPED = "dropped"


class Party(StrEnum):
    """Who signs a convention #2."""

    USER = "user"
    SENDER = "sender"
    SUPPORT = "support"


class SignatureProof(StrEnum):
    """What shows that somebody signed."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    BEFORE_WITNESS = "before_witness"


class RhythmUnit(StrEnum):
    """Visits every so many days, or weeks."""

    DAYS = "days"
    WEEKS = "weeks"


class AlertChannel(StrEnum):
    """How the support body is alerted."""

    PHONE = "phone"
    EMAIL = "email"
    TREMPLIN = "tremplin"


class TripartiteState(StrEnum):
    """Where a version of a convention #2 stands on a day."""

    DRAFT = "draft"
    PARTLY_SIGNED = "partly_signed"
    SIGNED = "signed"  # by all, its first day to come
    IN_FORCE = "in_force"
    ENDED = "ended"
    DROPPED = "dropped"


class TripartiteEnd(StrEnum):
    """Why a convention #2 ended before its last day."""

    REPLACED = "replaced"  # by its amendment
    SUPPORT_LEFT = "support_left"
    USER_LEFT = "user_left"
    COMMON = "common"
    LETTING_OVER = "letting_over"


class LeaseKind(StrEnum):
    """What kind of lease it is."""

    SHORT = "short"  # three years at most
    NINE_YEARS = "nine_years"
    STUDENT = "student"
    SLIDING = "sliding"  # first in the name of a body, then of the household
    OTHER = "other"


class LettingEnd(StrEnum):
    """Why a letting ended; an AIS that keeps the tenant is no end."""

    VOLUNTARY = "voluntary"
    LASTING = "lasting"  # moved to a lasting home
    OWNER_NOTICE = "owner_notice"
    TERM = "term"
    AIS_ELSEWHERE = "ais_elsewhere"  # an AIS took the dwelling over without the tenant, and housed them elsewhere
    CONFLICT = "conflict"
    EVICTION = "eviction"
    DEATH = "death"
    OTHER = "other"


FAILURES = (LettingEnd.CONFLICT, LettingEnd.EVICTION)

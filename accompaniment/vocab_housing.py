"""Codes of accompanied housing: funding calls, reservations, tenancies. Labels live in the catalogues."""

from enum import StrEnum


class TargetKind(StrEnum):
    """Whom a funding call aims at."""

    NEW_HOUSEHOLD = "new_household"
    SITTING_TENANT = "sitting_tenant"


class FundingState(StrEnum):
    """Where the funding of a household stands; derived from its days, never typed."""

    REQUESTED = "requested"
    RETURNED = "returned"  # handed back with a comment, to be completed
    GRANTED = "granted"
    SENT = "sent"  # the justification waits to be read
    JUSTIFIED = "justified"
    REFUSED = "refused"
    DROPPED = "dropped"


class FundingRefusal(StrEnum):
    """Why a household is not funded."""

    NOT_IN_TARGET = "not_in_target"
    ENVELOPE = "envelope"
    LATE = "late"
    OTHER_FUNDING = "other_funding"
    INCOMPLETE = "incomplete"


class FundingDecision(StrEnum):
    """What is decided on a request."""

    GRANT = "grant"
    REFUSE = "refuse"
    RETURN = "return"


class JustificationCheck(StrEnum):
    """What is said of a justification."""

    ACCEPT = "accept"
    RETURN = "return"


class ReservedFor(StrEnum):
    """The public for whom dwellings are reserved."""

    STREET = "street"
    PRISON = "prison"
    WOMEN_LEAVING = "women_leaving"  # who leave a temporary residence
    YOUNG_LEAVING = "young_leaving"
    INSTITUTION = "institution"  # hospital, youth care
    TEMPORARY_HOUSING = "temporary_housing"


class Chooser(StrEnum):
    """Who chooses the person."""

    ASSOCIATION = "association"
    TOGETHER = "together"
    LANDLORD = "landlord"


class ReservedKind(StrEnum):
    """What a reserved dwelling is."""

    STUDIO = "studio"
    ONE_BEDROOM = "one_bedroom"
    TWO_BEDROOMS = "two_bedrooms"
    LARGER = "larger"


class ReservationState(StrEnum):
    """Where a reserved dwelling stands; derived from its days, never typed."""

    FREE = "free"
    HELD = "held"  # somebody is chosen
    LET = "let"
    LEFT = "left"  # the lease is over
    RELEASED = "released"


class ReleaseReason(StrEnum):
    """Why a reservation is over before anybody moved in."""

    UNUSED = "unused"  # nobody was proposed in time
    WITHDRAWN = "withdrawn"  # the landlord needs it
    UNFIT = "unfit"  # works, damage


class TenancyKind(StrEnum):
    """What the household lives under."""

    NEW_LEASE = "new_lease"
    SITTING = "sitting"  # a tenant of before, accompanied without a new letting
    RESIDENCE = "residence"  # temporary, two years at most


class TenancyEnd(StrEnum):
    """Why the accompanied tenancy ended."""

    LASTING_LEASE = "lasting_lease"
    MOVED = "moved"
    TRANSFER = "transfer"
    NOTICE = "notice"
    EVICTION = "eviction"
    DEATH = "death"
    OTHER = "other"


class ConditionState(StrEnum):
    """Whether the support on which a tenancy depends goes on; derived, never typed."""

    NONE = "none"  # no condition, or lifted
    KEPT = "kept"
    BROKEN = "broken"

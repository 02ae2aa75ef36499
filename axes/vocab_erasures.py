"""Codes of data protection: why a file is erased, how long it is kept, what keeps it, what kind of data goes."""

from enum import StrEnum


class ErasureReason(StrEnum):
    """Why a file is erased."""

    KEPT_LONG_ENOUGH = "kept_long_enough"
    PERSON_ASKED = "person_asked"
    MISTAKE = "mistake"  # entered for somebody who never asked for anything, or twice


class ErasureState(StrEnum):
    """Where an erasure stands; derived from its row, never typed."""

    WAITING = "waiting"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class KeepingClass(StrEnum):
    """Which period a file is kept for after its last contact."""

    FOLLOWED = "followed"  # was housed or accompanied
    ASKED = "asked"  # never more than a request


class HoldReason(StrEnum):
    """Why a file is kept beyond its period, and against an erasure."""

    COURT = "court"
    COMPLAINT = "complaint"
    AUDIT = "audit"


class UnderWay(StrEnum):
    """What goes on with a household: while one does, its file is kept and cannot be erased."""

    STAY = "stay"
    PROPOSAL = "proposal"
    REFERRAL = "referral"
    SUPPORT = "support"
    EXIT_PLAN = "exit_plan"
    FOLLOW_UP = "follow_up"
    TENANCY = "tenancy"
    PREVENTION = "prevention"
    FUNDING = "funding"
    HOUSING_REQUEST = "housing_request"
    LETTING = "letting"
    HOLD = "hold"


class PersonalData(StrEnum):
    """What an erasure counts: rows that lost something about people, by what they held."""

    IDENTITY = "identity"
    CONSENT = "consent"
    REQUEST = "request"
    STAY = "stay"
    SUPPORT = "support"
    NOTE = "note"
    DOCUMENT = "document"
    RIGHT = "right"
    EXIT = "exit"
    INCIDENT = "incident"
    MONEY = "money"
    HOUSING = "housing"
    LETTING = "letting"
    TYPED = "typed"

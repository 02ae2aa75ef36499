"""Codes of mediation cases, and of who is in charge of a dwelling. Labels live in catalogues."""

from enum import StrEnum


class MediationCause(StrEnum):
    """What a case is about."""

    ARREARS = "arrears"
    NUISANCE = "nuisance"
    DAMAGE = "damage"
    TECHNICAL = "technical"
    ABSENCE = "absence"
    THIRD_PARTY = "third_party"  # somebody else lives there
    OWNER_CONDUCT = "owner_conduct"
    OTHER = "other"


class Severity(StrEnum):
    """How serious it is."""

    LIGHT = "light"
    SERIOUS = "serious"
    TENANCY_AT_RISK = "tenancy_at_risk"


class Hat(StrEnum):
    """What a prospector or a mediator does as, after letting."""

    SALES = "sales"
    PSYCHOLOGIST = "psychologist"
    SOCIAL_WORKER = "social_worker"
    TECHNICIAN = "technician"
    MEDIATOR = "mediator"
    MOVER = "mover"


class MediationOutcome(StrEnum):
    """How a case ended."""

    SOLVED = "solved"
    REPAYMENT_PLAN = "repayment_plan"
    ENDED_BY_AGREEMENT = "ended_by_agreement"
    EVICTION_AVOIDED = "eviction_avoided"
    JUDGE = "judge"
    LOSS = "loss"


class Activity(StrEnum):
    """What minutes were given to, wherever they were noted."""

    DWELLING_VISIT = "dwelling_visit"
    OWNER_CONTACT = "owner_contact"
    OWNER_CALL = "owner_call"
    MEDIATION = "mediation"
    HOME_VISIT = "home_visit"


PROSPECTING = (Activity.DWELLING_VISIT, Activity.OWNER_CONTACT, Activity.OWNER_CALL)


class DutyKind(StrEnum):
    """What somebody is in charge of, for a dwelling."""

    PROSPECTOR = "prospector"
    MEDIATOR = "mediator"


class CaseList(StrEnum):
    """Which cases a list holds."""

    OPEN = "open"
    CLOSED = "closed"
    EVERY = "every"

"""Codes of the capteur programmes. Labels live in the catalogues."""

from enum import StrEnum

from app.auth.vocab import OrganisationKind

# Which organisations may have a seat in a programme, and which a convention: to send requests, or to support.
SEATED = (
    OrganisationKind.CAPTEUR,
    OrganisationKind.COORDINATION,
    OrganisationKind.FIELD_OPERATOR,
    OrganisationKind.FUNDER,  # whose seat opens counts alone
)
PARTNERS = (OrganisationKind.REFERRER, OrganisationKind.FIELD_OPERATOR)


class DwellingType(StrEnum):
    """What is asked for, and what has a price: by its bedrooms."""

    ROOM = "room"
    STUDIO = "studio"
    ONE_BEDROOM = "one_bedroom"
    TWO_BEDROOMS = "two_bedrooms"
    THREE_BEDROOMS = "three_bedrooms"
    FOUR_BEDROOMS = "four_bedrooms"


class ConventionState(StrEnum):
    """Where a version of a convention #1 stands on a day."""

    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"  # by both, its first day to come
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    DROPPED = "dropped"  # never signed


class ConventionEnd(StrEnum):
    """Why a convention ended before its last day."""

    REPLACED = "replaced"  # by its next version
    PARTNER = "partner"
    PROGRAMME = "programme"
    COMMON = "common"


class RequestEventKind(StrEnum):
    """A step of a housing request."""

    SUBMITTED = "submitted"
    COMPLETION_ASKED = "completion_asked"
    RESUBMITTED = "resubmitted"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"  # still wanted, says the sender; moves nothing
    PROPOSED = "proposed"
    VISIT_PLANNED = "visit_planned"
    SELECTED = "selected"
    BACK = "back"  # nothing came of a proposal: it waits as before
    HOUSED = "housed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"


class RequestState(StrEnum):
    """Where a housing request stands on a day; read in its events."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    TO_COMPLETE = "to_complete"
    RESUBMITTED = "resubmitted"
    WAITING = "waiting"
    DORMANT = "dormant"  # waits, but nobody confirmed it in time
    PROPOSED = "proposed"
    VISIT_PLANNED = "visit_planned"
    SELECTED = "selected"
    HOUSED = "housed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"


class RequestRefusal(StrEnum):
    """Why a request is refused."""

    OUT_OF_TARGET = "out_of_target"
    KNOWN_ELSEWHERE = "known_elsewhere"
    NO_SUPPORT = "no_support"
    BUDGET = "budget"
    OTHER = "other"


class RequestTrack(StrEnum):
    ORDINARY = "ordinary"
    HOUSING_FIRST = "housing_first"


class IncomeType(StrEnum):
    """What the household mainly lives on."""

    INTEGRATION_INCOME = "integration_income"
    DISABILITY = "disability"
    INVALIDITY = "invalidity"
    UNEMPLOYMENT = "unemployment"
    WORK = "work"
    OTHER = "other"
    NONE = "none"


class DepositRoute(StrEnum):
    """Where the rental deposit would come from."""

    CPAS = "cpas"
    FUND = "fund"
    BANK = "bank"
    SAVINGS = "savings"
    UNKNOWN = "unknown"


class SupportRhythm(StrEnum):
    """How often the support proposed would come."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class RequestConsent(StrEnum):
    """What the household agrees that the programme reads, each with what comes before it."""

    PROFILE = "profile"  # the housing profile, and a first name
    NAME = "name"  # who they are, once they are selected for a dwelling
    PAPERS = "papers"  # and the documents joined, but the confidential ones


class RequestPaper(StrEnum):
    """What a document of a request is. None of health: nobody decides on a dwelling by it."""

    INCOME = "income"
    IDENTITY = "identity"
    COMPOSITION = "composition"  # of the household, from the municipality
    ADMINISTRATOR = "administrator"  # the judgment that appoints one
    DEPOSIT = "deposit"  # a CPAS, or another, takes charge of it
    LEASE_END = "lease_end"  # a notice, or a judgment
    OTHER = "other"

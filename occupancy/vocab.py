"""Codes of agreements, allocations, stays, closures and exits."""

from enum import StrEnum


class ObjectiveReason(StrEnum):
    """Why the occupancy is precarious; without one a court may call it a lease (`domain.md` §2.1)."""

    RENOVATION = "renovation"
    PERMIT = "permit"
    DEMOLITION = "demolition"
    SALE = "sale"
    OTHER = "other"


class Domiciliation(StrEnum):
    YES = "yes"
    NO = "no"
    LIMITED = "limited"


class AgreementState(StrEnum):
    """Derived as of a day: ending is under six months before the last day."""

    DRAFT = "draft"
    SIGNED = "signed"
    ACTIVE = "active"
    ENDING = "ending"
    ENDED = "ended"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"  # a draft that was given up


class AmendmentKind(StrEnum):
    EXTENSION = "extension"
    REDUCTION = "reduction"
    UNITS_ADDED = "units_added"
    UNITS_REMOVED = "units_removed"
    OTHER = "other"


class UnitChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"


class Party(StrEnum):
    """Who gives notice or decides."""

    HOUSING_OPERATOR = "housing_operator"
    PARTNERSHIP = "partnership"


class AnnexKind(StrEnum):
    """Checklist of `domain.md` §2.6; the schedule and the SLRB notice are for SISP alone."""

    ENTRY_INVENTORY = "entry_inventory"
    FURNITURE_INVENTORY = "furniture_inventory"
    OWNER_INSURANCE = "owner_insurance"
    OCCUPANT_INSURANCE = "occupant_insurance"
    RENOVATION_SCHEDULE = "renovation_schedule"
    SAFETY_CHECK = "safety_check"
    HOUSE_RULES = "house_rules"
    FLOOR_PLAN = "floor_plan"
    METER_READINGS = "meter_readings"
    EXIT_INVENTORY = "exit_inventory"
    SUPERVISOR_NOTICE = "supervisor_notice"


class DocumentKind(StrEnum):
    """What a paper of a site is."""

    AGREEMENT = "agreement"
    AMENDMENT = "amendment"
    NOTICE = "notice"
    INSURANCE = "insurance"
    CHECK = "check"
    INVENTORY = "inventory"
    PLAN = "plan"
    OTHER = "other"


class NoticeEvent(StrEnum):
    """What the supervisor (SLRB) is told of (`domain.md` §2.2)."""

    SIGNATURE = "signature"
    AMENDMENT = "amendment"
    OCCUPANT_CHANGE = "occupant_change"
    SITE_VISIT = "site_visit"
    INSURANCE = "insurance"
    TERMINATION = "termination"


class AllocationStepKind(StrEnum):
    """Steps of an allocation; its state follows from these and from its expiry."""

    PROPOSED = "proposed"
    TEAM_ACCEPTED = "team_accepted"
    HOUSEHOLD_ACCEPTED = "household_accepted"
    ENTRY_PLANNED = "entry_planned"
    TEAM_DECLINED = "team_declined"
    HOUSEHOLD_DECLINED = "household_declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENTERED = "entered"
    ENTRY_CANCELLED = "entry_cancelled"  # nobody entered after all: the entry is planned again


class AllocationState(StrEnum):
    PROPOSED = "proposed"
    TEAM_ACCEPTED = "team_accepted"
    HOUSEHOLD_ACCEPTED = "household_accepted"
    ENTRY_PLANNED = "entry_planned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENTERED = "entered"


class DeclineReason(StrEnum):
    TEAM_FULL = "team_full"
    UNIT_UNSUITABLE = "unit_unsuitable"
    PLACE_UNSUITABLE = "place_unsuitable"
    OTHER_SOLUTION = "other_solution"
    NOT_REACHED = "not_reached"
    NOT_READY = "not_ready"
    OTHER = "other"


class StayState(StrEnum):
    PLANNED = "planned"
    CURRENT = "current"
    OVERDUE = "overdue"
    ENDED = "ended"


class TransitStage(StrEnum):
    """How a stay in a dwelling of a social rental agency stands against its eighteen months (rule 24)."""

    NEAR = "near"
    OVER = "over"


class ObjectiveKind(StrEnum):
    """What a stay is for, marked at entry only (`domain.md` §9, rule 31)."""

    REST = "rest"
    PAPERS = "papers"
    RIGHTS = "rights"
    CARE = "care"
    HOUSING_PROJECT = "housing_project"
    LASTING_HOME = "lasting_home"
    HOUSING_FIRST = "housing_first"


class ObjectiveState(StrEnum):
    """Where an objective stands; derived from its days, never typed."""

    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class ContributionBasis(StrEnum):
    NO_INCOME = "no_income"
    INTEGRATION_INCOME = "integration_income"
    WORK = "work"
    BENEFIT = "benefit"
    OTHER = "other"


class CancelledRowKind(StrEnum):
    """What went with a stay that was taken back, and had said something."""

    MISFIT = "misfit"
    EXTENSION = "extension"
    ABSENCE = "absence"
    ABSENCE_CANCELLED = "absence_cancelled"
    OBJECTIVE = "objective"
    OUTCOME = "outcome"


class OutcomeClass(StrEnum):
    """What a destination amounts to (DESIGN §3.8)."""

    DURABLE = "durable"
    HOUSING_FIRST = "housing_first"  # durable too, counted apart
    TRANSITIONAL = "transitional"
    TEMPORARY = "temporary"
    EMERGENCY = "emergency"
    INSTITUTION = "institution"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class ExitDecider(StrEnum):
    OCCUPANT = "occupant"
    OPERATOR = "operator"
    OWNER = "owner"
    COURT = "court"
    END_OF_AGREEMENT = "end_of_agreement"


class ExitReason(StrEnum):
    HOME_FOUND = "home_found"
    SITE_CLOSED = "site_closed"
    PERSONAL_CHOICE = "personal_choice"
    RULES_NOT_KEPT = "rules_not_kept"
    NEEDS_CHANGED = "needs_changed"
    ABANDONED = "abandoned"
    DEATH = "death"
    OTHER = "other"


class ClosureCause(StrEnum):
    """Planned ends and unplanned ones (`domain.md` §9, rules 9 and 11)."""

    END_OF_AGREEMENT = "end_of_agreement"
    WORKS = "works"
    SALE = "sale"
    FIRE = "fire"
    DAMAGE = "damage"
    ORDER = "order"


UNPLANNED = frozenset({ClosureCause.FIRE, ClosureCause.DAMAGE, ClosureCause.ORDER})


class ClosureOutcomeKind(StrEnum):
    EXIT_PLANNED = "exit_planned"
    TRANSFER_PLANNED = "transfer_planned"
    EXTENSION = "extension"


class ExtensionAnswer(StrEnum):
    """What a housing operator says when asked to lend longer."""

    GRANTED = "granted"
    REFUSED = "refused"


class ExtensionState(StrEnum):
    """Derived from the days of a request, never typed."""

    DRAFT = "draft"
    SENT = "sent"
    OVERDUE = "overdue"
    GRANTED = "granted"
    REFUSED = "refused"
    DROPPED = "dropped"

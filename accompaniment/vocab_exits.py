"""Codes of exits: what a plan aims at, what stands in its way, where it stands. Labels live in the catalogues."""

from enum import StrEnum


class ExitTarget(StrEnum):
    """Where a household means to live after its stay."""

    PRIVATE = "private"
    AIS = "ais"
    SISP = "sisp"
    SISP_RESERVED = "sisp_reserved"  # the yearly share reserved to homeless people (art. 36bis)
    MUNICIPAL = "municipal"  # of the municipality or of its CPAS
    HOUSING_FIRST = "housing_first"
    SHARED = "shared"
    FAMILY = "family"
    REST_HOME = "rest_home"
    OTHER = "other"


class PlanObstacle(StrEnum):
    """What stands in the way of the people themselves: personal, kept sealed."""

    RESIDENCE = "residence"
    INCOME = "income"
    DEBTS = "debts"
    SIZE = "size"
    PAPERS = "papers"
    DISCRIMINATION = "discrimination"


class ExitStage(StrEnum):
    """A column of the board. The last two follow from an exit, and are never typed."""

    TO_PLAN = "to_plan"
    SEARCHING = "searching"
    FILED = "filed"
    OFFER = "offer"
    MOVE_PLANNED = "move_planned"
    HOUSED = "housed"
    LEFT = "left"  # for somewhere that does not last: off the board


TYPED_STAGES = (
    ExitStage.TO_PLAN,
    ExitStage.SEARCHING,
    ExitStage.FILED,
    ExitStage.OFFER,
    ExitStage.MOVE_PLANNED,
)
COLUMNS = (*TYPED_STAGES, ExitStage.HOUSED)


class ExitRisk(StrEnum):
    """Whether the plan can be carried out before the dwelling ends."""

    NO_DEADLINE = "no_deadline"
    CALM = "calm"
    TIGHT = "tight"
    LATE = "late"
    PAST = "past"


class StepState(StrEnum):
    """Derived from the days of a step, never typed."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"


class CandidacyEventKind(StrEnum):
    """What happened to a candidacy; its state follows from the last of these."""

    FILED = "filed"
    RANKED = "ranked"  # told its place on the list
    RENEWED = "renewed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"  # by those who let
    DECLINED = "declined"  # by the household
    WITHDRAWN = "withdrawn"
    RESUMED = "resumed"  # the last word was not one: the exit with which it was withdrawn is cancelled


TYPED_EVENTS = tuple(kind for kind in CandidacyEventKind if kind is not CandidacyEventKind.RESUMED)


class CandidacyState(StrEnum):
    """Derived from the events, never typed."""

    PREPARED = "prepared"
    FILED = "filed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class HousingFirstCriterion(StrEnum):
    """What a Housing First team asks before it admits somebody: of the health area (`domain.md` §3.3)."""

    STREET_OR_SHELTER = "street_or_shelter"
    MENTAL_ILLNESS = "mental_illness"
    ADDICTION = "addiction"
    LONG_STREET = "long_street"
    KNOWN_REFERRER = "known_referrer"


class PlanEnd(StrEnum):
    """Why a plan is closed before anybody left."""

    REPLACED = "replaced"
    NOT_WISHED = "not_wished"
    OTHER_SERVICE = "other_service"
    LEFT = "left"
    OTHER = "other"


class FollowUpResult(StrEnum):
    """What a follow-up found (`domain.md` §9, rule 30)."""

    STILL_THERE = "still_there"
    MOVED_LASTING = "moved_lasting"
    MOVED_OTHER = "moved_other"
    LOST = "lost"
    UNKNOWN = "unknown"
    DECEASED = "deceased"


# Results that end the days in that home, and ask since when.
ENDED_RESULTS = (
    FollowUpResult.MOVED_LASTING,
    FollowUpResult.MOVED_OTHER,
    FollowUpResult.LOST,
    FollowUpResult.DECEASED,
)


class FollowUpState(StrEnum):
    """Derived from the day and the row, never typed; a missed one is missed, not lost."""

    TO_COME = "to_come"
    DUE = "due"
    MISSED = "missed"
    DONE = "done"


class HomeEndReason(StrEnum):
    """Why the days in a lasting home ended."""

    ARREARS = "arrears"
    NUISANCE = "nuisance"
    DAMAGE = "damage"
    END_OF_LEASE = "end_of_lease"
    BETTER_HOME = "better_home"
    PERSONAL_CHOICE = "personal_choice"
    NEEDS_CHANGED = "needs_changed"
    ABANDONED = "abandoned"
    DEATH = "death"
    OTHER = "other"


class HomeState(StrEnum):
    """What is known of a person's lasting home some months after they left for it."""

    IN_PLACE = "in_place"
    VOLUNTARY = "voluntary"  # left by their own will
    LOST = "lost"
    BACK = "back"  # with the project again
    DECEASED = "deceased"
    NOT_KNOWN = "not_known"

"""Codes of people, referrals, axes and teams."""

from enum import StrEnum


class ProgrammeKind(StrEnum):
    """What a programme does: which floor's pages speak of it."""

    TEMPORARY = "temporary"
    CAPTEUR = "capteur"


class Answer(StrEnum):
    """Answer to a criterion."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class RuleKind(StrEnum):
    """How a criterion speaks for an axis."""

    REQUIRED = "required"  # must be yes
    ANY_OF = "any_of"  # at least one of these must be yes
    EXPECTED = "expected"  # normally yes; else a written reason


class Gender(StrEnum):
    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class MemberRole(StrEnum):
    """Place of a person in the household."""

    REFERENCE = "reference"
    PARTNER = "partner"
    CHILD = "child"
    RELATIVE = "relative"
    OTHER = "other"


class NeedKind(StrEnum):
    """What a household needs of a unit."""

    STEP_FREE = "step_free"
    ANIMALS = "animals"
    MEDICAL_EQUIPMENT = "medical_equipment"


class ConsentScope(StrEnum):
    """What a person agreed to."""

    KNOWN_TO_PARTNERSHIP = "known_to_partnership"  # the name may be shown to the allocation team
    SHARE_FILE = "share_file"  # the file, with a named organisation
    SHARE_HEALTH = "share_health"  # the health area too, with a named organisation
    SHARE_SERVICE = "share_service"  # what one request says, with a service of the network


class LiftingOutcome(StrEnum):
    """What became of a wish to lift a protection."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by who had asked


class Urgency(StrEnum):
    ORDINARY = "ordinary"
    HIGH = "high"
    IMMEDIATE = "immediate"


class ReferralEventKind(StrEnum):
    """What happened to a referral; its state follows from these."""

    SUBMITTED = "submitted"
    COMPLETION_ASKED = "completion_asked"
    COMPLETED = "completed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NEWS = "news"
    HOUSED = "housed"
    ENTRY_CANCELLED = "entry_cancelled"  # nobody entered: the wait goes on


class ReferralState(StrEnum):
    """Derived from the events, never typed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    TO_COMPLETE = "to_complete"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    HOUSED = "housed"


class RefusalReason(StrEnum):
    """Fixed list of `domain.md` §9, rule 21."""

    NOT_THE_PUBLIC = "not_the_public"
    NO_ROOM = "no_room"
    OTHER_SOLUTION = "other_solution"
    NEEDS_TOO_HIGH = "needs_too_high"
    NOT_REACHED = "not_reached"
    DUPLICATE = "duplicate"
    OTHER = "other"


class HouseholdState(StrEnum):
    """Where a household stands with the teams; derived from its assignments, never typed."""

    NEW = "new"  # no team has followed it yet
    FOLLOWED = "followed"
    FORMER = "former"  # no longer followed


class NextAct(StrEnum):
    """What comes next once an axis is decided."""

    CHOOSE_TEAM = "choose_team"
    CHANGE_TEAM = "change_team"  # another axis than that of the team which follows
    CHOOSE_WORKER = "choose_worker"
    GO_ON = "go_on"


class HouseholdSection(StrEnum):
    """Part of a household's file, as named in the journal of views."""

    COMPOSITION = "composition"
    IDENTITY = "identity"
    NEEDS = "needs"
    CONSENTS = "consents"
    HISTORY = "history"
    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    HEALTH = "health"
    STAYS = "stays"
    SUPPORT = "support"
    CONTACTS = "contacts"
    NOTES = "notes"
    RIGHTS = "rights"
    RESIDENCE = "residence"
    EXIT_PLAN = "exit_plan"
    TASKS = "tasks"
    INCIDENTS = "incidents"
    DOCUMENTS = "documents"
    NETWORK = "network"
    TENANCY = "tenancy"
    PREVENTION = "prevention"

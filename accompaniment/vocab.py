"""Codes of support: where people live meanwhile, contacts, notes. Labels live in the catalogues."""

from enum import StrEnum


class Roof(StrEnum):
    """What the people accompanied live under (rule 26: a stay is only one of the answers)."""

    STAY = "stay"
    LEASE = "lease"
    ADDRESS = "address"  # with family or friends, in a squat, elsewhere
    NONE = "none"


class SupportEnd(StrEnum):
    """Why a support ended."""

    OBJECTIVES_REACHED = "objectives_reached"
    LASTING_HOME = "lasting_home"
    OTHER_SERVICE = "other_service"
    TEAM_CHANGED = "team_changed"
    NOT_WISHED = "not_wished"
    LOST_CONTACT = "lost_contact"
    MOVED_AWAY = "moved_away"
    DEATH = "death"
    OTHER = "other"


class SupportState(StrEnum):
    """Derived from the days, never typed."""

    CURRENT = "current"
    ENDED = "ended"


class ContactKind(StrEnum):
    """How worker and household met, or did not: a no-show is counted like the others."""

    HOME_VISIT = "home_visit"
    PHONE = "phone"
    OFFICE = "office"
    OUTING = "outing"
    NETWORK_MEETING = "network_meeting"
    MESSAGE = "message"
    NO_SHOW = "no_show"


class Topic(StrEnum):
    """What a contact was about: the steps of `domain.md` §4 and the themes of the network."""

    IDENTITY = "identity"
    ADDRESS = "address"
    RESIDENCE = "residence"
    INCOME = "income"
    INSURANCE = "insurance"
    BANK = "bank"
    BUDGET = "budget"
    DEBTS = "debts"
    HOUSING_SEARCH = "housing_search"
    DEPOSIT = "deposit"
    AT_HOME = "at_home"
    NEIGHBOURS = "neighbours"
    FAMILY = "family"
    PARENTING = "parenting"
    SCHOOL = "school"
    WORK = "work"
    JUSTICE = "justice"
    LEISURE = "leisure"
    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    ADDICTION = "addiction"
    DISABILITY = "disability"


# Of the health area: kept apart, sealed, only for those who hold the health right (DESIGN §4).
HEALTH_TOPICS = (Topic.HEALTH, Topic.MENTAL_HEALTH, Topic.ADDICTION, Topic.DISABILITY)
PLAIN_TOPICS = tuple(topic for topic in Topic if topic not in HEALTH_TOPICS)


class NoteKind(StrEnum):
    """Who reads a note, from the fewest to the most (DESIGN §4)."""

    PRIVATE = "private"  # its author alone
    ORGANISATION = "organisation"  # confidential to the author's organisation
    SHARED = "shared"  # administrative: whoever the file is shared with


class RightTheme(StrEnum):
    """What a right of the checklist is about (`domain.md` §4)."""

    IDENTITY = "identity"
    RESIDENCE = "residence"
    ADDRESS = "address"
    INCOME = "income"
    HEALTH = "health"
    FAMILY = "family"
    MONEY = "money"
    HOUSING = "housing"


class RightState(StrEnum):
    """Where a right stands; derived as of any day from what was noted. Expired follows from its last day."""

    NOT_APPLICABLE = "not_applicable"
    TO_START = "to_start"
    REQUESTED = "requested"
    IN_PROGRESS = "in_progress"
    OBTAINED = "obtained"
    REFUSED = "refused"
    APPEALED = "appealed"
    EXPIRED = "expired"


# What people note; the last one is never said, it follows.
NOTED_STATES = tuple(state for state in RightState if state is not RightState.EXPIRED)


class RightDue(StrEnum):
    """Why a right comes back to its worker (rule 36)."""

    NEXT = "next"  # the day noted with the last step
    ENDS = "ends"  # what was obtained, or a paper it needs, ends
    AGAIN = "again"  # every so many days: a visit, a review
    YEARLY = "yearly"  # on its day of the year


class ResidenceRule(StrEnum):
    """For whom a right is, by their residence (rule 35)."""

    ANY = "any"
    LEGAL = "legal"
    WITHOUT = "without"


class ResidenceKind(StrEnum):
    """How a person stays in the country."""

    LEGAL = "legal"
    IN_PROCEDURE = "in_procedure"
    NONE = "none"

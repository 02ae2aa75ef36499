"""Codes of documents of people. Labels live in the catalogues."""

from enum import StrEnum


class PaperKind(StrEnum):
    """What a document is."""

    IDENTITY = "identity"
    RESIDENCE = "residence"
    MEDICAL = "medical"
    CPAS_DECISION = "cpas_decision"
    INCOME = "income"
    LEASE = "lease"
    INSURANCE = "insurance"
    SETTLING_IN_GRANT = "settling_in_grant"
    SCHOOL = "school"
    JUDGMENT = "judgment"
    POWER_OF_ATTORNEY = "power_of_attorney"
    OTHER = "other"


class PaperReaders(StrEnum):
    """Who reads a document, from the fewest to the most."""

    HEALTH = "health"  # of those who read the file, holders of the health right
    ORGANISATION = "organisation"  # confidential to the organisation that filed it
    SHARED = "shared"  # administrative: whoever the file is shared with


class PaperState(StrEnum):
    """Where a document stands on a day; derived, never typed."""

    LASTING = "lasting"  # no last day
    TO_COME = "to_come"
    VALID = "valid"
    ENDING = "ending"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REMOVED = "removed"


class PaperRemoval(StrEnum):
    """Why a document was removed."""

    MISTAKE = "mistake"
    WRONG_PERSON = "wrong_person"
    UNREADABLE = "unreadable"
    ASKED = "asked"  # by the person
    NO_LONGER_NEEDED = "no_longer_needed"

"""Codes of incidents, of the answers given to them, and of repairs. Labels live in the catalogues."""

from enum import StrEnum


class IncidentKind(StrEnum):
    """What happened."""

    NOISE = "noise"
    OCCUPANT_CONFLICT = "occupant_conflict"
    NEIGHBOUR_CONFLICT = "neighbour_conflict"
    VIOLENCE = "violence"
    DAMAGE = "damage"
    FIRE = "fire"
    WATER = "water"
    INFESTATION = "infestation"
    THEFT = "theft"
    SUBSTANCE = "substance"
    INTRUSION = "intrusion"
    OTHER = "other"


# Of these alone the lender of the dwelling learns, and only what is said for it: the others are about people.
TECHNICAL_KINDS = (IncidentKind.DAMAGE, IncidentKind.FIRE, IncidentKind.WATER, IncidentKind.INFESTATION)


class IncidentReporter(StrEnum):
    """Who told of it."""

    TEAM = "team"
    OCCUPANT = "occupant"
    NEIGHBOUR = "neighbour"
    LENDER = "lender"
    POLICE = "police"
    OTHER = "other"


class IncidentStepKind(StrEnum):
    """An answer to an incident; the last three are written by acts of their own."""

    TALK = "talk"
    MEDIATION = "mediation"
    REMINDER = "reminder"
    TEAM_MEETING = "team_meeting"
    REPAIR_ASKED = "repair_asked"
    CHARGES = "charges"
    EMERGENCY = "emergency"  # police or fire brigade
    SAFETY = "safety"
    TRANSFER_ASKED = "transfer_asked"
    END_ASKED = "end_asked"
    REGRADED = "regraded"
    CLOSED = "closed"
    REOPENED = "reopened"


BY_ACTS = (IncidentStepKind.REGRADED, IncidentStepKind.CLOSED, IncidentStepKind.REOPENED)
ANSWERS = tuple(kind for kind in IncidentStepKind if kind not in BY_ACTS)


class IncidentOutcome(StrEnum):
    """How it ended. One noted by mistake counts nowhere."""

    SETTLED = "settled"
    REPAIRED = "repaired"
    PASSED_ON = "passed_on"  # to the police, to another service
    MOVED = "moved"  # somebody changed dwelling
    LEFT = "left"  # the stay ended
    NO_FOLLOW_UP = "no_follow_up"
    MISTAKEN = "mistaken"


class IncidentState(StrEnum):
    """Derived from the day of closing, never typed."""

    OPEN = "open"
    CLOSED = "closed"


class RepairState(StrEnum):
    """Where a repair stands; derived from its days, whatever became of the incident."""

    TO_DO = "to_do"
    PLANNED = "planned"
    DONE = "done"

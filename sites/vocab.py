"""Codes of dwellings and their owners."""

from enum import StrEnum


class OperatorKind(StrEnum):
    """What kind of body lends the dwellings (`domain.md` §1.3, §8)."""

    SISP = "sisp"
    AIS = "ais"
    CITYDEV = "citydev"
    OTHER_PUBLIC = "other_public"
    PRIVATE = "private"


class UnitUse(StrEnum):
    """What a unit serves. Only a dwelling is ever allocated."""

    DWELLING = "dwelling"
    COMMON_ROOM = "common_room"
    TECHNICAL = "technical"


class OutageKind(StrEnum):
    """Why a unit cannot be lived in for a while."""

    WORKS = "works"
    DAMAGE = "damage"


class Payer(StrEnum):
    """Who bears the cost of an outage."""

    HOUSING_OPERATOR = "housing_operator"
    PARTNERSHIP = "partnership"
    INSURANCE = "insurance"
    OCCUPANT = "occupant"
    UNKNOWN = "unknown"


class CheckKind(StrEnum):
    """Items of the hand-over checklist of a unit (`domain.md` §9, rules 6 and 10)."""

    SAFETY = "safety"
    ENTRY_INVENTORY = "entry_inventory"
    INSURANCE = "insurance"
    KEYS = "keys"
    METERS = "meters"
    EXIT_INVENTORY = "exit_inventory"


class CheckResult(StrEnum):
    PASSED = "passed"
    RESERVATIONS = "reservations"
    FAILED = "failed"


class UnitCondition(StrEnum):
    """What a unit's own dates, works and damage say of a day, whoever lives there."""

    TO_OPEN = "to_open"  # never opened
    NOT_YET = "not_yet"  # opens later
    OPEN = "open"
    WORKS = "works"
    DAMAGED = "damaged"
    CLOSED = "closed"  # its last period is over


class UnitState(StrEnum):
    """What a unit is on a day, with those who live there or are promised it (DESIGN §3.1)."""

    TO_OPEN = "to_open"
    NOT_YET = "not_yet"
    FREE = "free"
    RESERVED = "reserved"
    UNAVAILABLE = "unavailable"  # kept for a household that the reader may not know of: nothing more is said
    OCCUPIED = "occupied"
    IN_SERVICE = "in_service"  # a common or technical room that is open
    WORKS = "works"
    DAMAGED = "damaged"
    CLOSED = "closed"

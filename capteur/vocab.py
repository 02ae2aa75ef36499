"""Codes of the capteur programmes. Labels live in the catalogues."""

from enum import StrEnum


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

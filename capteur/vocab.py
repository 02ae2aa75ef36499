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

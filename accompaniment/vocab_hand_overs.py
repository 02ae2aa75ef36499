"""Codes of hand-overs. Labels live in the catalogues."""

from enum import StrEnum


class HandOverState(StrEnum):
    """Derived from the instants, never typed."""

    PREPARED = "prepared"
    DONE = "done"
    DROPPED = "dropped"

"""Codes of reports."""

from enum import StrEnum


class SiteStatus(StrEnum):
    """Whether an agreement of the site is in force on the day asked."""

    OPEN = "open"
    CLOSED = "closed"

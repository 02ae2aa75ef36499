"""Codes of reports."""

from enum import StrEnum


class SiteStatus(StrEnum):
    """Whether an agreement of the site is in force on the day asked."""

    OPEN = "open"
    CLOSED = "closed"


class CalendarCode(StrEnum):
    """What a date of an agenda is."""

    AGREEMENT_ENDS = "agreement_ends"
    SITE_CLOSES = "site_closes"
    PLANS_DUE = "plans_due"
    SUPERVISOR = "supervisor"
    EXTENSION_ANSWER = "extension_answer"
    ENTRY = "entry"
    PROPOSAL = "proposal"
    NEXT_STEP = "next_step"
    TASK = "task"
    RIGHT = "right"
    DOCUMENT = "document"
    FOLLOW_UP = "follow_up"
    EXIT_STEP = "exit_step"

"""Codes of tasks, and of what a day holds. Labels live in the catalogues."""

from enum import StrEnum


class TaskState(StrEnum):
    """Derived from the instants, never typed."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class TaskRhythm(StrEnum):
    """How often a task comes back, counted from the day it was due."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class DueKind(StrEnum):
    """What can be due on a day."""

    TASK = "task"
    STEP = "step"  # what comes after a contact
    RIGHT = "right"
    DOCUMENT = "document"
    EXIT_STEP = "exit_step"
    FOLLOW_UP = "follow_up"
    OBJECTIVE = "objective"
    NETWORK = "network"
    INCIDENT = "incident"
    PREVENTION = "prevention"
    EXIT = "exit"  # what it left open
    WEEKLY = "weekly"  # Housing First: a meeting in person each week


class Moment(StrEnum):
    """When something is due, seen from a day."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"

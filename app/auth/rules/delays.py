"""After how many days late coordination is told, unless the installation says otherwise. First settings: no source
gives them, people change them."""

from datetime import date, timedelta

from app.auth.vocab import NotificationKind as Kind

DEFAULTS: dict[Kind, int | None] = {
    Kind.CLOSING: 7,
    Kind.STAY_OVERDUE: 14,
    Kind.TASK: 30,
    Kind.EXIT_STEP: 21,
    Kind.RIGHT: 30,
    Kind.FOLLOW_UP: 30,
    Kind.NEXT_STEP: 30,
    Kind.NETWORK: 14,
    Kind.PREVENTION: 7,
    Kind.INCIDENT: 7,
    Kind.SUPERVISOR: 7,
    Kind.EXTENSION: 14,
    Kind.SIGNATURE: 7,
}


def escalated_on(due_on: date | None, days: int | None) -> date | None:
    """The day from which coordination is told of what was due; None for never."""
    return None if due_on is None or days is None else due_on + timedelta(days=days)

"""Rules of accompanied tenancies: a residence lasts two years at most, and its end is prepared before."""

from datetime import date, timedelta

from app.periods import add_months

RESIDENCE_MONTHS = 24
LINKED_BEFORE = 90  # days before the end of a residence by which a dwelling is reserved; a first setting


def latest_leave(start_on: date) -> date:
    """The last day that a place in a temporary residence may last: two years, that day included."""
    return add_months(start_on, RESIDENCE_MONTHS) - timedelta(days=1)

"""Where a document stands on a day, and when it comes back to those who follow the household.

The days are those of a residence permit (`domain.md` §4): 45 and 15 before the last one.
"""

from datetime import date, timedelta
from typing import Protocol

from accompaniment.vocab_documents import PaperState

SOON, CLOSE = timedelta(days=45), timedelta(days=15)
MOST_PAGES = 10


class Dated(Protocol):
    """A document, its last day and its first included."""

    first_day: date | None
    last_day: date | None

    @property
    def is_removed(self) -> bool: ...


def state_of(document: Dated, day: date, *, replaced: bool) -> PaperState:
    """Removed and replaced speak before the days."""
    if document.is_removed:
        return PaperState.REMOVED
    if replaced:
        return PaperState.REPLACED
    if document.first_day is not None and document.first_day > day:
        return PaperState.TO_COME
    if document.last_day is None:
        return PaperState.LASTING
    if document.last_day < day:
        return PaperState.EXPIRED
    return PaperState.ENDING if document.last_day - SOON <= day else PaperState.VALID

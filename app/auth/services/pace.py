"""How fast an account opens personal files and searches for people (S-11, S-74).

The journal already holds each view and each search, whichever process answered: it is what is counted. Whoever goes
faster than a person works waits, never for longer than the window; what they did before stays done.
"""

from datetime import timedelta
from enum import StrEnum
from math import ceil
from typing import Any

import sqlalchemy as sa

from app.audit.journal import record_in
from app.audit.models import JournalEntry
from app.auth.apart import apart
from app.auth.reader import Reader
from app.auth.rules.pace import SEARCHED, SLOWED, VIEWED, WINDOW
from app.clock import now
from app.db import db


class Pace(StrEnum):
    """What is counted."""

    FILES = "files"  # different files: opening the same one again costs nothing
    SEARCHES = "searches"


def wait_for_search(reader: Reader, most: int) -> int:
    """Seconds until the reader may search again; 0 for now."""
    made = sa.select(JournalEntry.at).where(*_lately(reader), JournalEntry.event == SEARCHED)
    return _wait(made.order_by(JournalEntry.at.desc()), most)


def wait_for_file(reader: Reader, subject_id: str | None, most: int) -> int:
    """Seconds until the reader may open one more file; 0 for one that they opened within the hour."""
    opened = (*_lately(reader), JournalEntry.event.endswith(VIEWED))
    last = sa.func.max(JournalEntry.at, type_=JournalEntry.at.type)
    files = sa.select(last).where(*opened, JournalEntry.subject_id != (subject_id or ""))
    known = sa.exists().where(*opened, JournalEntry.subject_id == subject_id)
    return _wait(files.where(~known).group_by(JournalEntry.subject_id).order_by(last.desc()), most)


def _lately(reader: Reader) -> tuple[sa.ColumnElement[bool], ...]:
    return JournalEntry.user_id == reader.user_id, JournalEntry.at > now() - WINDOW


def _wait(newest_first: sa.Select[Any], most: int) -> int:
    """Seconds until fewer than `most` of these are left in the window: until the last of them leaves it."""
    at = db.session.scalar(newest_first.offset(most - 1).limit(1))
    return 0 if at is None else max(1, ceil((at + WINDOW - now()).total_seconds()))


def note_slowed(reader: Reader, pace: Pace, most: int) -> None:
    """Journal that an account was slowed down, once an hour, in a transaction of its own: what it asked is refused."""
    with apart() as session:
        already = sa.select(JournalEntry.id).where(*_lately(reader), JournalEntry.event == SLOWED)
        if session.scalar(already.limit(1)) is None:
            record_in(session, SLOWED, None, actor=reader, pace=pace, most=most)


def slowed_lately(days: int) -> int:
    """How many times accounts were slowed down in so many days: a number, whoever they were."""
    since = now() - timedelta(days=days)
    count = sa.select(sa.func.count()).where(JournalEntry.event == SLOWED, JournalEntry.at > since)
    return db.session.scalar(count) or 0

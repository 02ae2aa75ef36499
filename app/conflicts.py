"""Which guard or constraint an `IntegrityError` speaks of, under our own name on both databases."""

import re

from sqlalchemy.exc import IntegrityError

SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")
SQLITE_CHECK = re.compile(r"CHECK constraint failed: (\w+)")


def conflict_of(error: IntegrityError) -> str:
    """The guard's or constraint's name; on SQLite a unique index is named by its columns, `table.column`."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or diagnosis.message_primary)
    text = str(error.orig)
    for pattern in (SQLITE_UNIQUE, SQLITE_CHECK):
        found = pattern.search(text)
        if found:
            return found.group(1)
    return text

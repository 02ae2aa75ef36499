"""Guards that models cannot say: overlaps, append-only tables, stays inside availability.

They are SQL files in `migrations/guards/<database>/`, each safe to run again, applied at the end of every upgrade:
Alembic's batch operations on SQLite drop triggers in silence.
"""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from app.config import ROOT

FOLDER = ROOT / "migrations" / "guards"
CREATED = re.compile(r"^\s*create\s+(?:constraint\s+)?trigger\s+(\w+)", re.IGNORECASE | re.MULTILINE)


def files(dialect: str) -> list[Path]:
    return sorted((FOLDER / dialect).glob("*.sql"))


def statements(script: str) -> Iterator[str]:
    """The statements of a SQLite script; a trigger's inner semicolons do not end it."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def apply(connection: sa.Connection) -> None:
    """Create or renew every guard in the connection's transaction."""
    dialect = connection.dialect.name
    for path in files(dialect):
        script = path.read_text()
        for statement in statements(script) if dialect == "sqlite" else [script]:
            connection.exec_driver_sql(statement.replace("%", "%%") if dialect == "postgresql" else statement)


def expected(dialect: str) -> set[str]:
    """Names of the triggers that must stand."""
    return {name for path in files(dialect) for name in CREATED.findall(path.read_text())}


def present(connection: sa.Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    return set(connection.exec_driver_sql(query).scalars())


def missing(connection: sa.Connection) -> set[str]:
    """Guards that should stand and do not: a database in this state is not opened in production."""
    return expected(connection.dialect.name) - present(connection)

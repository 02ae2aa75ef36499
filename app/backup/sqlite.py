"""Copying a SQLite database while it is written to, by its own backup interface: `cp` loses committed work (R-15)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from app.backup.errors import BackupRefused
from app.backup.manifest import Manifest, described

BUSY_SECONDS = 30


def copy_out(engine: sa.Engine, to: Path) -> Manifest:
    """Copy what is committed now into the file `to`; says what the copy holds."""
    with closing(_connect(Path(str(engine.url.database)))) as source, closing(_connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    return look_at(to)


def look_at(file: Path) -> Manifest:
    """What a file holds. Raises `BackupRefused` when it is not sound."""
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                raise BackupRefused("the copy of the database is not sound")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise BackupRefused("rows of the copy refer to others that are not there")
            return described(connection)
    except sa.exc.DatabaseError as error:
        raise BackupRefused("the copy is not a database that can be read") from error
    finally:
        engine.dispose()


def copy_in(file: Path, engine: sa.Engine) -> None:
    """Put a file in place of the database, in one transaction of its own: whoever reads sees the one or the other."""
    target = Path(str(engine.url.database))
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(_connect(file)) as source, closing(_connect(target)) as place:
        place.execute("PRAGMA journal_mode=WAL")
        place.execute("PRAGMA synchronous=FULL")
        source.backup(place)


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)

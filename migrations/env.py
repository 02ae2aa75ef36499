"""Runs migrations on the application's own engine, then renews the guards and checks foreign keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app import guards
from app.db import transaction


@contextmanager
def foreign_keys_off(connection: sa.Connection) -> Iterator[None]:
    """Batch operations copy and drop tables: with foreign keys on, SQLite would delete the children."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"foreign keys broken by a migration: {broken[:5]}")
    finally:
        if raw.in_transaction:
            raw.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def drop_guards(connection: sa.Connection) -> None:
    """Guards go before a downgrade: they name tables that may be about to disappear."""
    if connection.dialect.name == "sqlite":
        for name in guards.present(connection):
            connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{name}"')


def run() -> None:
    database = current_app.extensions["migrate"].db
    with transaction("write"), database.engine.connect() as connection, foreign_keys_off(connection):
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with connection.begin():
            drop_guards(connection)
            context.run_migrations()
            if _at_head(connection):
                guards.apply(connection)


def _at_head(connection: sa.Connection) -> bool:
    """Whether the schema is complete: guards name tables that a half-way schema may not have yet."""
    current = set(context.get_context().get_current_heads())
    return bool(current) and current == set(context.script.get_heads())


run()

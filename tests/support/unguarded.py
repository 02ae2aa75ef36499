"""Rows that no guard would let in, to compare a rule in Python with the same in SQL on all that can be written."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import db, transaction


@contextmanager
def unguarded(app: Flask) -> Iterator[Session]:
    """A session without triggers, exclusions and foreign keys, in a transaction that is undone at the end."""
    with app.app_context(), transaction("write"), Session(db.engine, expire_on_commit=False) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.text("SET LOCAL session_replication_role = replica"))
            exclusions = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'x'"
            for table, name in session.execute(sa.text(exclusions)).all():
                session.execute(sa.text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        else:
            session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
            for name in session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                session.execute(sa.text(f'DROP TRIGGER "{name}"'))
        yield session
        session.rollback()

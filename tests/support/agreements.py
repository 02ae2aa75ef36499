"""What tests of agreements share: a fixed day, and reading what stands in the database."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.db import db

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)  # a Monday in May
TODAY = date(2026, 5, 4)


def rows(app: Flask, query: Any) -> list[Any]:
    """What a query answers, read anew."""
    with app.app_context():
        return [tuple(row) for row in db.session.execute(query)]


def events(app: Flask) -> list[str]:
    """The acts in the journal, in order, those of factories and of signing in left out."""
    found = rows(app, sa.text("SELECT event FROM journal_entry ORDER BY id"))
    return [event for (event,) in found if not event.startswith(("test.", "session."))]

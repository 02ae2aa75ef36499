"""The first rows of a list and how many it has, in one statement."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.db import db, prebuilt
from reports.rules.today import SHOWN

Rows = Callable[[Reader, date], sa.Select[Any]]


def first_rows(rows_of: Rows, reader: Reader, day: date, limit: int = SHOWN) -> tuple[Sequence[Any], int]:
    """At most `limit` rows of an ordered query, each with its own columns, and the number of rows it has in all."""
    rows = db.session.execute(_counted(rows_of, reader, day, limit)).all()
    return rows, rows[0].rows_in_all if rows else 0


@prebuilt
def _counted(rows_of: Rows, reader: Reader, day: date, limit: int) -> sa.Select[Any]:
    return rows_of(reader, day).add_columns(sa.func.count().over().label("rows_in_all")).limit(limit)

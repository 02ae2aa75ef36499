"""The first rows of a list and how many it has, in one statement."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.db import db
from reports.rules.today import SHOWN


def first_rows(query: sa.Select[Any], limit: int = SHOWN) -> tuple[Sequence[Any], int]:
    """At most `limit` rows of an ordered query, each with its own columns, and the number of rows it has in all."""
    counted = query.add_columns(sa.func.count().over().label("rows_in_all")).limit(limit)
    rows = db.session.execute(counted).all()
    return rows, rows[0].rows_in_all if rows else 0

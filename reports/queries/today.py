"""The first rows of a list and how many it has, in one statement."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.db import prebuilt, way_to_ask
from reports.rules.today import SHOWN

Rows = Callable[[Reader, date], sa.Select[Any]]


def first_rows(rows_of: Rows, reader: Reader, day: date, limit: int = SHOWN) -> tuple[Sequence[Any], int]:
    """At most `limit` rows of an ordered query, each with its own columns, and the number of rows it has in all."""
    query, ask_for = _counted(rows_of, reader, day, limit)
    rows = ask_for(query).all()
    return rows, rows[0].rows_in_all if rows else 0


@prebuilt
def _counted(rows_of: Rows, reader: Reader, day: date, limit: int) -> tuple[sa.Select[Any], Callable[..., Any]]:
    query = rows_of(reader, day).add_columns(sa.func.count().over().label("rows_in_all")).limit(limit)
    return query, way_to_ask(query)

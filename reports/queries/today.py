"""The first rows of a list and how many it has, in one statement; with it, how many others that are shown elsewhere."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.crypto import unseal_column
from app.db import ask, prebuilt, way_to_ask
from axes.models.people import Household, Person
from axes.queries.persons import reference_person
from axes.queries.scope import nameable
from reports.rules.today import SHOWN

Rows = Callable[[Reader, date], sa.Select[Any]]


@prebuilt
def with_names(rows_of: Rows, reader: Reader, day: date) -> sa.Select[Any]:
    """Rows about households, each with `who` it is called after today, sealed, where the reader may know: for `who_of`.

    The rows say the `reference` of the household, their own or that of a list they were taken from.
    """
    query = rows_of(reader, day)
    reference = query.selected_columns.reference
    if getattr(reference, "table", None) is not Household.__table__:
        query = query.outerjoin(Household, Household.reference == reference)
    person = sa.select(Person.public_id + " " + Person.name_sealed).where(Person.id == reference_person())
    return query.add_columns(sa.case((nameable(reader), person.correlate(Household).scalar_subquery())).label("who"))


def who_of(row: Any) -> str | None:
    """The name in a row of `with_names`."""
    key, _, sealed = (row.who or "").partition(" ")
    return unseal_column(Person, "name", key, sealed) if key else None


def first_rows(rows_of: Rows, reader: Reader, day: date, limit: int = SHOWN) -> tuple[Sequence[Any], int]:
    """At most `limit` rows of an ordered query, each with its own columns, and the number of rows it has in all."""
    query, ask_for = _counted(rows_of, reader, day, limit)
    rows = ask_for(query).all()
    return rows, rows[0].rows_in_all if rows else 0


def first_rows_and_counts(
    rows_of: Rows, counted: tuple[Rows, ...], reader: Reader, day: date, limit: int = SHOWN
) -> tuple[Sequence[Any], int, list[tuple[int, date | None]]]:
    """As `first_rows`, in the same statement as the number of rows of each of `counted` and their first `due_on`.

    The rows of the list are of plain columns, and say their order in `place`.
    """
    rows = list(ask(_beside(rows_of, counted, reader, day, limit)))
    numbers = [(rows[0][2 * at], rows[0][2 * at + 1]) for at in range(len(counted))]
    listed = [row for row in rows if row.rows_in_all is not None]
    return listed, listed[0].rows_in_all if listed else 0, numbers


@prebuilt
def _beside(
    rows_of: Rows, counted: tuple[Rows, ...], reader: Reader, day: date, limit: int
) -> sa.Select[*tuple[Any, ...]]:
    listed = rows_of(reader, day).add_columns(sa.func.count().over().label("rows_in_all")).limit(limit).subquery()
    sums = [_sum(rows(reader, day).order_by(None).subquery(f"counted_{at}")) for at, rows in enumerate(counted)]
    columns = [column for one in sums for column in one.c]
    query = sa.select(*columns, *listed.c).select_from(sums[0])
    for one in sums[1:]:
        query = query.join(one, sa.true())
    return query.outerjoin(listed, sa.true()).order_by(listed.c.place)


def _sum(rows: sa.Subquery) -> sa.Subquery:
    """One row, whatever there is: how many, and the first day due."""
    first = sa.func.min(rows.c.due_on, type_=sa.Date)
    return sa.select(sa.func.count().label(f"number_of_{rows.name}"), first.label(f"first_of_{rows.name}")).subquery()


@prebuilt
def _counted(rows_of: Rows, reader: Reader, day: date, limit: int) -> tuple[sa.Select[Any], Callable[..., Any]]:
    query = rows_of(reader, day).add_columns(sa.func.count().over().label("rows_in_all")).limit(limit)
    return query, way_to_ask(query)

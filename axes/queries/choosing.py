"""Households among which a form lets its reader choose."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.crypto.search import sort_key
from app.web.records import Named, Records
from axes.models.people import Household
from axes.queries.persons import named_so, names_of
from axes.queries.scope import nameable


def households_among(query: sa.Select[Household], reader: Reader) -> Records:
    """Those of `query`, found by reference and by the names that `reader` may know; by name, those without last."""

    def matching(text: str) -> sa.ColumnElement[bool]:
        named = sa.and_(Household.id.in_(named_so(text)), nameable(reader))
        if not any(char.isdigit() for char in text):  # as every reference has
            return named
        return sa.or_(named, Household.reference.icontains(text, autoescape=True))

    def called(rows: Sequence[Any]) -> Named:
        names = names_of([one.id for one in rows], reader) if rows else {}
        texts = [(one, f"{names[one.id]} · {one.reference}" if one.id in names else one.reference) for one in rows]
        return sorted(texts, key=lambda pair: (pair[0].id not in names, sort_key(pair[1])))

    return Records(query=query, matching=matching, called=called)

"""Households among which a form lets its reader choose."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.auth.reader import Reader
from app.clock import today
from app.crypto import unseal_column
from app.crypto.search import sort_key
from app.db import db
from app.periods import lived_contains
from app.web.records import Named, Records
from axes.models.people import Household, HouseholdMember, Person
from axes.queries.persons import has_words, named_so, names_of
from axes.queries.scope import nameable
from axes.vocab import MemberRole


def households_among(query: sa.Select[Household], reader: Reader, text: str = "") -> Records:
    """Those of `query`, found by reference and by the names that `reader` may know; by name, those without last. Looked
    for by `text`, first those called so, then those in which somebody else is, who is named too."""

    def matching(text: str) -> sa.ColumnElement[bool]:
        named = sa.and_(Household.id.in_(named_so(text)), nameable(reader))
        if not any(char.isdigit() for char in text):  # as every reference has
            return named
        return sa.or_(named, Household.reference.icontains(text, autoescape=True))

    def called(rows: Sequence[Any]) -> Named:
        ids = [one.id for one in rows]
        names = names_of(ids, reader) if rows else {}
        others = others_named(ids, text, names, reader) if rows and text else {}
        texts = [(one, _called(one, names.get(one.id), others.get(one.id))) for one in rows]
        return sorted(texts, key=lambda pair: (pair[0].id not in names, pair[0].id in others, sort_key(pair[1])))

    return Records(query=query, matching=matching, called=called)


def _called(household: Household, name: str | None, other: str | None) -> str:
    if name is None:
        return household.reference
    return f"{name}{' ' + gettext('record.with', name=other) if other else ''} · {household.reference}"


def others_named(household_ids: Iterable[int], text: str, names: dict[int, str], reader: Reader) -> dict[int, str]:
    """Who bears the words of `text` in those of these households that `names` does not call so: one name each, where
    `reader` may know it."""
    query = (
        sa.select(HouseholdMember.household_id, Person.public_id, Person.name_sealed)
        .join(Person, Person.id == HouseholdMember.person_id)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(HouseholdMember.household_id.in_(list(household_ids)), nameable(reader), has_words((text,), exact=False))
        .where(lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, today()))
        .order_by(HouseholdMember.role != MemberRole.REFERENCE, Person.is_minor, HouseholdMember.id)
    )
    others: dict[int, str] = {}
    for row in db.session.execute(query):
        if row.household_id not in others:
            others[row.household_id] = unseal_column(Person, "name", row.public_id, row.name_sealed) or ""
    return {key: name for key, name in others.items() if name and name != names.get(key)}

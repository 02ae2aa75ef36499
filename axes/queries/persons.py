"""Persons: members of a household, and finding people by their name. Names leave here only for those who may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.crypto import query_alternatives, search_words, unseal_column
from app.db import db
from app.periods import LivedPeriod, lived_contains
from axes.models.people import Household, HouseholdMember, Person, PersonWord
from axes.queries.scope import nameable, readable
from axes.vocab import Gender, MemberRole

NAME_SCOPE = "person.name"
FOUND_AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What tells who somebody is."""

    name: str
    is_alias: bool
    birth_year: str | None
    birth_on: date | None
    phone: str | None
    email: str | None
    gender: Gender | None
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Member:
    """A place in a household (lived period). `identity` is None for a reader who may not know."""

    public_id: str
    person_public_id: str
    role: MemberRole
    start_on: date
    end_on: date | None
    is_minor: bool
    needs_interpreter: bool
    identity: Identity | None

    @property
    def is_present(self) -> bool:
        return LivedPeriod(self.start_on, self.end_on).contains(today())

    @property
    def has_left(self) -> bool:
        return self.end_on is not None and self.end_on <= today()


_PLAIN = (
    HouseholdMember.public_id,
    Person.public_id.label("person_public_id"),
    HouseholdMember.role,
    HouseholdMember.start_on,
    HouseholdMember.end_on,
    Person.is_minor,
    Person.needs_interpreter,
)
_SEALED = (
    Person.name_sealed,
    Person.is_alias,
    Person.birth_year_sealed,
    Person.birth_on_sealed,
    Person.phone_sealed,
    Person.email_sealed,
    Person.gender,
    Person.languages,
)


def members_of(household_id: int, *, named: bool) -> list[Member]:
    """Everybody who is or was in the household, those present first; sealed columns are only read if `named`."""
    query = (
        sa.select(*_PLAIN, *(_SEALED if named else ()))
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(HouseholdMember.household_id == household_id)
        .order_by(HouseholdMember.start_on, HouseholdMember.id)
    )
    found = [_member(row, named) for row in db.session.execute(query)]
    return sorted(found, key=lambda one: (one.has_left, one.role is not MemberRole.REFERENCE))


def _member(row: Any, named: bool) -> Member:
    return Member(
        public_id=row.public_id,
        person_public_id=row.person_public_id,
        role=row.role,
        start_on=row.start_on,
        end_on=row.end_on,
        is_minor=row.is_minor,
        needs_interpreter=row.needs_interpreter,
        identity=_identity(row) if named else None,
    )


def _identity(row: Any) -> Identity:
    who = row.person_public_id
    name = unseal_column(Person, "name", who, row.name_sealed) or ""
    gone = row.end_on is not None and row.end_on <= today()
    return Identity(
        name=name,
        is_alias=row.is_alias,
        birth_year=unseal_column(Person, "birth_year", who, row.birth_year_sealed),
        birth_on=unseal_column(Person, Person.birth_on, who, row.birth_on_sealed),
        # Whoever left may live elsewhere, where this household's readers have no business.
        phone=None if gone else unseal_column(Person, "phone", who, row.phone_sealed),
        email=None if gone else unseal_column(Person, "email", who, row.email_sealed),
        gender=row.gender,
        languages=tuple(code for code in (row.languages or "").split(",") if code),
    )


def member_of(public_id: str, reader: Reader, action: Action) -> HouseholdMember | None:
    """A place in a household that `reader` may act on, with its household and person."""
    return db.session.scalar(
        sa.select(HouseholdMember)
        .join(HouseholdMember.household)
        .join(HouseholdMember.person)
        .options(contains_eager(HouseholdMember.household), contains_eager(HouseholdMember.person))
        .where(HouseholdMember.public_id == public_id, readable(reader, action))
    )


def names_of(household_ids: Iterable[int], reader: Reader, known: Iterable[int] = ()) -> dict[int, str]:
    """Name of each household's reference person today, where `reader` may know it; nothing for the others.

    `known` are those of them that a rule of a floor above lets the reader name (a capteur, whoever was selected).
    """
    query = (
        sa.select(HouseholdMember.household_id, Person.public_id, Person.name_sealed)
        .join(Person, Person.id == HouseholdMember.person_id)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(
            HouseholdMember.household_id.in_(list(household_ids)),
            lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, today()),
            sa.or_(nameable(reader), HouseholdMember.household_id.in_(list(known))),
        )
        .order_by(HouseholdMember.role != MemberRole.REFERENCE, Person.is_minor, HouseholdMember.id)
    )
    names: dict[int, str] = {}
    for row in db.session.execute(query):
        if row.household_id not in names:
            names[row.household_id] = unseal_column(Person, "name", row.public_id, row.name_sealed) or ""
    return names


def reference_person() -> sa.ScalarSelect[int]:
    """Key of the person after whom the `household` of the query around is called today, as `names_of` names it."""
    query = (
        sa.select(Person.id)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .where(HouseholdMember.household_id == Household.id)
        .where(lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, today()))
        .order_by(HouseholdMember.role != MemberRole.REFERENCE, Person.is_minor, HouseholdMember.id)
    )
    return query.limit(1).correlate(Household).scalar_subquery()


@dataclass(frozen=True, kw_only=True)
class Found:
    """A person found by name, in a household whose names the reader may know."""

    name: str
    birth_year: str | None
    household_public_id: str
    reference: str
    has_left: bool


def find_persons(text: str, reader: Reader) -> list[Found]:
    """People whose name has all the words of `text` (or words that begin so), among those `reader` may name."""
    if not search_words(text) or not reader.may(Action.HOUSEHOLD_VIEW):
        return []
    rows = db.session.execute(_matching((text,), exact=False).where(nameable(reader)).limit(FOUND_AT_MOST))
    return [_found(row) for row in rows]


def named_so(text: str) -> sa.Select[int]:
    """Keys of the households of which somebody present has all the words of `text` in their name (or words that begin
    so); whoever asks keeps those that are `nameable` to their reader."""
    present = lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, today())
    query = sa.select(HouseholdMember.household_id).join(Person, Person.id == HouseholdMember.person_id)
    return query.where(has_words((text,), exact=False), present).correlate(None)


def same_people(name: str, birth_year: str | None, reader: Reader) -> list[Found]:
    """People with the same words in their name and no other birth year, in files `reader` may open.

    Somebody known elsewhere changes neither the answer nor the work: the scope is in the one statement (S-12).
    """
    if not search_words(name):
        return []
    query = _matching((name,), exact=True).where(readable(reader, Action.HOUSEHOLD_IDENTITY)).limit(FOUND_AT_MOST)
    found = [_found(row) for row in db.session.execute(query)]
    return [one for one in found if _same(one, name, birth_year)]


def _same(one: Found, name: str, birth_year: str | None) -> bool:
    years = {year for year in (one.birth_year, birth_year) if year}
    return search_words(one.name) == search_words(name) and len(years) <= 1


def possible_doubles(household_id: int, reader: Reader) -> dict[str, str]:
    """Other households with somebody of the same name, and no other birth year, as somebody of this one: {public id:
    reference}, those whose reference `reader` may know.

    For whoever decides on requests, who need not know the names: they are compared here and none leaves.
    """
    people = {row.public_id: _named(row) for row in db.session.execute(_people_now(household_id))}
    others = Person.public_id.not_in(people), readable(reader, Action.HOUSEHOLD_VIEW)
    return _twins(people.values(), Household.id != household_id, *others) if people else {}


def twins_among(household_id: int, households: sa.Select[Any]) -> dict[str, str]:
    """The same among `households`, a selection of keys by which a floor above says who counts; the very same people
    too. Nobody's scope: whoever asks tells no more of it than its own rule lets."""
    people = [_named(row) for row in db.session.execute(_people_now(household_id))]
    return _twins(people, Household.id != household_id, Household.id.in_(households))


def _twins(people: Iterable[tuple[str, str | None]], *others: sa.ColumnElement[bool]) -> dict[str, str]:
    known = list(people)
    query = _matching([name for name, _ in known], exact=True).where(*others).limit(FOUND_AT_MOST)
    found = [_found(row) for row in db.session.execute(query)]
    twins = [one for one in found if any(_same(one, name, year) for name, year in known)]
    return {one.household_public_id: one.reference for one in twins}


def _people_now(household_id: int) -> sa.Select[str, str, str | None]:
    return (
        sa.select(Person.public_id, Person.name_sealed, Person.birth_year_sealed)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .where(
            HouseholdMember.household_id == household_id,
            lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, today()),
        )
    )


def _named(row: Any) -> tuple[str, str | None]:
    name = unseal_column(Person, "name", row.public_id, row.name_sealed) or ""
    return name, unseal_column(Person, "birth_year", row.public_id, row.birth_year_sealed)


def has_words(texts: Iterable[str], *, exact: bool) -> sa.ColumnElement[bool]:
    """Condition on `person`: all the words of one of these texts are in their name."""
    alternatives = [tokens for text in texts for tokens in query_alternatives(text, NAME_SCOPE, exact=exact)]
    ways = [sa.and_(*map(_has_word, tokens)) for tokens in alternatives if tokens]
    return sa.or_(*ways) if ways else sa.false()


def _matching(texts: Iterable[str], *, exact: bool) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        Person.public_id,
        Person.name_sealed,
        Person.birth_year_sealed,
        Household.public_id.label("household_public_id"),
        Household.reference,
        HouseholdMember.end_on,
    )
    return (
        sa.select(*columns)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(has_words(texts, exact=exact))
        .order_by(Household.id.desc(), HouseholdMember.id)
    )


def _has_word(token: str) -> sa.ColumnElement[bool]:
    return Person.id.in_(sa.select(PersonWord.person_id).where(PersonWord.token == token))


def _found(row: Any) -> Found:
    name, birth_year = _named(row)
    return Found(
        name=name,
        birth_year=birth_year,
        household_public_id=row.household_public_id,
        reference=row.reference,
        has_left=row.end_on is not None and row.end_on <= today(),
    )

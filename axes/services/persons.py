"""Persons: who they are, and the words they are found by."""

from dataclasses import asdict, dataclass, fields
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.crypto import index_tokens
from app.db import db
from app.web.errors import Refusal, refuse_stale
from axes.models.people import Household, Person, PersonWord
from axes.queries.persons import NAME_SCOPE
from axes.rules.people import is_birth_year, is_minor
from axes.vocab import Gender


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What is known of a person: at least a name, which may be an alias. `languages` are ISO 639 codes."""

    name: str
    is_alias: bool = False
    birth_year: int | None = None
    birth_on: date | None = None
    is_minor: bool = False
    gender: Gender | None = None
    languages: tuple[str, ...] = ()
    needs_interpreter: bool = False
    phone: str | None = None
    email: str | None = None


def facts_of(person: Person) -> PersonFacts:
    """What is known of a person now."""
    kept = {one.name: getattr(person, one.name) for one in fields(PersonFacts)}
    year = int(person.birth_year) if person.birth_year else None
    languages = tuple(person.languages.split(",")) if person.languages else ()
    return PersonFacts(**(kept | {"birth_year": year, "languages": languages}))


def create_person(*, facts: PersonFacts) -> Person:
    """Add a person; the act that brings them into a household journals it. Raises `Refusal` for an impossible birth."""
    person = Person(name=facts.name)
    _take(person, facts)
    db.session.add(person)
    db.session.flush()
    index_name(person)
    return person


def edit_person(*, person: Person, household: Household, version: int, facts: PersonFacts, actor: Actor) -> None:
    """Correct what is known of a person. Raises `Stale` when somebody else saved first."""
    refuse_stale(person, version)
    renamed = person.name != facts.name
    _take(person, facts)
    db.session.flush()
    if renamed:
        index_name(person)
    record("person.edited", household, actor=actor, person=person)


def index_name(person: Person) -> None:
    """Make the person's words those of their name, under the first key."""
    db.session.execute(sa.delete(PersonWord).where(PersonWord.person_id == person.id))
    words = [{"token": token, "person_id": person.id} for token in sorted(index_tokens(person.name, NAME_SCOPE))]
    if words:
        db.session.execute(sa.insert(PersonWord), words)


def index_again(after: int, *, actor: Actor, at_once: int) -> tuple[int, int, int]:
    """Make the words of the next persons those that their names give now; for whoever calls it until nobody is left.

    `after` is the key of the last person seen (0 to begin). Gives the key to go on from (0 at the end), how many were
    looked at, and how many had other words: those alone are written. The caller commits.
    """
    query = sa.select(Person).where(Person.id > after).order_by(Person.id).limit(at_once)
    persons = list(db.session.scalars(query))
    standing = _words_of([person.id for person in persons])
    stale = [one for one in persons if standing.get(one.id, set()) != index_tokens(one.name, NAME_SCOPE)]
    for person in stale:
        index_name(person)
    if stale:
        record("person.names_indexed", None, actor=actor, persons=len(stale))
    return (persons[-1].id if len(persons) == at_once else 0), len(persons), len(stale)


def _words_of(person_ids: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    query = sa.select(PersonWord.person_id, PersonWord.token).where(PersonWord.person_id.in_(person_ids))
    for person_id, token in db.session.execute(query):
        found.setdefault(person_id, set()).add(token)
    return found


def refresh_majority(*, actor: Actor) -> int:
    """Count as adults the minors who have come of age; how many did. For the daily job."""
    grown = [person for person in db.session.scalars(sa.select(Person).where(Person.is_minor)) if not _still(person)]
    for person in grown:
        person.is_minor = False
    if grown:
        record("person.came_of_age", None, actor=actor, persons=grown)
    return len(grown)


def _still(person: Person) -> bool:
    year = int(person.birth_year) if person.birth_year else None
    return is_minor(today(), birth_on=person.birth_on, birth_year=year, said=person.is_minor)


def _take(person: Person, facts: PersonFacts) -> None:
    year = facts.birth_on.year if facts.birth_on else facts.birth_year
    _check_birth(year, facts.birth_on)
    minor = is_minor(today(), birth_on=facts.birth_on, birth_year=year, said=facts.is_minor)
    languages = ",".join(sorted(facts.languages)) or None
    derived = {"birth_year": None if year is None else str(year), "is_minor": minor, "languages": languages}
    for name, value in (asdict(facts) | derived).items():
        setattr(person, name, value)


def _check_birth(year: int | None, birth_on: date | None) -> None:
    if birth_on is not None and birth_on > today():
        raise Refusal("person.birth_in_future", "birth_on")
    if year is not None and not is_birth_year(year, today()):
        raise Refusal("person.birth_impossible", "birth_on" if birth_on else "birth_year")

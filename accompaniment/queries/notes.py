"""Notes as their readers may see them, and who those readers are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from accompaniment.models.notes import Note, NoteText
from accompaniment.vocab import NoteKind
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.policy import may
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.crypto.search import sort_key
from app.db import db
from axes.models.assessments import Assignment
from axes.models.people import Consent, Household, ProtectedReader
from axes.models.programmes import Team
from axes.queries.scope import TODAY, in_force, readable
from axes.vocab import ConsentScope

READING = [role for role in Role if may(role, Action.SUPPORT_VIEW)]


def legible(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `note`, beside `readable` on its household: it was written for such a reader."""
    return sa.or_(
        Note.kind == NoteKind.SHARED,
        sa.and_(Note.kind == NoteKind.ORGANISATION, Note.organisation_id == reader.organisation_id),
        sa.and_(Note.kind == NoteKind.PRIVATE, Note.author_id == reader.user_id),
    )


def notes_of(reader: Reader, household_id: int) -> sa.Select[Any]:
    """The household's notes that `reader` may read, the latest first, with their texts and authors."""
    return (
        sa.select(Note)
        .join(Note.household)
        .where(Note.household_id == household_id, readable(reader, Action.SUPPORT_VIEW), legible(reader))
        .options(
            joinedload(Note.author),
            joinedload(Note.organisation),
            joinedload(Note.contact),
            selectinload(Note.texts).joinedload(NoteText.author),
        )
        .order_by(Note.id.desc())
    )


def notes_beside(contact_id: int, author_id: int, kind: NoteKind) -> Sequence[Note]:
    """What its author said of a contact, for these readers; all texts loaded."""
    query = sa.select(Note).where(Note.contact_id == contact_id, Note.author_id == author_id, Note.kind == kind)
    return db.session.scalars(query.options(selectinload(Note.texts)).order_by(Note.id)).all()


def note_to_correct(public_id: str, reader: Reader) -> Note | None:
    """A note of the reader's own organisation (of their own, where private) on a household on which they may act."""
    query = (
        sa.select(Note)
        .join(Note.household)
        .options(contains_eager(Note.household), selectinload(Note.texts), joinedload(Note.author))
        .where(Note.public_id == public_id, Note.organisation_id == reader.organisation_id)
        .where(readable(reader, Action.SUPPORT_ACT), legible(reader))
    )
    return db.session.scalar(query)


@dataclass(frozen=True)
class Reading:
    """An organisation whose workers read shared notes; `until` when only by a consent, its last day."""

    name: str
    until: date | None
    own: bool


@dataclass(frozen=True)
class Readers:
    """Who reads what: the organisations of a shared note or, of a protected household, the workers named (of the
    reader's own organisation for its confidential ones)."""

    organisations: tuple[Reading, ...]
    workers: tuple[str, ...] | None
    colleagues: tuple[str, ...] = ()


def readers_of(household: Household, reader: Reader, *, health: bool = False) -> Readers:
    """Who would read a shared note on the household today, or what is of its `health` area; the reader's own
    organisation first. One statement."""
    if household.is_protected:
        named = sa.select(User.name, User.organisation_id).join(ProtectedReader, ProtectedReader.user_id == User.id)
        query = named.where(ProtectedReader.household_id == household.id, *_works(health))
        found = db.session.execute(query.order_by(User.sort_name, User.id)).all()
        own = tuple(name for name, organisation_id in found if organisation_id == reader.organisation_id)
        return Readers((), tuple(name for name, _ in found), own)
    reading: dict[str, Reading] = {}
    for row in db.session.execute(_reading(household, health)):
        known = reading.get(row.name)
        if known is None or (known.until is not None and (row.until is None or row.until > known.until)):
            reading[row.name] = Reading(row.name, row.until, row.id == reader.organisation_id)
    return Readers(tuple(sorted(reading.values(), key=lambda one: (not one.own, sort_key(one.name)))), None)


def _works(health: bool) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `app_user`: an open account that reads files, of the health area where that is asked."""
    return User.role.in_(READING), User.deactivated_at.is_(None), *([User.health_right.is_(True)] if health else ())


def _shared(household: Household, health: bool) -> sa.Select[Any]:
    """(organisation, last day) of the consents that open the file; of health, as long as both consents are in force."""
    file, of_health = aliased(Consent), aliased(Consent)
    columns: tuple[Any, ...] = (file.organisation_id, file.last_day)
    query = sa.select(*columns)
    query = query.where(file.household_id == household.id, file.scope == ConsentScope.SHARE_FILE, *in_force(file))
    if not health:
        return query
    same = sa.and_(of_health.household_id == file.household_id, of_health.organisation_id == file.organisation_id)
    both = query.join(of_health, same).where(of_health.scope == ConsentScope.SHARE_HEALTH, *in_force(of_health))
    sooner = sa.or_(file.last_day.is_(None), of_health.last_day < file.last_day)
    return both.with_only_columns(file.organisation_id, sa.case((sooner, of_health.last_day), else_=file.last_day))


def _reading(household: Household, health: bool) -> sa.Select[Any]:
    """(id, name, until) of organisations that have a worker who may read, by each way they have."""
    none = sa.cast(sa.null(), sa.Date)
    brought = sa.select(Household.organisation_id.label("organisation_id"), none.label("until"))
    began = Assignment.start_on <= TODAY
    last = sa.select(sa.func.max(Assignment.start_on)).where(Assignment.household_id == household.id, began)
    follows = sa.select(Team.organisation_id, none).join(Assignment, Assignment.team_id == Team.id)
    ways = sa.union_all(
        brought.where(Household.id == household.id),
        follows.where(Assignment.household_id == household.id, Assignment.start_on >= last.scalar_subquery()),
        _shared(household, health),
    ).subquery("ways")
    workers = sa.exists().where(User.organisation_id == Organisation.id, *_works(health))
    name = sa.func.coalesce(Organisation.short_name, Organisation.name).label("name")
    query = sa.select(Organisation.id, name, ways.c.until)
    return query.join(ways, ways.c.organisation_id == Organisation.id).where(workers)

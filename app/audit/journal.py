"""Writing the journal: `record` queues an entry, the commit seals it. No entry, no change (DESIGN §3.11).

Entries are written last, just before the commit, so that every transaction takes its locks in one order:
units first, then the head of the chain. Nobody deadlocks over the journal.
"""

import json
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from app.audit.actor import Actor
from app.audit.chain import ROOT_SEAL, proof_of, seal_of
from app.audit.models import JournalEntry, JournalHead
from app.clock import now
from app.crypto import current_keys
from app.db import Base, db

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
QUEUE = "journal_queue"
CHANGED = "journal_changed"
MARKS = "journal_marks"


@dataclass(frozen=True)
class Subject:
    """Record an entry speaks of. Read at once: it may be gone at the commit."""

    kind: str
    public_id: str | None

    @classmethod
    def of(cls, item: Base | None) -> "Subject | None":
        return None if item is None else cls(type(item).__tablename__, getattr(item, "public_id", None))


Noted = tuple[str, Subject | None, Actor, dict[str, Any], datetime]


class UnjournalledChange(Exception):
    """A commit would change records without a journal entry: an act of the trade forgot to record itself."""


def record(name: str, subject: Base | None, *, actor: Actor, **facts: Any) -> None:
    """Note an act in the same transaction. `name` is `noun.verb`; facts are identifiers, dates, numbers, codes.

    Raises `TypeError` for free text: the journal holds no value about a person (S-77).
    """
    record_in(db.session(), name, subject, actor=actor, **facts)


def record_in(session: Session, name: str, subject: Base | None, *, actor: Actor, **facts: Any) -> None:
    """Same as `record`, in a session of one's own."""
    queue_in(session, noted(name, subject, actor, facts))


def noted(name: str, subject: Base | None, actor: Actor, facts: dict[str, Any]) -> Noted:
    """An entry to be, with everything read from its records, so that they may go."""
    return (name, Subject.of(subject), actor, _plain(facts), now())


def queue_in(session: Session, entry: Noted) -> None:
    """Have an entry written by the session's next commit."""
    if not session.in_transaction():
        session.begin()  # so that a rollback takes the entry back even when nothing else was done
    session.info.setdefault(QUEUE, []).append(entry)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(key, value) for key, value in facts.items()}


def _plain_value(key: str, value: Any) -> Any:
    if isinstance(value, (StrEnum, Decimal)):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Base):
        return getattr(value, "public_id", None) or getattr(value, "code", None) or value.id  # type: ignore[attr-defined]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain_value(key, item) for item in value]
    raise TypeError(f"fact {key!r} is {type(value).__name__}: the journal takes identifiers, dates, numbers, codes")


def _seal_queue(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint is not yet a commit
        return
    session.flush()
    queue = session.info.pop(QUEUE, [])
    changed = session.info.pop(CHANGED, False)
    if changed and not queue:
        raise UnjournalledChange("a change reached the commit without its journal entry")
    for organisation_id in sorted({actor.organisation_id for _, _, actor, _, _ in queue}):
        _extend(session, organisation_id, [item for item in queue if item[2].organisation_id == organisation_id])
    session.flush()


def _extend(session: Session, organisation_id: int, queue: list[Any]) -> None:
    head, key_id = _locked_head(session, organisation_id), current_keys().first_id
    for name, subject, actor, facts, at in queue:
        entry = JournalEntry(
            organisation_id=organisation_id,
            seq=head.seq + 1,
            at=at,
            user_id=actor.user_id,
            job=actor.job,
            event=name,
            subject_type=subject.kind if subject else None,
            subject_id=subject.public_id if subject else None,
            facts=json.dumps(facts, sort_keys=True),
            request_id=request_id.get(),
            key_id=key_id,
            previous=head.seal,
        )
        entry.seal = seal_of(entry)
        head.seq, head.seal = entry.seq, entry.seal
        session.add(entry)
    head.key_id, head.proof = key_id, proof_of(organisation_id, head.seq, head.seal, key_id)


def _locked_head(session: Session, organisation_id: int) -> JournalHead:
    """The chain's last link, locked until the commit, so that two writers never fork it."""
    query = sa.select(JournalHead).where(JournalHead.organisation_id == organisation_id).with_for_update()
    head = session.scalar(query.execution_options(populate_existing=True))
    if head is None:
        first = {"organisation_id": organisation_id, "seq": 0, "seal": ROOT_SEAL, "key_id": "", "proof": ""}
        session.execute(_insert_if_absent(session, first))
        head = session.scalars(query.execution_options(populate_existing=True)).one()
    return head


def _insert_if_absent(session: Session, values: dict[str, Any]) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(JournalHead).values(**values).on_conflict_do_nothing()


def _note_flush(session: Session, _context: Any) -> None:
    touched = (*session.new, *session.dirty, *session.deleted)
    if any(getattr(item, "__journalled__", True) for item in touched):
        session.info[CHANGED] = True


def _note_bulk(state: ORMExecuteState) -> None:
    writes = state.is_update or state.is_delete or state.is_insert
    if writes and state.bind_mapper is not None and getattr(state.bind_mapper.class_, "__journalled__", True):
        state.session.info[CHANGED] = True


def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        noted = (len(session.info.get(QUEUE, [])), session.info.get(CHANGED, False))
        session.info.setdefault(MARKS, {})[transaction] = noted


def _forget(session: Session, previous: SessionTransaction) -> None:
    """A rollback takes back its entries; one to a savepoint only those noted since."""
    length, changed = session.info.get(MARKS, {}).pop(previous, (0, False)) if previous.nested else (0, False)
    del session.info.setdefault(QUEUE, [])[length:]
    session.info[CHANGED] = changed


def install() -> None:
    """Attach the journal to the session; called once when the application is built."""
    if event.contains(Session, "before_commit", _seal_queue):
        return
    event.listen(Session, "before_commit", _seal_queue)
    event.listen(Session, "after_flush", _note_flush)
    event.listen(Session, "do_orm_execute", _note_bulk)
    event.listen(Session, "after_transaction_create", _mark_savepoint)
    event.listen(Session, "after_soft_rollback", _forget)

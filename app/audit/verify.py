"""Checking the chains: names the first entry that does not follow from the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.audit.chain import ROOT_SEAL, proof_of, same, seal_of
from app.audit.models import JournalEntry, JournalHead
from app.db import db

BATCH = 1000


@dataclass(frozen=True)
class Break:
    """First place where a chain no longer holds. `seq` counts from 1 within the organisation."""

    organisation_id: int
    seq: int
    why: str


def verify() -> list[Break]:
    """The first broken entry of each organisation's chain; empty when all hold. Reads in batches."""
    return [found for organisation_id in _chains() if (found := _first_break(organisation_id))]


def _chains() -> list[int]:
    heads = sa.select(JournalHead.organisation_id)
    entries = sa.select(JournalEntry.organisation_id).distinct()
    return sorted({*db.session.scalars(heads), *db.session.scalars(entries)})


def _entries(organisation_id: int) -> Iterator[JournalEntry]:
    """A chain in order, read in batches: it may be longer than memory."""
    query = sa.select(JournalEntry).where(JournalEntry.organisation_id == organisation_id)
    query = query.order_by(JournalEntry.seq).limit(BATCH)
    batch = db.session.scalars(query).all()
    while batch:
        yield from batch
        last = batch[-1].seq
        db.session.expunge_all()
        batch = db.session.scalars(query.where(JournalEntry.seq > last)).all()


def _first_break(organisation_id: int) -> Break | None:
    seq, seal = 0, ROOT_SEAL
    for entry in _entries(organisation_id):
        if entry.seq != seq + 1:
            return Break(organisation_id, seq + 1, "missing")
        if not same(entry.previous, seal) or not same(entry.seal, seal_of(entry)):
            return Break(organisation_id, entry.seq, "altered")
        seq, seal = entry.seq, entry.seal
    return _head_break(organisation_id, seq, seal)


def _head_break(organisation_id: int, seq: int, seal: str) -> Break | None:
    head = db.session.get(JournalHead, organisation_id)
    if head is None:
        return Break(organisation_id, seq, "head missing")
    if head.seq > seq:
        return Break(organisation_id, seq + 1, "tail cut")
    if head.seq != seq or not same(head.seal, seal):
        return Break(organisation_id, seq, "head altered")
    if not same(head.proof, proof_of(organisation_id, seq, seal, head.key_id)):
        return Break(organisation_id, seq, "head altered")
    return None

"""The journal: one chain of entries per organisation, append-only by trigger (`migrations/guards`)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class JournalEntry(Base):
    """One act or one view. Holds identifiers, dates and codes, never values about people (S-77)."""

    __tablename__ = "journal_entry"
    __journalled__ = False
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "seq"),
        sa.CheckConstraint("(user_id IS NULL) <> (job IS NULL)", "one_actor"),
        sa.Index("ix_journal_entry_subject", "subject_type", "subject_id", "id"),
        sa.Index("ix_journal_entry_user", "user_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[int | None]
    job: Mapped[str | None] = mapped_column(sa.String(60))
    event: Mapped[str] = mapped_column(sa.String(60))
    subject_type: Mapped[str | None] = mapped_column(sa.String(60))
    subject_id: Mapped[str | None] = mapped_column(sa.String(22))
    facts: Mapped[str] = mapped_column(sa.Text)
    request_id: Mapped[str | None] = mapped_column(sa.String(32))
    key_id: Mapped[str] = mapped_column(sa.String(16))
    previous: Mapped[str] = mapped_column(sa.String(64))
    seal: Mapped[str] = mapped_column(sa.String(64))


class JournalHead(Base):
    """Last link of each chain: the row writers lock, and the proof that no tail was cut."""

    __tablename__ = "journal_head"
    __journalled__ = False

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    seal: Mapped[str] = mapped_column(sa.String(64))
    key_id: Mapped[str] = mapped_column(sa.String(16))
    proof: Mapped[str] = mapped_column(sa.String(64))

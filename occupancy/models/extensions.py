"""Requests to keep a site longer: a letter to its housing operator, and what came of it. No word about people."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Identified, Versioned, coded, unless_filled
from occupancy.models.agreements import Agreement
from occupancy.vocab import ExtensionAnswer


class ExtensionRequest(Identified, Versioned, Base):
    """Asked for an agreement; one without an answer at a time (partial unique index).

    Granted for `granted_last_day`, the amendment follows; refused for `refusal_reason`.
    """

    __tablename__ = "extension_request"
    __table_args__ = (
        sa.CheckConstraint("answered_on IS NULL OR sent_on IS NOT NULL", "sent_before_answered"),
        sa.CheckConstraint("(answer IS NULL) = (answered_on IS NULL)", "answer_has_day"),
        sa.CheckConstraint("answer IS NULL OR answer <> 'granted' OR granted_last_day IS NOT NULL", "granted_until"),
        sa.CheckConstraint("answer IS NULL OR answer <> 'refused' OR refusal_reason IS NOT NULL", "refused_why"),
        sa.Index(
            "uq_extension_request_open",
            "agreement_id",
            unique=True,
            sqlite_where=sa.text("answer IS NULL AND dropped_on IS NULL"),
            postgresql_where=sa.text("answer IS NULL AND dropped_on IS NULL"),
        ),
    )

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"), index=True)
    asked_last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(500))
    drafted_on: Mapped[date]
    sent_on: Mapped[date | None]
    answer_due_on: Mapped[date | None]
    answer: Mapped[ExtensionAnswer | None] = mapped_column(coded(ExtensionAnswer))
    answered_on: Mapped[date | None]
    granted_last_day: Mapped[date | None]
    refusal_reason: Mapped[str | None] = mapped_column(sa.String(500))
    dropped_on: Mapped[date | None]
    is_open = unless_filled("is_open", "answer", "dropped_on")

    agreement: Mapped[Agreement] = relationship(lazy="raise")

"""Mediation cases: a conflict after letting, what was done about it step by step, and how it ended."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded, unless_filled
from capteur.models.guarantees import GuaranteeEvent
from capteur.models.lettings import Letting
from capteur.vocab_mediation import Hat, MediationCause, MediationOutcome, Severity


class MediationCase(Identified, Versioned, Base):
    """A conflict about a letting, from the day it was opened to the one it was closed. A cause that no code tells has
    words. The hats worn and the minutes are those of its steps."""

    __tablename__ = "mediation_case"
    __table_args__ = (
        sa.CheckConstraint("closed_on >= opened_on", "closes_after_opening"),
        sa.CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", "closed_has_outcome"),
        sa.CheckConstraint("cause <> 'other' OR cause_words_sealed IS NOT NULL", "other_has_words"),
        sa.Index("ix_mediation_case_letting", "letting_id", "opened_on"),
    )

    letting_id: Mapped[int] = mapped_column(sa.ForeignKey("letting.id"))
    cause: Mapped[MediationCause] = mapped_column(coded(MediationCause))
    cause_words_sealed: Mapped[str | None] = mapped_column(sa.Text)
    cause_words = Sealed()
    severity: Mapped[Severity] = mapped_column(coded(Severity))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    outcome: Mapped[MediationOutcome | None] = mapped_column(coded(MediationOutcome))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    is_open = unless_filled("is_open", "closed_on")

    letting: Mapped[Letting] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")


class MediationStep(Identified, Base):
    """What was done on a day, under which hat; rows are only added. What concerns the owner and what concerns the
    household are two texts, each for its own readers. `minutes` for the load of the work; a guarantee called with it
    is the event that says so."""

    __tablename__ = "mediation_step"
    __table_args__ = (
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", "minutes"),
        sa.CheckConstraint(
            "owner_note_sealed IS NOT NULL OR household_note_sealed IS NOT NULL OR guarantee_event_id IS NOT NULL",
            "says_something",
        ),
        sa.Index("ix_mediation_step_case", "case_id", "happened_on"),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("mediation_case.id"))
    happened_on: Mapped[date]
    hat: Mapped[Hat] = mapped_column(coded(Hat))
    minutes: Mapped[int | None]
    owner_note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    owner_note = Sealed()
    household_note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    household_note = Sealed()
    guarantee_event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("guarantee_event.id"), unique=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))

    author: Mapped[User] = relationship(lazy="raise")
    guarantee_event: Mapped[GuaranteeEvent | None] = relationship(lazy="raise")

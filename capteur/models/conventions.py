"""Conventions #1: the right of an organisation to send requests to a capteur programme, version by version."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.programmes import Programme
from capteur.vocab import ConventionEnd

# Not signed and not given up: `is_open`, for the index.
OPEN = "signed_on IS NULL AND dropped_on IS NULL"


class CapteurConvention(Identified, Versioned, Base):
    """One version of a convention #1 (paper period). Its state follows from its days (`capteur.rules.conventions`).

    `response_days` are working days. Not signed yet, it is open: there is one such version at a time. Once signed it is
    changed no more, but for its end. The contacts are those of the organisation, at work.
    """

    __tablename__ = "capteur_convention"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "organisation_id", "number"),
        sa.Index(
            "uq_capteur_convention_open",
            "programme_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        ),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", "last_after_first"),
        sa.CheckConstraint("signed_on IS NULL OR sent_on IS NOT NULL", "sent_before_signed"),
        sa.CheckConstraint("signed_on IS NULL OR partner_signatory IS NOT NULL", "signed_by_partner"),
        sa.CheckConstraint("signed_on IS NULL OR programme_signatory IS NOT NULL", "signed_by_programme"),
        sa.CheckConstraint("signed_on IS NULL OR dropped_on IS NULL", "signed_or_dropped"),
        sa.CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", "end_has_reason"),
        sa.CheckConstraint("ended_on IS NULL OR signed_on IS NOT NULL", "ended_was_signed"),
        sa.CheckConstraint("response_days BETWEEN 1 AND 60", "response"),
        sa.CheckConstraint("number > 0", "number"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    clauses: Mapped[str | None] = mapped_column(sa.Text)
    contact: Mapped[str] = mapped_column(sa.String(120))
    contact_phone: Mapped[str | None] = mapped_column(sa.String(30))
    contact_email: Mapped[str | None] = mapped_column(sa.String(254))
    backup: Mapped[str] = mapped_column(sa.String(120))
    backup_phone: Mapped[str | None] = mapped_column(sa.String(30))
    backup_email: Mapped[str | None] = mapped_column(sa.String(254))
    response_days: Mapped[int] = mapped_column(default=2)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    sent_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    partner_signatory: Mapped[str | None] = mapped_column(sa.String(120))
    programme_signatory: Mapped[str | None] = mapped_column(sa.String(120))
    dropped_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # the last day in force, where it ended before its time
    end_reason: Mapped[ConventionEnd | None] = mapped_column(coded(ConventionEnd))
    end_words: Mapped[str | None] = mapped_column(sa.String(300))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))

    is_open = unless_filled("is_open", "signed_on", "dropped_on")

    programme: Mapped[Programme] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")

"""Concertation with the partners of a programme: meetings, agenda, decisions; reviews of conventions #1."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.programmes import Programme
from capteur.models.conventions import CapteurConvention
from capteur.models.follow_up import SupportAlert
from capteur.vocab_follow_up import ReviewVerdict


class Concertation(Identified, Versioned, Base):
    """A meeting of a programme with its partners. Its agenda is what waits that day, until it was talked about."""

    __tablename__ = "concertation"
    __table_args__ = (sa.Index("ix_concertation_programme", "programme_id", "held_on"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    held_on: Mapped[date]
    place: Mapped[str | None] = mapped_column(sa.String(120))
    present: Mapped[str | None] = mapped_column(sa.Text)  # organisations, and who came for them
    minutes_sealed: Mapped[str | None] = mapped_column(sa.Text)
    minutes = Sealed()
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))

    programme: Mapped[Programme] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")


class ConcertationItem(Identified, Versioned, Base):
    """Something to talk about: an alert that nobody answered, or what somebody added. It waits until a meeting."""

    __tablename__ = "concertation_item"
    __table_args__ = (
        sa.UniqueConstraint("alert_id", name="uq_concertation_item_alert"),
        sa.CheckConstraint("(alert_id IS NULL) = (subject IS NOT NULL)", "alert_or_subject"),
        sa.CheckConstraint("(alert_id IS NULL) = (author_id IS NOT NULL)", "author_of_subject"),
        sa.Index("ix_concertation_item_programme", "programme_id", "added_on"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    added_on: Mapped[date]
    alert_id: Mapped[int | None] = mapped_column(sa.ForeignKey("support_alert.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    subject: Mapped[str | None] = mapped_column(sa.String(200))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    concertation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concertation.id"), index=True)
    is_waiting = unless_filled("is_waiting", "concertation_id")

    alert: Mapped[SupportAlert | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise")
    decisions: Mapped[list["ConcertationDecision"]] = relationship(lazy="raise", order_by="ConcertationDecision.id")


class ConcertationDecision(Identified, Versioned, Base):
    """What was decided about an item, who does it, until when."""

    __tablename__ = "concertation_decision"

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("concertation_item.id"), index=True)
    words_sealed: Mapped[str] = mapped_column(sa.Text)
    words = SealedRequired()
    who: Mapped[str] = mapped_column(sa.String(120))  # a service, or somebody at work
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))

    item: Mapped[ConcertationItem] = relationship(lazy="raise", overlaps="decisions")


class PartnerReview(Identified, Base):
    """People decided what becomes of the convention #1 of a partner; rows are only added. Nothing is cut by it: an end
    is written on the convention, by somebody."""

    __tablename__ = "partner_review"
    __table_args__ = (
        sa.Index("ix_partner_review_partner", "programme_id", "organisation_id", "decided_on"),
        sa.CheckConstraint("breaches > 0", "breaches"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    convention_id: Mapped[int | None] = mapped_column(sa.ForeignKey("capteur_convention.id"))
    decided_on: Mapped[date]
    breaches: Mapped[int]  # how many were known that day since the review before
    verdict: Mapped[ReviewVerdict] = mapped_column(coded(ReviewVerdict))
    reason_sealed: Mapped[str] = mapped_column(sa.Text)
    reason = SealedRequired()
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))

    convention: Mapped[CapteurConvention | None] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")

"""Referrals: requests of partner organisations, and what happened to them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.clock import now
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household
from axes.models.programmes import Axis, PartnerConvention, Programme
from axes.vocab import ReferralEventKind, RefusalReason, Urgency


class Referral(Identified, Versioned, Base):
    """A request to house a household. A draft until submitted; its state follows from its events."""

    __tablename__ = "referral"
    __table_args__ = (
        sa.Index(
            "ix_referral_waiting",
            "waiting_since",
            "id",
            sqlite_where=sa.text("waiting_since IS NOT NULL"),
            postgresql_where=sa.text("waiting_since IS NOT NULL"),
        ),
        sa.Index("ix_referral_created", "created_at", "id"),  # lists begin with the latest
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    convention_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_convention.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    axis_wished_id: Mapped[int | None] = mapped_column(sa.ForeignKey("axis.id"))
    urgency: Mapped[Urgency] = mapped_column(coded(Urgency), default=Urgency.ORDINARY)
    living_situation: Mapped[str | None] = mapped_column(sa.String(5))  # ETHOS Light code
    wished_from: Mapped[date | None]
    # When it was accepted, while nothing but news came after. Kept by a trigger on the events, never written here: it
    # finds the few who wait among all who ever did.
    waiting_since: Mapped[datetime | None]
    situation_sealed: Mapped[str | None] = mapped_column(sa.Text)
    situation = Sealed()
    wish_sealed: Mapped[str | None] = mapped_column(sa.Text)
    wish = Sealed()

    programme: Mapped[Programme] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    convention: Mapped[PartnerConvention] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")
    axis_wished: Mapped[Axis | None] = relationship(lazy="raise")
    events: Mapped[list["ReferralEvent"]] = relationship(lazy="raise", order_by="ReferralEvent.id")


class ReferralEvent(Identified, Base):
    """One step of a referral's life; rows are added, never changed."""

    __tablename__ = "referral_event"
    __table_args__ = (
        sa.CheckConstraint("kind <> 'refused' OR refusal_reason IS NOT NULL", "refusal_has_reason"),
        sa.Index("ix_referral_event_referral", "referral_id", "id"),
    )

    referral_id: Mapped[int] = mapped_column(sa.ForeignKey("referral.id"))
    kind: Mapped[ReferralEventKind] = mapped_column(coded(ReferralEventKind))
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    refusal_reason: Mapped[RefusalReason | None] = mapped_column(coded(RefusalReason))
    text_sealed: Mapped[str | None] = mapped_column(sa.Text)
    text = Sealed()

    user: Mapped[User | None] = relationship(lazy="raise")
    comments: Mapped[list["ReferralComment"]] = relationship(lazy="raise", order_by="ReferralComment.id")


class ReferralComment(Identified, Base):
    """A field sent back to the referrer with a question; only these fields reopen."""

    __tablename__ = "referral_comment"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("referral_event.id"), index=True)
    field: Mapped[str] = mapped_column(sa.String(40))
    text_sealed: Mapped[str | None] = mapped_column(sa.Text)
    text = Sealed()

"""Funding calls: the envelope of a year, its actions, and the households accompanied with it."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_housing import FundingRefusal, TargetKind
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Named, Versioned, coded
from axes.models.people import Household

COUNTS = sa.text("refused_on IS NULL AND dropped_on IS NULL")


class FundingCall(Identified, Versioned, Named, Base):
    """What a funder gives for a year: `envelope_cents`, and until when one asks and justifies (days included)."""

    __tablename__ = "funding_call"
    __table_args__ = (
        sa.UniqueConstraint("funder_id", "name"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", "year"),
        sa.CheckConstraint("envelope_cents > 0", "envelope"),
        sa.CheckConstraint("asked_until >= first_day", "asked_after_first"),
        sa.CheckConstraint("justified_until >= asked_until", "justified_after_asked"),
    )

    funder_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    year: Mapped[int]
    envelope_cents: Mapped[int]
    first_day: Mapped[date]
    asked_until: Mapped[date]
    justified_until: Mapped[date]

    funder: Mapped[Organisation] = relationship(lazy="raise")
    actions: Mapped[list["FundingAction"]] = relationship(lazy="raise", order_by="FundingAction.id", viewonly=True)


class FundingAction(Identified, Versioned, Base):
    """One action of a call, its targets in households; for one association, or for all of them."""

    __tablename__ = "funding_action"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "name"),
        sa.UniqueConstraint("id", "call_id"),
        sa.CheckConstraint("new_target >= 0 AND tenant_target >= 0", "targets"),
    )

    call_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_call.id"))
    name: Mapped[str] = mapped_column(sa.String(160))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    new_target: Mapped[int] = mapped_column(default=0)
    tenant_target: Mapped[int] = mapped_column(default=0)

    call: Mapped[FundingCall] = relationship(lazy="raise", viewonly=True)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    def target(self, kind: TargetKind) -> int:
        """How many households of a kind it aims at."""
        return self.new_target if kind is TargetKind.NEW_HOUSEHOLD else self.tenant_target


class FundingLine(Identified, Versioned, Base):
    """A household that an association accompanies with an action's money; once in a call unless refused or dropped.

    Its state follows from its days (`accompaniment.rules.funding`). `returned_on`: handed back with a comment and not
    sent again since. What is promised and what was done are sealed.
    """

    __tablename__ = "funding_line"
    __table_args__ = (
        sa.ForeignKeyConstraint(["action_id", "call_id"], ["funding_action.id", "funding_action.call_id"]),
        sa.Index(
            "uq_funding_line_household",
            "call_id",
            "household_id",
            unique=True,
            sqlite_where=COUNTS,
            postgresql_where=COUNTS,
        ),
        sa.CheckConstraint("(granted_on IS NULL) = (granted_cents IS NULL)", "grant_has_amount"),
        sa.CheckConstraint("granted_on IS NULL OR granted_on >= requested_on", "granted_after_asked"),
        sa.CheckConstraint("granted_cents > 0", "granted_something"),
        sa.CheckConstraint("(refused_on IS NULL) = (refusal IS NULL)", "refusal_has_reason"),
        sa.CheckConstraint("refused_on IS NULL OR granted_on IS NULL", "granted_or_refused"),
        sa.CheckConstraint("sent_on IS NULL OR granted_on IS NOT NULL", "sent_was_granted"),
        sa.CheckConstraint("sent_on IS NULL OR sent_on >= granted_on", "sent_after_granted"),
        sa.CheckConstraint("sent_on IS NULL OR justification_sealed IS NOT NULL", "sent_says_something"),
        sa.CheckConstraint("sent_on IS NULL OR justified_cents IS NOT NULL", "sent_has_amount"),
        sa.CheckConstraint("justified_cents IS NULL OR justified_cents BETWEEN 0 AND granted_cents", "within_grant"),
        sa.CheckConstraint("justified_on IS NULL OR sent_on IS NOT NULL", "justified_was_sent"),
        sa.CheckConstraint("justified_on IS NULL OR justified_on >= sent_on", "justified_after_sent"),
        sa.CheckConstraint(
            "returned_on IS NULL OR (sent_on IS NULL AND justified_on IS NULL AND refused_on IS NULL)", "returned_waits"
        ),
        sa.CheckConstraint("dropped_on IS NULL OR (justified_on IS NULL AND refused_on IS NULL)", "dropped_was_open"),
        sa.Index("ix_funding_line_organisation", "organisation_id", "call_id"),
    )

    call_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_call.id"))
    action_id: Mapped[int] = mapped_column(index=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    kind: Mapped[TargetKind] = mapped_column(coded(TargetKind))
    commitment_sealed: Mapped[str] = mapped_column(sa.Text)
    commitment = SealedRequired()
    requested_on: Mapped[date]
    granted_on: Mapped[date | None]
    granted_cents: Mapped[int | None]
    refused_on: Mapped[date | None]
    refusal: Mapped[FundingRefusal | None] = mapped_column(coded(FundingRefusal))
    returned_on: Mapped[date | None]
    justification_sealed: Mapped[str | None] = mapped_column(sa.Text)
    justification = Sealed()
    justified_cents: Mapped[int | None]
    sent_on: Mapped[date | None]
    justified_on: Mapped[date | None]
    dropped_on: Mapped[date | None]

    call: Mapped[FundingCall] = relationship(lazy="raise", viewonly=True)
    action: Mapped[FundingAction] = relationship(lazy="raise", viewonly=True)
    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")
    returns: Mapped[list["FundingReturn"]] = relationship(lazy="raise", order_by="FundingReturn.id", viewonly=True)


class FundingReturn(Identified, Base):
    """A hand-back: who asked for more, when, and what is missing. Only ever added."""

    __tablename__ = "funding_return"

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_line.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    returned_on: Mapped[date]
    comment_sealed: Mapped[str] = mapped_column(sa.Text)
    comment = SealedRequired()

    author: Mapped[User] = relationship(lazy="raise")

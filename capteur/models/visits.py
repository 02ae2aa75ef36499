"""Visits of dwellings: planned, held or missed; what was looked at, and pictures of it."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import Sealed, SealedBytesRequired
from app.db import Base, Identified, Versioned, coded, unless_filled
from capteur.models.opportunities import Opportunity
from capteur.vocab_dwellings import CheckItem, CheckVerdict, EnergyClass, Verdict, VisitOutcome


class Visit(Identified, Versioned, Base):
    """A visit of a dwelling by a prospector; without an outcome it is still to come, one at a time for each dwelling.

    A verdict only of one that was held. Unsuitable, it says by which item, and whether to come back after works.
    """

    __tablename__ = "visit"
    __table_args__ = (
        sa.CheckConstraint("(coalesce(outcome, '') = 'held') = (verdict IS NOT NULL)", "verdict_when_held"),
        sa.CheckConstraint("(coalesce(verdict, '') = 'unsuitable') = (blocking IS NOT NULL)", "unsuitable_says_why"),
        sa.CheckConstraint("revisit = false OR verdict = 'unsuitable'", "revisit_when_unsuitable"),
        sa.CheckConstraint("(outcome IS NULL) = (happened_on IS NULL)", "outcome_has_day"),
        sa.CheckConstraint("rooms BETWEEN 1 AND 30 AND minutes BETWEEN 1 AND 600", "sizes"),
        sa.CheckConstraint("rent_cents >= 0 AND charges_cents >= 0", "amounts"),
        sa.Index(
            "uq_visit_planned",
            "opportunity_id",
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
        sa.Index("ix_visit_opportunity", "opportunity_id", "planned_on"),
    )

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"))
    visitor_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    planned_on: Mapped[date]
    planned_at: Mapped[time | None] = mapped_column(sa.Time)  # the hour agreed with the owner, in Brussels
    outcome: Mapped[VisitOutcome | None] = mapped_column(coded(VisitOutcome))
    happened_on: Mapped[date | None]  # of a visit that did not take place: the day it should have
    rooms: Mapped[int | None]
    rent_cents: Mapped[int | None]
    charges_cents: Mapped[int | None]
    energy: Mapped[EnergyClass] = mapped_column(coded(EnergyClass), default=EnergyClass.UNKNOWN)
    available_on: Mapped[date | None]
    minutes: Mapped[int | None]
    verdict: Mapped[Verdict | None] = mapped_column(coded(Verdict))
    blocking: Mapped[CheckItem | None] = mapped_column(coded(CheckItem))
    revisit: Mapped[bool] = mapped_column(default=False)
    works_sealed: Mapped[str | None] = mapped_column(sa.Text)
    works = Sealed()
    is_planned = unless_filled("is_planned", "outcome")

    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    visitor: Mapped[User] = relationship(lazy="raise")
    checks: Mapped[list["VisitCheck"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    photos: Mapped[list["VisitPhoto"]] = relationship(lazy="raise", order_by="VisitPhoto.id")


class VisitCheck(Identified, Base):
    """What was found of one item."""

    __tablename__ = "visit_check"
    __table_args__ = (sa.UniqueConstraint("visit_id", "item"),)

    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    item: Mapped[CheckItem] = mapped_column(coded(CheckItem))
    verdict: Mapped[CheckVerdict] = mapped_column(coded(CheckVerdict))
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    note = Sealed()


class VisitPhoto(Identified, Base):
    """A picture taken at a visit, drawn anew and sealed. Never changed; it may be taken away."""

    __tablename__ = "visit_photo"

    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    content = SealedBytesRequired()

    visit: Mapped[Visit] = relationship(lazy="raise", viewonly=True)

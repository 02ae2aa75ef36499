"""Reservation conventions between a landlord and an association, and the dwellings reserved under them.

Nothing here says who lives where: of a dwelling that is let, only the day is kept, so that the landlord may read it.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_housing import Chooser, ReleaseReason, ReservedFor, ReservedKind
from app.auth.models.organisations import Organisation
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household

HOLDS = sa.text("held_for_id IS NOT NULL AND let_on IS NULL AND released_on IS NULL")


class Reservation(Identified, Versioned, Base):
    """What a landlord reserves for those an association accompanies (paper period): how many dwellings of which kind.

    The association proposes somebody within `answer_days`; after `release_days` an unused dwelling goes back by itself.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", "last_after_first"),
        sa.CheckConstraint("landlord_id <> organisation_id", "two_parties"),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 365", "answer"),
        sa.CheckConstraint("release_days >= answer_days AND release_days <= 730", "release"),
        sa.CheckConstraint(
            "studios >= 0 AND one_bedrooms >= 0 AND two_bedrooms >= 0 AND larger >= 0"
            " AND studios + one_bedrooms + two_bedrooms + larger > 0",
            "dwellings",
        ),
        sa.Index("ix_reservation_landlord", "landlord_id", "first_day"),
        sa.Index("ix_reservation_organisation", "organisation_id", "first_day"),
    )

    landlord_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    signed_on: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    studios: Mapped[int] = mapped_column(default=0)
    one_bedrooms: Mapped[int] = mapped_column(default=0)
    two_bedrooms: Mapped[int] = mapped_column(default=0)
    larger: Mapped[int] = mapped_column(default=0)
    chooser: Mapped[Chooser] = mapped_column(coded(Chooser))
    answer_days: Mapped[int]
    release_days: Mapped[int]

    landlord: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[landlord_id])
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    publics: Mapped[list["ReservationPublic"]] = relationship(
        lazy="raise", order_by="ReservationPublic.public", cascade="all, delete-orphan"
    )

    @property
    def promised(self) -> dict[ReservedKind, int]:
        """How many dwellings of each kind."""
        counts = (self.studios, self.one_bedrooms, self.two_bedrooms, self.larger)
        return dict(zip(ReservedKind, counts, strict=True))


class ReservationPublic(Base):
    """One of the publics of a convention."""

    __tablename__ = "reservation_public"

    reservation_id: Mapped[int] = mapped_column(sa.ForeignKey("reservation.id"), primary_key=True)
    public: Mapped[ReservedFor] = mapped_column(coded(ReservedFor), primary_key=True)


class ReservedDwelling(Identified, Versioned, Base):
    """A dwelling that the landlord reserved from `offered_on` on; held for a household, then let and left, or released.

    A household holds one at a time. For whom it is held or let is never the landlord's to read here.
    """

    __tablename__ = "reserved_dwelling"
    __table_args__ = (
        sa.CheckConstraint("(held_on IS NULL) = (held_for_id IS NULL)", "held_for_somebody"),
        sa.CheckConstraint("held_on IS NULL OR held_on >= offered_on", "held_after_offered"),
        sa.CheckConstraint("let_on IS NULL OR held_on IS NOT NULL", "let_was_held"),
        sa.CheckConstraint("let_on IS NULL OR let_on >= offered_on", "let_after_offered"),
        sa.CheckConstraint("left_on IS NULL OR left_on >= let_on", "left_after_let"),
        sa.CheckConstraint("left_on IS NULL OR let_on IS NOT NULL", "left_was_let"),
        sa.CheckConstraint("(released_on IS NULL) = (release_reason IS NULL)", "release_has_reason"),
        sa.CheckConstraint("released_on IS NULL OR released_on >= offered_on", "released_after_offered"),
        sa.CheckConstraint("released_on IS NULL OR held_on IS NULL", "held_or_released"),
        sa.Index("uq_reserved_dwelling_held", "held_for_id", unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS),
        sa.Index("ix_reserved_dwelling_reservation", "reservation_id", "offered_on"),
    )

    reservation_id: Mapped[int] = mapped_column(sa.ForeignKey("reservation.id"))
    place: Mapped[str] = mapped_column(sa.String(160))
    kind: Mapped[ReservedKind] = mapped_column(coded(ReservedKind))
    offered_on: Mapped[date]
    held_for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"))
    held_on: Mapped[date | None]
    let_on: Mapped[date | None]
    left_on: Mapped[date | None]
    released_on: Mapped[date | None]
    release_reason: Mapped[ReleaseReason | None] = mapped_column(coded(ReleaseReason))

    reservation: Mapped[Reservation] = relationship(lazy="raise")
    held_for: Mapped[Household | None] = relationship(lazy="raise")

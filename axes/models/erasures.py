"""Data protection: how long files are kept, what keeps them longer, and the erasures asked for and done (rule 47)."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.people import Household
from axes.vocab_erasures import ErasureReason, HoldReason, KeepingClass, PersonalData

WAITING = sa.text("done_at IS NULL AND withdrawn_at IS NULL")
IN_FORCE = sa.text("lifted_on IS NULL")


class Erasure(Identified, Base):
    """An erasure asked by one and done by another (S-17); once done it stays, and says nothing of whom it was.

    `asked_on` is the day the person asked; `replayed_at` is filled where a restored backup had forgotten it: then the
    people who acted are known from the list of erasures, if they are known at all.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        sa.CheckConstraint("confirmed_by_id <> asked_by_id", "two_people"),
        sa.CheckConstraint("asked_by_id IS NOT NULL OR replayed_at IS NOT NULL", "asked_by_somebody"),
        sa.CheckConstraint(
            "done_at IS NULL OR confirmed_by_id IS NOT NULL OR replayed_at IS NOT NULL", "done_by_somebody"
        ),
        sa.CheckConstraint("replayed_at IS NULL OR done_at IS NOT NULL", "replayed_was_done"),
        sa.CheckConstraint("done_at IS NULL OR withdrawn_at IS NULL", "done_or_withdrawn"),
        sa.CheckConstraint("(reason = 'person_asked') = (asked_on IS NOT NULL)", "asked_by_person_on"),
        sa.Index("uq_erasure_waiting", "household_id", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    reason: Mapped[ErasureReason] = mapped_column(coded(ErasureReason))
    asked_on: Mapped[date | None]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    replayed_at: Mapped[datetime | None]
    is_waiting = unless_filled("is_waiting", "done_at", "withdrawn_at")

    household: Mapped[Household] = relationship(lazy="raise")
    asked_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[asked_by_id])
    confirmed_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[confirmed_by_id])
    counts: Mapped[list["ErasureCount"]] = relationship(lazy="raise", order_by="ErasureCount.kind")


class ErasureCount(Identified, Base):
    """How many rows of a kind of data an erasure emptied or took away."""

    __tablename__ = "erasure_count"
    __table_args__ = (sa.UniqueConstraint("erasure_id", "kind"),)

    erasure_id: Mapped[int] = mapped_column(sa.ForeignKey("erasure.id"))
    kind: Mapped[PersonalData] = mapped_column(coded(PersonalData))
    rows: Mapped[int]


class KeepingPeriod(Identified, Versioned, Base):
    """How many months after the last contact a file is kept; without a row, as shipped (`axes.rules.keeping`)."""

    __tablename__ = "keeping_period"
    __table_args__ = (sa.CheckConstraint("months BETWEEN 1 AND 240", "months"),)

    kind: Mapped[KeepingClass] = mapped_column(coded(KeepingClass), unique=True)
    months: Mapped[int]


class KeepingHold(Identified, Base):
    """A file is kept in spite of its period, until a last day or until somebody lifts it."""

    __tablename__ = "keeping_hold"
    __table_args__ = (
        sa.CheckConstraint("(lifted_on IS NULL) = (lifted_by_id IS NULL)", "lifted_by_somebody"),
        sa.Index(
            "uq_keeping_hold_in_force", "household_id", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE
        ),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    reason: Mapped[HoldReason] = mapped_column(coded(HoldReason))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    last_day: Mapped[date]
    lifted_on: Mapped[date | None]
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])


class KeepingNotice(Base):
    """The nightly work found that the time of keeping of a file had ended: what is announced, and checked once more by
    whoever opens the list."""

    __tablename__ = "keeping_notice"
    __journalled__ = False

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), primary_key=True)
    announced_on: Mapped[date]

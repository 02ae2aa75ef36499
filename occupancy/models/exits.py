"""Exits: where people went, who decided, and what that amounts to by a versioned table."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from occupancy.models.stays import Stay
from occupancy.vocab import ExitDecider, ExitReason, OutcomeClass


class Destination(Identified, Versioned, Base):
    """Where one can go (`domain.md` §3.2). Closed ones stay, so that renaming never changes last year's figures."""

    __tablename__ = "destination"

    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name_fr: Mapped[str] = mapped_column(sa.String(80))
    name_nl: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]


class DestinationClass(Base):
    """What a destination counts as, from a day on; the row in force on the day of the exit decides."""

    __tablename__ = "destination_class"

    destination_id: Mapped[int] = mapped_column(sa.ForeignKey("destination.id"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[OutcomeClass] = mapped_column(coded(OutcomeClass))


class StayExit(Identified, Base):
    """The end of a journey in a unit. A correction adds a row and dates the one it replaces.

    One that was written about the wrong household is cancelled: dated like a replaced one, with who did it and why,
    and nothing in its place. `note` says where, for the destination that asks for a text. What people wrote is sealed.
    """

    __tablename__ = "stay_exit"
    __table_args__ = (
        sa.Index(
            "uq_stay_exit_standing",
            "stay_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        sa.Index(  # the follow-ups due after the exits of some days, without a look at each exit
            "ix_stay_exit_day",
            "left_on",
            "destination_id",
            "stay_id",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
    )

    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"))
    left_on: Mapped[date]
    destination_id: Mapped[int] = mapped_column(sa.ForeignKey("destination.id"))
    decided_by: Mapped[ExitDecider] = mapped_column(coded(ExitDecider))
    reason: Mapped[ExitReason] = mapped_column(coded(ExitReason))
    voluntary: Mapped[bool]
    postal_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commune.postal_code"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    replaced_at: Mapped[datetime | None]
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    note = Sealed()
    correction_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)  # why this row replaces another
    correction_reason = Sealed()
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    cancel_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)  # why there was no such exit
    cancel_reason = Sealed()

    stay: Mapped[Stay] = relationship(lazy="raise")
    destination: Mapped[Destination] = relationship(lazy="raise")

"""Follow-ups after an exit to a lasting home: what was found, and since when people live elsewhere."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_exits import FollowUpResult, HomeEndReason
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from occupancy.models.exits import Destination
from occupancy.models.stays import Stay
from occupancy.vocab import ExitDecider


class FollowUp(Identified, Versioned, Base):
    """What a follow-up found, so many months after the exit of a stay. One that nobody did has no row.

    The days in that home ended on `home_end_on`, the first one elsewhere: why, by whom, where to.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        sa.UniqueConstraint("stay_id", "months"),
        sa.CheckConstraint("months BETWEEN 1 AND 120", "months"),
        sa.CheckConstraint("(result IN ('still_there', 'unknown')) = (home_end_on IS NULL)", "end_has_day"),
        sa.CheckConstraint(
            "(result IN ('moved_lasting', 'moved_other', 'lost')) = (voluntary IS NOT NULL)", "leaving_has_will"
        ),
        sa.CheckConstraint("(home_end_on IS NULL) = (end_reason IS NULL)", "end_has_reason"),
        sa.Index("ix_follow_up_done", "done_on"),
    )

    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"))
    months: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    done_on: Mapped[date]
    result: Mapped[FollowUpResult] = mapped_column(coded(FollowUpResult))
    home_end_on: Mapped[date | None]
    voluntary: Mapped[bool | None]
    ended_by: Mapped[ExitDecider | None] = mapped_column(coded(ExitDecider))
    end_reason: Mapped[HomeEndReason | None] = mapped_column(coded(HomeEndReason))
    destination_id: Mapped[int | None] = mapped_column(sa.ForeignKey("destination.id"))
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    note = Sealed()

    stay: Mapped[Stay] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")
    destination: Mapped[Destination | None] = relationship(lazy="raise")

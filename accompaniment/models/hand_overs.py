"""Hand-overs: all that somebody who leaves has under way, passed to colleagues in one act."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.db import Base, Identified, Versioned, unless_filled

STILL_OPEN = sa.text("done_at IS NULL AND dropped_at IS NULL")


class HandOver(Identified, Versioned, Base):
    """Who leaves, and who receives what no choice gives to another. Prepared, then carried out or given up; one at a
    time for each person. `files` is how many were passed, those protected not counted: some who read it may not
    know of them.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        sa.CheckConstraint("done_at IS NULL OR dropped_at IS NULL", "done_or_dropped"),
        sa.CheckConstraint("(done_at IS NULL) = (files IS NULL)", "done_has_files"),
        sa.CheckConstraint("receiver_id <> leaver_id", "to_another"),
        sa.Index("uq_hand_over_open", "leaver_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    leaver_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    receiver_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    done_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    files: Mapped[int | None]
    is_open = unless_filled("is_open", "done_at", "dropped_at")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    leaver: Mapped[User] = relationship(lazy="raise", foreign_keys=[leaver_id])
    receiver: Mapped[User] = relationship(lazy="raise", foreign_keys=[receiver_id])
    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])


class HandOverChoice(Base):
    """A file that goes to somebody else than the others. `was_protected`: it was, and who chose was named for it; of a
    protected file no other choice counts."""

    __tablename__ = "hand_over_choice"

    hand_over_id: Mapped[int] = mapped_column(sa.ForeignKey("hand_over.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), primary_key=True)
    receiver_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    chosen_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    was_protected: Mapped[bool] = mapped_column(default=False)

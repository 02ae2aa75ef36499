"""Make the home fit, or move: what was compared, and decided with the household."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_prevention import HomeChoice
from app.auth.models.organisations import Organisation
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household


class HomeDecision(Identified, Versioned, Base):
    """Works in place beside a move, and which was chosen on a day. Money in cents; the rents are monthly.

    Works chosen are followed: until when, the premium asked for and received.
    """

    __tablename__ = "home_decision"
    __table_args__ = (
        sa.CheckConstraint(
            "works_cents >= 0 AND premium_cents >= 0 AND move_cents >= 0 AND rent_now_cents >= 0 "
            "AND rent_then_cents >= 0",
            "amounts",
        ),
        sa.CheckConstraint("works_weeks BETWEEN 0 AND 520", "weeks"),
        sa.CheckConstraint("premium_got_on IS NULL OR premium_got_on >= premium_asked_on", "premium_after_asked"),
        sa.CheckConstraint("premium_got_on IS NULL OR premium_asked_on IS NOT NULL", "premium_was_asked"),
        sa.Index("ix_home_decision_household", "household_id", "decided_on"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    decided_on: Mapped[date]
    choice: Mapped[HomeChoice] = mapped_column(coded(HomeChoice))
    agreed: Mapped[bool] = mapped_column(default=False)
    reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    reason = Sealed()
    works_cents: Mapped[int | None]
    works_weeks: Mapped[int | None]
    premium_cents: Mapped[int | None]
    move_cents: Mapped[int | None]
    rent_now_cents: Mapped[int | None]
    rent_then_cents: Mapped[int | None]
    works_done_on: Mapped[date | None]
    premium_asked_on: Mapped[date | None]
    premium_got_on: Mapped[date | None]

    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")

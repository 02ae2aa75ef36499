"""Lettings: the lease of a household in a captured dwelling."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.people import Household
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal
from capteur.vocab import DepositRoute
from capteur.vocab_lettings import LeaseKind, LettingEnd


class Letting(Identified, Versioned, Base):
    """A household lives in a dwelling by a lease (lived period: `end_on` is the day they left). `last_day` is the last
    one of the lease as signed. Amounts are cents a month; the reference rent is the official one, looked up on a day.

    It starts on a day on which its convention #2 is in force (gate G2, in the database as well). A social rental agency
    that takes the dwelling over and keeps the tenant is no end.
    """

    __tablename__ = "letting"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),
        sa.CheckConstraint("last_day IS NULL OR last_day >= start_on", "last_after_start"),
        sa.CheckConstraint("rent_cents > 0 AND charges_cents >= 0 AND deposit_cents >= 0", "amounts"),
        sa.CheckConstraint("(reference_rent_cents IS NULL) = (reference_rent_on IS NULL)", "reference_has_day"),
        sa.CheckConstraint("(end_on IS NULL) = (end_reason IS NULL)", "end_has_reason"),
        sa.CheckConstraint("inventory_out_on IS NULL OR end_on IS NOT NULL", "inventory_out_at_end"),
        sa.Index("ix_letting_opportunity", "opportunity_id", "start_on"),
        sa.Index("ix_letting_household", "household_id", "start_on"),
    )

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_proposal.id"), unique=True)
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    kind: Mapped[LeaseKind] = mapped_column(coded(LeaseKind))
    start_on: Mapped[date]
    last_day: Mapped[date | None]
    rent_cents: Mapped[int]
    charges_cents: Mapped[int | None]
    reference_rent_cents: Mapped[int | None]
    reference_rent_on: Mapped[date | None]
    deposit_route: Mapped[DepositRoute] = mapped_column(coded(DepositRoute))
    deposit_cents: Mapped[int | None]
    registered_on: Mapped[date | None]
    inventory_in_on: Mapped[date | None]
    inventory_out_on: Mapped[date | None]
    end_on: Mapped[date | None]
    end_reason: Mapped[LettingEnd | None] = mapped_column(coded(LettingEnd))
    end_words_sealed: Mapped[str | None] = mapped_column(sa.Text)
    end_words = Sealed()
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    is_running = unless_filled("is_running", "end_on")

    proposal: Mapped[HousingProposal] = relationship(lazy="raise")
    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")

"""Dwellings won, and those that a social rental agency took over since. Amounts are cents a month."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, coded, unless_filled
from capteur.models.guarantees import Guarantee
from capteur.models.opportunities import Opportunity
from capteur.models.visits import Visit
from capteur.vocab_dwellings import Answerer, TransferKind


class Capture(Identified, Base):
    """A dwelling won: by which visit, agreed in writing on which day, at what price, with which guarantee. Once for a
    dwelling; never changed.

    `indicative_cents` is the median of the table in force for the area and the type, where it says one: a price above
    it has its reason.
    """

    __tablename__ = "capture"
    __table_args__ = (
        sa.CheckConstraint("rent_cents > 0 AND charges_cents >= 0", "price"),
        sa.CheckConstraint("rent_cents <= indicative_cents OR price_reason_sealed IS NOT NULL", "above_has_reason"),
        sa.CheckConstraint("agreed_on <= captured_on", "agreed_first"),
    )

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), unique=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    guarantee_id: Mapped[int] = mapped_column(sa.ForeignKey("guarantee.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    agreed_on: Mapped[date]
    captured_on: Mapped[date] = mapped_column(index=True)
    rent_cents: Mapped[int]
    charges_cents: Mapped[int]
    indicative_cents: Mapped[int | None]
    price_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    price_reason = Sealed()

    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    visit: Mapped[Visit] = relationship(lazy="raise")
    guarantee: Mapped[Guarantee] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")


class DwellingTransfer(Identified, Base):
    """A captured dwelling that a social rental agency (AIS) takes over: it leaves the prospector's load, and stays won.

    `tenant_kept` where somebody lives there; the agency chooses the next tenants by its own rules. One entered by
    mistake stays, cancelled on a day; one stands at a time.
    """

    __tablename__ = "dwelling_transfer"
    __table_args__ = (
        sa.CheckConstraint("new_rent_cents > 0", "rent"),
        sa.CheckConstraint("(cancelled_on IS NULL) = (cancelled_by_id IS NULL)", "cancelled_by_somebody"),
        sa.Index(
            "uq_dwelling_transfer_opportunity",
            "opportunity_id",
            unique=True,
            sqlite_where=sa.text("cancelled_on IS NULL"),
            postgresql_where=sa.text("cancelled_on IS NULL"),
        ),
    )

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    agency: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[TransferKind] = mapped_column(coded(TransferKind))
    first_day: Mapped[date]
    tenant_kept: Mapped[bool | None]
    new_rent_cents: Mapped[int]
    answerer: Mapped[Answerer] = mapped_column(coded(Answerer))
    cancelled_on: Mapped[date | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    stands = unless_filled("stands", "cancelled_on")

    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])

"""Opportunities: dwellings of owners, from the lead to the lease, and what moved them."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Versioned, coded
from capteur.models.owners import Owner
from capteur.models.programmes import CapteurArea
from capteur.models.standing import coded_before
from capteur.vocab import RequestTrack
from capteur.vocab_dwellings import DwellingKind, EnergyClass, LossReason, OpportunityStage
from capteur.vocab_owners import LeadSource


class Opportunity(Identified, Versioned, Base):
    """A dwelling that may be won. Where it stands follows from the last of its events.

    `reference_rent_cents` is the official one, as looked up on a day by its address. What is not known of `floor`,
    `has_lift`, `step_free` and `animals` (accepted by the owner) is None; `track`: whom the owner lets to, else anyone.
    `for_exits`: for those who leave a temporary stay by an exit plan, and nobody else.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        sa.CheckConstraint("bedrooms BETWEEN 0 AND 12", "bedrooms"),
        sa.CheckConstraint("floor BETWEEN -2 AND 60", "floor"),
        sa.CheckConstraint("rent_cents >= 0 AND charges_cents >= 0 AND reference_rent_cents >= 0", "amounts"),
        sa.CheckConstraint("(reference_rent_cents IS NULL) = (reference_rent_on IS NULL)", "reference_has_day"),
    )

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("owner.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[DwellingKind] = mapped_column(coded(DwellingKind))
    bedrooms: Mapped[int]
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("capteur_area.id"), index=True)
    address_sealed: Mapped[str] = mapped_column(sa.Text)
    address = SealedRequired()
    rent_cents: Mapped[int | None]
    charges_cents: Mapped[int | None]
    reference_rent_cents: Mapped[int | None]
    reference_rent_on: Mapped[date | None]
    energy: Mapped[EnergyClass] = mapped_column(coded(EnergyClass), default=EnergyClass.UNKNOWN)
    floor: Mapped[int | None]
    has_lift: Mapped[bool | None]
    step_free: Mapped[bool | None]
    animals: Mapped[bool | None]
    track: Mapped[RequestTrack | None] = mapped_column(coded(RequestTrack))
    for_exits: Mapped[bool] = mapped_column(default=False)
    source: Mapped[LeadSource] = mapped_column(coded(LeadSource))
    available_on: Mapped[date | None]

    owner: Mapped[Owner] = relationship(lazy="raise")
    area: Mapped[CapteurArea | None] = relationship(lazy="raise")
    events: Mapped[list["OpportunityEvent"]] = relationship(lazy="raise", order_by="OpportunityEvent.position")


class OpportunityEvent(Identified, Base):
    """A dwelling came to stand elsewhere, since a day; rows are only added, each one after the last.

    A reservation says until when; a loss says why.
    """

    __tablename__ = "opportunity_event"
    __table_args__ = (
        sa.UniqueConstraint("opportunity_id", "position", name="uq_opportunity_event_position"),
        sa.CheckConstraint("(stage = 'lost') = (loss IS NOT NULL)", "loss_has_reason"),
        sa.CheckConstraint("(stage = 'reserved') = (reserved_until IS NOT NULL)", "reservation_ends"),
        sa.CheckConstraint("reserved_until >= effective_on", "reserved_ahead"),
        sa.CheckConstraint("(position = 1) = (before IS NULL)", "first_follows_nothing"),
        sa.Index("ix_opportunity_event_stage", "stage", "effective_on"),
    )

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"))
    position: Mapped[int]
    before: Mapped[OpportunityStage | None] = mapped_column(coded_before(OpportunityStage))
    stage: Mapped[OpportunityStage] = mapped_column(coded(OpportunityStage))
    effective_on: Mapped[date]
    reserved_until: Mapped[date | None]
    loss: Mapped[LossReason | None] = mapped_column(coded(LossReason))
    reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    reason = Sealed()
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    user: Mapped[User | None] = relationship(lazy="raise")

"""Accompanied tenancies: what a household lives under while an association accompanies it, and on what condition."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.models.reservations import ReservedDwelling
from accompaniment.vocab_housing import TenancyEnd, TenancyKind
from app.auth.models.organisations import Organisation
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household

OPEN = sa.text("end_on IS NULL")


class Tenancy(Identified, Versioned, Base):
    """A new lease, that of a sitting tenant, or a place in a temporary residence (lived period).

    Where `is_condition`, the support of the organisation is a condition of it, until the day it is lifted. Of a
    residence `leave_by` is the last day, two years from its start at most. A household has one open at a time. The
    place is sealed; a reserved dwelling says its own.
    """

    __tablename__ = "tenancy"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on >= start_on", "ends_after_start"),
        sa.CheckConstraint("(end_on IS NULL) = (end_reason IS NULL)", "end_has_reason"),
        sa.CheckConstraint("(kind = 'residence') = (leave_by IS NOT NULL)", "residence_ends"),
        sa.CheckConstraint("leave_by IS NULL OR leave_by > start_on", "leaves_after_start"),
        sa.CheckConstraint("dwelling_id IS NULL OR kind = 'new_lease'", "reserved_for_lease"),
        sa.CheckConstraint("lifted_on IS NULL OR (is_condition AND lifted_on >= start_on)", "lifted_was_condition"),
        sa.UniqueConstraint("dwelling_id"),
        sa.Index("uq_tenancy_open", "household_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_tenancy_organisation", "organisation_id", "end_on"),
        sa.Index("ix_tenancy_landlord", "landlord_id", "end_on"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    landlord_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    dwelling_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reserved_dwelling.id"))
    kind: Mapped[TenancyKind] = mapped_column(coded(TenancyKind))
    place_sealed: Mapped[str | None] = mapped_column(sa.Text)
    place = Sealed()
    start_on: Mapped[date]
    leave_by: Mapped[date | None]
    is_condition: Mapped[bool] = mapped_column(default=False)
    lifted_on: Mapped[date | None]
    end_on: Mapped[date | None]
    end_reason: Mapped[TenancyEnd | None] = mapped_column(coded(TenancyEnd))

    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    landlord: Mapped[Organisation | None] = relationship(lazy="raise", foreign_keys=[landlord_id])
    dwelling: Mapped[ReservedDwelling | None] = relationship(lazy="raise")

"""Units: the dwellings, common rooms and technical rooms of a site, when they can be used, and what they passed."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Identified, Versioned, coded
from sites.models.sites import Site
from sites.vocab import CheckKind, CheckResult, OutageKind, Payer, UnitUse


class Unit(Identified, Versioned, Base):
    """One unit; `floor` 0 is the ground floor, `surface_m2` whole square metres."""

    __tablename__ = "unit"
    __table_args__ = (
        sa.UniqueConstraint("site_id", "code"),
        sa.CheckConstraint("bedrooms >= 0 AND bedrooms <= 12", "bedrooms"),
        sa.CheckConstraint("max_persons >= 0 AND max_persons <= 30", "max_persons"),
        sa.CheckConstraint("use <> 'dwelling' OR max_persons > 0", "dwelling_holds_people"),
    )

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(20))
    use: Mapped[UnitUse] = mapped_column(coded(UnitUse))
    bedrooms: Mapped[int] = mapped_column(default=0)
    max_persons: Mapped[int] = mapped_column(default=0)
    surface_m2: Mapped[int | None]
    floor: Mapped[int | None]
    has_lift: Mapped[bool] = mapped_column(default=False)
    step_free: Mapped[bool] = mapped_column(default=False)
    animals_allowed: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(sa.Text)

    site: Mapped[Site] = relationship(lazy="raise")


class UnitAvailability(Identified, Versioned, Base):
    """Paper period during which a unit is open to stays; inside the agreement that covers the unit."""

    __tablename__ = "unit_availability"
    __table_args__ = (
        sa.CheckConstraint("last_day >= first_day", "last_after_first"),
        sa.Index("ix_unit_availability_period", "unit_id", "first_day", "last_day"),
    )

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]

    unit: Mapped[Unit] = relationship(lazy="raise")


class UnitOutage(Identified, Versioned, Base):
    """Paper period of works or damage; open while `last_day` is empty. Cancelled ones stay, and count for nothing."""

    __tablename__ = "unit_outage"
    __table_args__ = (
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", "last_after_first"),
        sa.CheckConstraint("cost_cents IS NULL OR cost_cents >= 0", "cost"),
        sa.Index("ix_unit_outage_period", "unit_id", "first_day", "last_day"),
    )

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[OutageKind] = mapped_column(coded(OutageKind))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(300))
    payer: Mapped[Payer] = mapped_column(coded(Payer))
    cost_cents: Mapped[int | None]
    cancelled_on: Mapped[date | None]

    unit: Mapped[Unit] = relationship(lazy="raise")


class UnitCheck(Identified, Base):
    """One item of the hand-over checklist, as it was found on a day. A later row replaces an earlier one."""

    __tablename__ = "unit_check"
    __table_args__ = (
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= done_on", "valid_after_done"),
        sa.Index("ix_unit_check_latest", "unit_id", "kind", "done_on"),
        sa.Index("ix_unit_check_until", "valid_until"),
    )

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[CheckKind] = mapped_column(coded(CheckKind))
    result: Mapped[CheckResult] = mapped_column(coded(CheckResult))
    done_on: Mapped[date]
    valid_until: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(sa.String(300))
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    unit: Mapped[Unit] = relationship(lazy="raise")

"""Closures of sites: what becomes of each stay, and the day the site was handed back."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Identified, Versioned, coded, unless_filled
from occupancy.models.stays import Stay
from occupancy.vocab import ClosureCause, ClosureOutcomeKind
from sites.models.sites import Site
from sites.models.units import Unit


class Closure(Identified, Versioned, Base):
    """The end of a site (or the loss of it): everybody has left by `last_day`, included. One at a time per site.

    Once handed back it is over: a site lent anew may close again.
    """

    __tablename__ = "closure"
    __table_args__ = (
        sa.CheckConstraint("handed_back_on IS NULL OR cancelled_on IS NULL", "handed_back_or_cancelled"),
        sa.Index(
            "uq_closure_standing",
            "site_id",
            unique=True,
            sqlite_where=sa.text("cancelled_on IS NULL AND handed_back_on IS NULL"),
            postgresql_where=sa.text("cancelled_on IS NULL AND handed_back_on IS NULL"),
        ),
        sa.Index("ix_closure_site", "site_id", "last_day"),
    )

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    cause: Mapped[ClosureCause] = mapped_column(coded(ClosureCause))
    note: Mapped[str | None] = mapped_column(sa.String(300))
    opened_on: Mapped[date]
    last_day: Mapped[date]
    winter_confirmed: Mapped[bool] = mapped_column(default=False)
    handed_back_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    is_under_way = unless_filled("is_under_way", "cancelled_on", "handed_back_on")

    site: Mapped[Site] = relationship(lazy="raise")


class ClosureOutcome(Identified, Versioned, Base):
    """What is planned for one stay of a closing site.

    `allocation_id` is the proposal that holds its unit for the household: until they accept, nothing is settled.
    """

    __tablename__ = "closure_outcome"
    __table_args__ = (
        sa.UniqueConstraint("closure_id", "stay_id"),
        sa.CheckConstraint("kind <> 'transfer_planned' OR unit_id IS NOT NULL", "transfer_names_unit"),
    )

    closure_id: Mapped[int] = mapped_column(sa.ForeignKey("closure.id"))
    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"), index=True)
    kind: Mapped[ClosureOutcomeKind] = mapped_column(coded(ClosureOutcomeKind))
    planned_on: Mapped[date]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    allocation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("allocation.id"))
    amendment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("amendment.id"))
    note: Mapped[str | None] = mapped_column(sa.String(300))

    closure: Mapped[Closure] = relationship(lazy="raise")
    stay: Mapped[Stay] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")

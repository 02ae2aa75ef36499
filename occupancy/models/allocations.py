"""Allocations: a unit held for a household while both are asked."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from axes.models.assessments import Assignment
from axes.models.people import Household
from occupancy.vocab import AllocationStepKind, DeclineReason
from sites.models.units import Unit


class Allocation(Identified, Versioned, Base):
    """A proposal. It holds the unit from `start_on` until `end_on` (excluded) while `closed_at` is empty.

    An expired proposal is closed by whoever next touches the unit, and by the jobs; readers already treat it as
    closed once `expires_at` is past. `ranking` keeps the order and the reasons shown when it was made (audit).
    """

    __tablename__ = "allocation"
    __table_args__ = (
        sa.CheckConstraint("end_on > start_on", "ends_after_start"),
        sa.Index("ix_allocation_unit_open", "unit_id", "closed_at"),
        sa.Index("ix_allocation_household_open", "household_id", "closed_at"),
        sa.Index(
            "uq_allocation_household_open",
            "household_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"))
    start_on: Mapped[date]
    end_on: Mapped[date]
    expires_at: Mapped[datetime | None]  # empty once an entry is planned
    closed_at: Mapped[datetime | None]
    ranking: Mapped[str] = mapped_column(sa.Text)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))

    unit: Mapped[Unit] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")
    assignment: Mapped[Assignment] = relationship(lazy="raise")
    steps: Mapped[list["AllocationStep"]] = relationship(lazy="raise", order_by="AllocationStep.id")


class AllocationStep(Identified, Base):
    """One answer or event of an allocation; rows are added, never changed."""

    __tablename__ = "allocation_step"
    __table_args__ = (
        sa.Index("ix_allocation_step_allocation", "allocation_id", "id"),
        sa.Index("ix_allocation_step_at", "at"),
    )

    allocation_id: Mapped[int] = mapped_column(sa.ForeignKey("allocation.id"))
    kind: Mapped[AllocationStepKind] = mapped_column(coded(AllocationStepKind))
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    reason: Mapped[DeclineReason | None] = mapped_column(coded(DeclineReason))
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)  # which other reason
    note = Sealed()
    planned_on: Mapped[date | None]

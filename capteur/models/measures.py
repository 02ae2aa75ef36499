"""What figures of a programme are measured against: days worked by its prospectors, dwellings that it means to win."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Identified, Versioned


class WorkedMonth(Identified, Versioned, Base):
    """How long the prospectors of a programme worked in a month, leave and illness taken off: all of them together, for
    a figure of the programme needs no record of each. In halves of a day."""

    __tablename__ = "worked_month"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "year", "month", name="uq_worked_month"),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", "year"),
        sa.CheckConstraint("month BETWEEN 1 AND 12", "month"),
        sa.CheckConstraint("half_days BETWEEN 0 AND 2000", "half_days"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    year: Mapped[int]
    month: Mapped[int]
    half_days: Mapped[int]


class CaptureGoal(Identified, Versioned, Base):
    """How many dwellings a programme means to win over some days (paper period)."""

    __tablename__ = "capture_goal"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "first_day", name="uq_capture_goal"),
        sa.CheckConstraint("last_day >= first_day", "last_after_first"),
        sa.CheckConstraint("dwellings BETWEEN 1 AND 100000", "dwellings"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    dwellings: Mapped[int]

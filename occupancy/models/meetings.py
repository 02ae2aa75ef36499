"""Allocation meetings: who sat together on a day. What they decided are the steps of that day's allocations."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.crypto import Sealed
from app.db import Base, Identified, Versioned


class AllocationMeeting(Identified, Versioned, Base):
    """The minutes of a day; people who were present and what was said are sealed, as any text about people."""

    __tablename__ = "allocation_meeting"

    held_on: Mapped[date] = mapped_column(unique=True)
    present_sealed: Mapped[str | None] = mapped_column(sa.Text)
    present = Sealed()
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    note = Sealed()

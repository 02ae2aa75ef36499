"""Plans of relocation: who could live where when a site empties, as computed on a day. Nothing is held by one."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.db import Base, Identified, Versioned
from occupancy.models.stays import Stay
from sites.models.sites import Site
from sites.models.units import Unit


class RelocationPlan(Identified, Versioned, Base):
    """What was assumed: the site empties by `last_day` (included), moves begin on `moves_from`, these units open too.

    `opening_*` describe units that do not exist yet, all alike: how many, how large, where, from when until when.
    """

    __tablename__ = "relocation_plan"
    __table_args__ = (
        sa.CheckConstraint("opening_count >= 0 AND opening_count <= 200", "opening_count"),
        sa.CheckConstraint(
            "opening_count = 0 OR (opening_persons > 0 AND opening_first_day <= opening_last_day)", "opening_whole"
        ),
        sa.Index("ix_relocation_plan_site", "site_id", "id"),
    )

    name: Mapped[str] = mapped_column(sa.String(80))
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    last_day: Mapped[date]
    moves_from: Mapped[date]
    with_planned: Mapped[bool] = mapped_column(default=False)  # also those for whom something was planned already
    opening_count: Mapped[int] = mapped_column(default=0)
    opening_persons: Mapped[int | None]
    opening_bedrooms: Mapped[int | None]
    opening_step_free: Mapped[bool] = mapped_column(default=False)
    opening_animals: Mapped[bool] = mapped_column(default=False)
    opening_postal_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commune.postal_code"))
    opening_first_day: Mapped[date | None]
    opening_last_day: Mapped[date | None]
    computed_on: Mapped[date]
    proposed_at: Mapped[datetime | None]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))

    site: Mapped[Site] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")
    lines: Mapped[list["RelocationLine"]] = relationship(lazy="raise", order_by="RelocationLine.id")


class RelocationLine(Identified, Base):
    """One household of a plan: the unit proposed (`is_opening` where it does not exist yet), or none.

    `facts` are numbers, days and codes that explain it, as JSON: what the pair costs, or the units nearest and why not.
    """

    __tablename__ = "relocation_line"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "stay_id"),
        sa.CheckConstraint("unit_id IS NULL OR move_on IS NOT NULL", "place_has_day"),
        sa.CheckConstraint("unit_id IS NULL OR NOT is_opening", "unit_or_opening"),
    )

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("relocation_plan.id"))
    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    is_opening: Mapped[bool] = mapped_column(default=False)
    move_on: Mapped[date | None]
    facts: Mapped[str] = mapped_column(sa.Text)
    allocation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("allocation.id"))

    stay: Mapped[Stay] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")

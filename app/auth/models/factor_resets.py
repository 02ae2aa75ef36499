"""A second factor that its owner lost: one administrator asks that it be taken away, another confirms (S-25)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Identified


class FactorReset(Identified, Base):
    """One demand, alive until confirmed, withdrawn, or a day old. Nobody confirms their own, nor one about oneself."""

    __tablename__ = "factor_reset"
    __table_args__ = (
        sa.CheckConstraint("confirmed_by_id <> asked_by_id", "two_people"),
        sa.CheckConstraint("user_id <> asked_by_id AND user_id <> confirmed_by_id", "not_for_oneself"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

"""The indicative price table of a programme, version by version. Amounts are cents a month."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.db import Base, Identified, Versioned, coded, unless_filled
from capteur.models.programmes import CapteurArea
from capteur.vocab import DwellingType

DRAFT = "published_at IS NULL"  # `is_draft`, for the index


class PriceTable(Identified, Versioned, Base):
    """A version, valid from `first_day` until a later one is. One draft at a time; published, it is never edited."""

    __tablename__ = "price_table"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "number"),
        sa.Index(
            "uq_price_table_draft",
            "programme_id",
            unique=True,
            sqlite_where=sa.text(DRAFT),
            postgresql_where=sa.text(DRAFT),
        ),
        sa.CheckConstraint("number > 0", "number"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    number: Mapped[int]
    first_day: Mapped[date]
    source: Mapped[str] = mapped_column(sa.String(300))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    published_at: Mapped[datetime | None]
    is_draft = unless_filled("is_draft", "published_at")

    author: Mapped[User] = relationship(lazy="raise")


class PriceRow(Identified, Base):
    """What a type of dwelling costs in an area, charges apart."""

    __tablename__ = "price_row"
    __table_args__ = (
        sa.UniqueConstraint("table_id", "area_id", "dwelling_type"),
        sa.CheckConstraint("low_cents > 0", "low"),
        sa.CheckConstraint("low_cents <= median_cents AND median_cents <= high_cents", "in_order"),
        sa.CheckConstraint("charges_cents >= 0", "charges"),
    )

    table_id: Mapped[int] = mapped_column(sa.ForeignKey("price_table.id"))
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("capteur_area.id"), index=True)
    dwelling_type: Mapped[DwellingType] = mapped_column(coded(DwellingType))
    low_cents: Mapped[int]
    median_cents: Mapped[int]
    high_cents: Mapped[int]
    charges_cents: Mapped[int]

    area: Mapped[CapteurArea] = relationship(lazy="raise")

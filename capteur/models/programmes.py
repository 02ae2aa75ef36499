"""What a capteur programme holds of its own: who works in it, its areas, its delays."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.db import Base, Identified, Named, Versioned
from axes.models.programmes import Programme


class CapteurSettings(Identified, Versioned, Base):
    """The delays of one programme. A waiting request is confirmed every `confirm_days`, else it is dormant; a price
    table is old after `price_months`; a partner answers within `response_days` working days unless its convention
    says otherwise. One letting in so many is expected to be in mediation (`case_percent`); prospecting is squeezed once
    mediation takes more than `squeezed_percent` of the minutes, `squeezed_weeks` weeks in a row.
    A reservation past its day is given back by itself only where `frees_reserved` says so.
    """

    __tablename__ = "capteur_settings"
    __table_args__ = (
        sa.CheckConstraint("confirm_days BETWEEN 1 AND 365", "confirm"),
        sa.CheckConstraint("price_months BETWEEN 1 AND 60", "price"),
        sa.CheckConstraint("response_days BETWEEN 1 AND 60", "response"),
        sa.CheckConstraint("case_percent BETWEEN 1 AND 100 AND squeezed_percent BETWEEN 1 AND 99", "percents"),
        sa.CheckConstraint("squeezed_weeks BETWEEN 1 AND 26", "squeezed_weeks"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), unique=True)
    confirm_days: Mapped[int] = mapped_column(default=60)
    price_months: Mapped[int] = mapped_column(default=12)
    response_days: Mapped[int] = mapped_column(default=2)
    case_percent: Mapped[int] = mapped_column(default=10)
    squeezed_percent: Mapped[int] = mapped_column(default=40)
    squeezed_weeks: Mapped[int] = mapped_column(default=4)
    frees_reserved: Mapped[bool] = mapped_column(default=False)

    programme: Mapped[Programme] = relationship(lazy="raise")


class CapteurSeat(Identified, Versioned, Base):
    """An organisation works in a capteur programme (paper period): its prospectors act, its coordination reads."""

    __tablename__ = "capteur_seat"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "organisation_id", "first_day"),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", "last_after_first"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date | None]

    programme: Mapped[Programme] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class CapteurArea(Identified, Versioned, Named, Base):
    """A part of the region as the programme speaks of it: prices, requests and dwellings are by area."""

    __tablename__ = "capteur_area"
    __table_args__ = (sa.UniqueConstraint("programme_id", "name"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    name: Mapped[str] = mapped_column(sa.String(80))
    closed_on: Mapped[date | None]

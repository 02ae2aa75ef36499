"""The network: services that help with a theme, in the communes they cover. Never private persons."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_network import ServiceCapacity, ServiceDoubt
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.clock import today
from app.db import Base, Identified, Named, Versioned, coded
from axes.models.people import Consent
from sites.models.communes import Commune


class NetworkTheme(Identified, Versioned, Base):
    """What people are helped with, as the administrator keeps the list: closed, never deleted."""

    __tablename__ = "network_theme"

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name_fr: Mapped[str] = mapped_column(sa.String(120))
    name_nl: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    position: Mapped[int] = mapped_column(default=0)
    sensitive: Mapped[bool] = mapped_column(default=False)  # of the health area
    closed_on: Mapped[date | None]


class NetworkService(Identified, Versioned, Named, Base):
    """A service of the directory, by its general contacts. Lengths are in days.

    `organisation` has accounts here and may answer by itself; `organisation_name` is that of one which has none.
    `capacity` is what it said on `confirmed_on`; a doubt makes it due to confirm at once. An answer is expected
    `answer_days` after a request.
    """

    __tablename__ = "network_service"
    __table_args__ = (
        sa.CheckConstraint("(capacity = 'waiting') = (waiting_days IS NOT NULL)", "waiting_has_days"),
        sa.CheckConstraint("waiting_days BETWEEN 1 AND 1000", "waiting"),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 365", "answer"),
        sa.CheckConstraint("organisation_id IS NULL OR organisation_name IS NULL", "one_organisation"),
        sa.CheckConstraint("(doubted_on IS NULL) = (doubt IS NULL)", "doubt_has_day"),
        sa.CheckConstraint("(doubted_on IS NULL) = (doubted_by_id IS NULL)", "doubt_has_author"),
    )

    name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str | None] = mapped_column(sa.String(120))
    everywhere: Mapped[bool] = mapped_column(default=False)  # all communes
    languages: Mapped[str | None] = mapped_column(sa.String(120))  # ISO 639 codes, comma-separated
    phone: Mapped[str | None] = mapped_column(sa.String(30))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    address: Mapped[str | None] = mapped_column(sa.String(200))
    conditions: Mapped[str | None] = mapped_column(sa.String(500))
    capacity: Mapped[ServiceCapacity] = mapped_column(coded(ServiceCapacity), default=ServiceCapacity.OPEN)
    waiting_days: Mapped[int | None]
    answer_days: Mapped[int] = mapped_column(default=14)
    confirmed_on: Mapped[date] = mapped_column(default=today)
    doubt: Mapped[ServiceDoubt | None] = mapped_column(coded(ServiceDoubt))
    doubted_on: Mapped[date | None]
    doubted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    closed_on: Mapped[date | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    doubted_by: Mapped[User | None] = relationship(lazy="raise")
    themes: Mapped[list[NetworkTheme]] = relationship(
        lazy="raise", secondary="network_service_theme", order_by="NetworkTheme.position"
    )
    communes: Mapped[list[Commune]] = relationship(
        lazy="raise", secondary="network_service_commune", order_by="Commune.postal_code"
    )


class NetworkServiceTheme(Base):
    """A theme that a service helps with."""

    __tablename__ = "network_service_theme"

    service_id: Mapped[int] = mapped_column(sa.ForeignKey("network_service.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("network_theme.id"), primary_key=True, index=True)


class NetworkServiceCommune(Base):
    """A commune that a service covers."""

    __tablename__ = "network_service_commune"

    service_id: Mapped[int] = mapped_column(sa.ForeignKey("network_service.id"), primary_key=True)
    postal_code: Mapped[str] = mapped_column(sa.ForeignKey("commune.postal_code"), primary_key=True, index=True)


class ServiceConsent(Base):
    """Which service a consent to share with one is about; the consent itself says what for and until when."""

    __tablename__ = "service_consent"
    __table_args__ = (
        sa.UniqueConstraint("consent_id", "service_id", "household_id"),
        sa.Index("ix_service_consent_household", "household_id", "service_id"),
    )

    consent_id: Mapped[int] = mapped_column(sa.ForeignKey("consent.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("network_service.id"), index=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))

    consent: Mapped[Consent] = relationship(lazy="raise")

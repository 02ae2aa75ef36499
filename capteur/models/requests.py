"""Housing requests of partners. Who asks is a household of `axes`; what is asked is the housing profile here."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.models.exit_plans import ExitCandidacy
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.clock import now
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.people import Household
from axes.models.programmes import Programme
from capteur.models.conventions import CapteurConvention
from capteur.models.opportunities import Opportunity
from capteur.models.prices import PriceTable
from capteur.models.programmes import CapteurArea
from capteur.vocab import (
    DepositRoute,
    DwellingType,
    IncomeType,
    RequestConsent,
    RequestEventKind,
    RequestRefusal,
    RequestTrack,
    SupportRhythm,
)

if TYPE_CHECKING:
    from capteur.models.request_documents import RequestDocument

ALIVE = "ended_at IS NULL"  # `is_alive`, for the index


class HousingRequest(Identified, Versioned, Base):
    """What a household asks of a programme, under a convention in force the day it was begun and the day it was sent.

    Amounts are cents a month. `gap_cents` is the highest rent less the median of the table shown and acknowledged;
    under the low rent it is kept, with the reason, and matched by hand alone. `care` (a mental health follow-up exists:
    yes or no, never which) is of the health area; `excluded_reason` is the sender's. `ended_at` follows the events.

    What was not said is None: a yes or a no is somebody's answer.

    One that an exit plan made has its `candidacy`, which follows; `wished` is the dwelling that the plan asks for.
    """

    __tablename__ = "housing_request"
    __table_args__ = (
        sa.Index(
            "uq_housing_request_alive",
            "programme_id",
            "household_id",
            unique=True,
            sqlite_where=sa.text(ALIVE),
            postgresql_where=sa.text(ALIVE),
        ),
        sa.CheckConstraint("max_rent_cents > 0", "rent"),
        sa.CheckConstraint("max_charges_cents >= 0", "charges"),
        sa.CheckConstraint("income_cents >= 0", "income"),
        sa.CheckConstraint("(gap_cents IS NULL) = (below_low IS NULL)", "gap_is_whole"),
        sa.CheckConstraint("gap_cents IS NULL OR price_table_id IS NOT NULL", "gap_has_table"),
        sa.CheckConstraint("wished_id IS NULL OR candidacy_id IS NOT NULL", "wished_by_plan"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    convention_id: Mapped[int] = mapped_column(sa.ForeignKey("capteur_convention.id"), index=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    candidacy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("exit_candidacy.id"), unique=True)
    wished_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    started_on: Mapped[date]
    submitted_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    track: Mapped[RequestTrack] = mapped_column(coded(RequestTrack), default=RequestTrack.ORDINARY)
    living_situation: Mapped[str | None] = mapped_column(sa.String(5))  # ETHOS Light code
    living_since: Mapped[date | None]
    precarious: Mapped[bool | None]
    care_sealed: Mapped[str | None] = mapped_column(sa.Text)
    care = Sealed()
    income_type: Mapped[IncomeType | None] = mapped_column(coded(IncomeType))
    income_cents: Mapped[int | None]
    direct_payment: Mapped[bool | None]
    has_administrator: Mapped[bool | None]
    housing_debts: Mapped[bool | None]
    deposit: Mapped[DepositRoute] = mapped_column(coded(DepositRoute), default=DepositRoute.UNKNOWN)
    max_rent_cents: Mapped[int | None]
    max_charges_cents: Mapped[int | None]
    dwelling_type: Mapped[DwellingType | None] = mapped_column(coded(DwellingType))
    highest_floor: Mapped[int | None]  # without a lift
    step_free: Mapped[bool | None]
    animals: Mapped[bool | None]
    excluded_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    excluded_reason = Sealed()
    accompanier: Mapped[str | None] = mapped_column(sa.String(120))  # a service, never a person
    rhythm: Mapped[SupportRhythm | None] = mapped_column(coded(SupportRhythm))
    consent_on: Mapped[date | None]
    consent_scope: Mapped[RequestConsent] = mapped_column(coded(RequestConsent), default=RequestConsent.PROFILE)
    price_table_id: Mapped[int | None] = mapped_column(sa.ForeignKey("price_table.id"))
    gap_cents: Mapped[int | None]
    below_low: Mapped[bool | None]
    below_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    below_reason = Sealed()
    is_alive = unless_filled("is_alive", "ended_at")

    programme: Mapped[Programme] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    convention: Mapped[CapteurConvention] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")
    candidacy: Mapped[ExitCandidacy | None] = relationship(lazy="raise")
    wished: Mapped[Opportunity | None] = relationship(lazy="raise")
    price_table: Mapped[PriceTable | None] = relationship(lazy="raise")
    areas: Mapped[list["RequestArea"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    documents: Mapped[list["RequestDocument"]] = relationship(lazy="raise", viewonly=True)
    events: Mapped[list["RequestEvent"]] = relationship(lazy="raise", order_by="RequestEvent.id")


class RequestArea(Base):
    """An area that the household wants, or must not live in: why is in the request, for the sender alone."""

    __tablename__ = "request_area"

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_request.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("capteur_area.id"), primary_key=True, index=True)
    excluded: Mapped[bool] = mapped_column(default=False)

    area: Mapped[CapteurArea] = relationship(lazy="raise")


class RequestEvent(Identified, Base):
    """One step of a request; rows are added, never changed. `fields` are those asked about, comma-separated."""

    __tablename__ = "housing_request_event"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'refused') = (refusal IS NOT NULL)", "refusal_has_reason"),
        sa.CheckConstraint("(kind = 'completion_asked') = (fields IS NOT NULL)", "question_has_fields"),
        sa.Index("ix_housing_request_event_request", "request_id", "id"),
    )

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_request.id"))
    kind: Mapped[RequestEventKind] = mapped_column(coded(RequestEventKind))
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    refusal: Mapped[RequestRefusal | None] = mapped_column(coded(RequestRefusal))
    fields: Mapped[str | None] = mapped_column(sa.String(300))
    text_sealed: Mapped[str | None] = mapped_column(sa.Text)
    text = Sealed()

    user: Mapped[User | None] = relationship(lazy="raise")

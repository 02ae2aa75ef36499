"""Requests that a service takes part in the support of a household: what was asked, answered, and came of it."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.models.network import NetworkService, NetworkTheme
from accompaniment.vocab_network import MobilisationAnswer, MobilisationChannel, MobilisationOutcome, ServiceRefusal
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import SealedRequired
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household
from axes.vocab import Urgency

GOES_ON = sa.text("ended_on IS NULL AND dropped_on IS NULL AND (answer IS NULL OR answer = 'accepted')")


class Mobilisation(Identified, Versioned, Base):
    """A request for a household to a service, on a theme. Where it stands follows from its days.

    It is sent under a consent of the household for that very service; one goes on at a time for each of both.
    `first_meeting_on` is planned, `met_on` was held. What is asked is sealed.
    """

    __tablename__ = "mobilisation"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["consent_id", "service_id", "household_id"],
            ["service_consent.consent_id", "service_consent.service_id", "service_consent.household_id"],
        ),
        sa.CheckConstraint("(sent_on IS NULL) = (channel IS NULL)", "sent_somehow"),
        sa.CheckConstraint("(sent_on IS NULL) = (consent_id IS NULL)", "sent_with_consent"),
        sa.CheckConstraint("(answer IS NULL) = (answered_on IS NULL)", "answer_has_day"),
        sa.CheckConstraint("answered_on IS NULL OR answered_on >= sent_on", "answered_after_sent"),
        sa.CheckConstraint("answer IS NULL OR sent_on IS NOT NULL", "answer_to_sent"),
        sa.CheckConstraint("(coalesce(answer, '') = 'declined') = (decline_reason IS NOT NULL)", "declined_has_reason"),
        sa.CheckConstraint("first_meeting_on IS NULL OR coalesce(answer, '') = 'accepted'", "meeting_of_accepted"),
        sa.CheckConstraint("first_meeting_on IS NULL OR first_meeting_on >= sent_on", "meeting_after_sent"),
        sa.CheckConstraint("met_on IS NULL OR coalesce(answer, '') = 'accepted'", "met_of_accepted"),
        sa.CheckConstraint("met_on IS NULL OR met_on >= sent_on", "met_after_sent"),
        sa.CheckConstraint("(ended_on IS NULL) = (outcome IS NULL)", "end_has_outcome"),
        sa.CheckConstraint("ended_on IS NULL OR coalesce(answer, '') = 'accepted'", "end_of_accepted"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= answered_on", "ended_after_answer"),
        sa.CheckConstraint("dropped_on IS NULL OR ended_on IS NULL", "dropped_or_ended"),
        sa.Index(
            "uq_mobilisation_open",
            "household_id",
            "service_id",
            unique=True,
            sqlite_where=GOES_ON,
            postgresql_where=GOES_ON,
        ),
        sa.Index("ix_mobilisation_organisation", "organisation_id", "sent_on"),
        sa.Index("ix_mobilisation_service", "service_id", "sent_on"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("network_theme.id"), index=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("network_service.id"))
    asked_sealed: Mapped[str] = mapped_column(sa.Text)
    asked = SealedRequired()
    urgency: Mapped[Urgency] = mapped_column(coded(Urgency), default=Urgency.ORDINARY)
    consent_id: Mapped[int | None]
    sent_on: Mapped[date | None]
    channel: Mapped[MobilisationChannel | None] = mapped_column(coded(MobilisationChannel))
    answer: Mapped[MobilisationAnswer | None] = mapped_column(coded(MobilisationAnswer))
    answered_on: Mapped[date | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    decline_reason: Mapped[ServiceRefusal | None] = mapped_column(coded(ServiceRefusal))
    first_meeting_on: Mapped[date | None]
    met_on: Mapped[date | None]
    outcome: Mapped[MobilisationOutcome | None] = mapped_column(coded(MobilisationOutcome))
    ended_on: Mapped[date | None]
    dropped_on: Mapped[date | None]

    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[author_id])
    answered_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[answered_by_id])
    theme: Mapped[NetworkTheme] = relationship(lazy="raise")
    service: Mapped[NetworkService] = relationship(lazy="raise")

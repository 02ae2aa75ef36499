"""Households seen to be at risk, and the meetings with an adviser that follow."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_prevention import MeetingResult, RiskSign, SetAside
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household


class Detection(Identified, Versioned, Base):
    """Somebody saw on a day that a household may lose its home; `organisation` is to meet it.

    What a landlord gives names nobody of ours: the household is known once the association took it up. What was told
    is sealed.
    """

    __tablename__ = "detection"
    __table_args__ = (
        sa.CheckConstraint("(household_id IS NULL) = (taken_up_on IS NULL)", "taken_up_for"),
        sa.CheckConstraint("(set_aside_on IS NULL) = (set_aside IS NULL)", "set_aside_has_reason"),
        sa.CheckConstraint("given OR household_id IS NOT NULL", "somebody_or_given"),
        sa.CheckConstraint("taken_up_on IS NULL OR taken_up_on >= found_on", "taken_up_after"),
        sa.Index("ix_detection_organisation", "organisation_id", "found_on"),
        sa.Index("ix_detection_given", "detected_by_id", "found_on"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    detected_by_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    household_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"), index=True)
    found_on: Mapped[date]
    sign: Mapped[RiskSign] = mapped_column(coded(RiskSign))
    told_sealed: Mapped[str | None] = mapped_column(sa.Text)
    told = Sealed()
    given: Mapped[bool] = mapped_column(default=False)  # by the landlord itself, which reads it again
    taken_up_on: Mapped[date | None]
    set_aside_on: Mapped[date | None]
    set_aside: Mapped[SetAside | None] = mapped_column(coded(SetAside))

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    detected_by: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[detected_by_id])
    author: Mapped[User] = relationship(lazy="raise")
    household: Mapped[Household | None] = relationship(lazy="raise")
    meetings: Mapped[list["AdviserMeeting"]] = relationship(
        lazy="raise", order_by="AdviserMeeting.met_on, AdviserMeeting.id", viewonly=True
    )


class AdviserMeeting(Identified, Versioned, Base):
    """A meeting that was offered: held, refused or missed. What was said there is a contact."""

    __tablename__ = "adviser_meeting"
    __table_args__ = (sa.Index("ix_adviser_meeting_detection", "detection_id", "met_on"),)

    detection_id: Mapped[int] = mapped_column(sa.ForeignKey("detection.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    met_on: Mapped[date]
    result: Mapped[MeetingResult] = mapped_column(coded(MeetingResult))

    detection: Mapped[Detection] = relationship(lazy="raise")

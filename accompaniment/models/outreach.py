"""What is done with many, or without a household: collective sessions, acts of information."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_prevention import InformedParty, SessionTheme
from app.auth.models.organisations import Organisation
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household


class CollectiveSession(Identified, Versioned, Base):
    """A session with many: `counted` came without being named; those named are beside it. It names nobody itself."""

    __tablename__ = "collective_session"
    __table_args__ = (
        sa.CheckConstraint("counted BETWEEN 0 AND 2000", "counted"),
        sa.CheckConstraint("(asked IS NULL) = (pleased IS NULL)", "pleased_of_asked"),
        sa.CheckConstraint("pleased IS NULL OR (pleased >= 0 AND pleased <= asked)", "pleased_within"),
        sa.Index("ix_collective_session_organisation", "organisation_id", "held_on"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    theme: Mapped[SessionTheme] = mapped_column(coded(SessionTheme))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(120))
    counted: Mapped[int] = mapped_column(default=0)
    materials: Mapped[str | None] = mapped_column(sa.String(500))
    asked: Mapped[int | None]
    pleased: Mapped[int | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class SessionAttendee(Identified, Base):
    """A household that is named as having come, with how many of its people; none, where it was named by mistake."""

    __tablename__ = "session_attendee"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "household_id"),
        sa.CheckConstraint("people BETWEEN 0 AND 30", "people"),
    )

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("collective_session.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    people: Mapped[int] = mapped_column(default=1)

    session: Mapped[CollectiveSession] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")


class InformationAct(Identified, Versioned, Base):
    """Owners, neighbours or services were told something; it is about nobody."""

    __tablename__ = "information_act"
    __table_args__ = (
        sa.CheckConstraint("reached BETWEEN 1 AND 100000", "reached"),
        sa.Index("ix_information_act_organisation", "organisation_id", "told_on"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    told_on: Mapped[date]
    party: Mapped[InformedParty] = mapped_column(coded(InformedParty))
    subject: Mapped[str] = mapped_column(sa.String(200))
    reached: Mapped[int | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")

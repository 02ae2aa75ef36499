"""Contacts between workers and households: when, how, with whom, about what, and what comes next."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.models.supports import Support
from accompaniment.vocab import ContactKind
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household, Person


class Contact(Identified, Versioned, Base):
    """One contact, or one missed. Topics are codes, comma-separated and sealed: some tell of papers, some of health.

    `next_on` asks for a next step by that day, of the author or, handed over, of `next_worker`; `next_done_on` is when
    it was done, or no longer needed. One noted for
    the wrong household is cancelled: it stays readable and counts nowhere.
    """

    __tablename__ = "contact"
    __table_args__ = (
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", "minutes"),
        sa.CheckConstraint("next_done_on IS NULL OR next_on IS NOT NULL", "step_done_was_asked"),
        sa.CheckConstraint("next_worker_id IS NULL OR next_on IS NOT NULL", "step_passed_was_asked"),
        sa.CheckConstraint("(cancelled_on IS NULL) = (cancelled_by_id IS NULL)", "cancelled_by_somebody"),
        sa.Index("ix_contact_household", "household_id", "happened_on"),
        sa.Index("ix_contact_author", "author_id", "happened_on"),
        sa.Index("ix_contact_organisation", "organisation_id", "happened_on"),
        sa.Index(
            "ix_contact_next",
            "next_on",
            "organisation_id",
            sqlite_where=sa.text("next_on IS NOT NULL AND next_done_on IS NULL AND cancelled_on IS NULL"),
            postgresql_where=sa.text("next_on IS NOT NULL AND next_done_on IS NULL AND cancelled_on IS NULL"),
        ),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    support_id: Mapped[int | None] = mapped_column(sa.ForeignKey("support.id"), index=True)
    kind: Mapped[ContactKind] = mapped_column(coded(ContactKind))
    happened_on: Mapped[date]
    minutes: Mapped[int | None]
    place_sealed: Mapped[str | None] = mapped_column(sa.Text)
    place = Sealed()
    topics_sealed: Mapped[str | None] = mapped_column(sa.Text)
    topics = Sealed()
    health_topics_sealed: Mapped[str | None] = mapped_column(sa.Text)
    health_topics = Sealed()
    next_step_sealed: Mapped[str | None] = mapped_column(sa.Text)
    next_step = Sealed()
    next_on: Mapped[date | None]
    next_done_on: Mapped[date | None]
    next_worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    cancelled_on: Mapped[date | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    cancel_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    cancel_reason = Sealed()

    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])
    next_worker: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[next_worker_id])
    support: Mapped[Support | None] = relationship(lazy="raise")
    people: Mapped[list["ContactPerson"]] = relationship(
        lazy="raise", order_by="ContactPerson.person_id", cascade="all, delete-orphan"
    )


class ContactPerson(Base):
    """Somebody of the household who was there."""

    __tablename__ = "contact_person"

    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contact.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship(lazy="raise")

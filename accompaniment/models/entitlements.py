"""The rights checklist: the list itself is data; what happens to a person's right is a chain of dated events."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.models.documents import PersonDocument
from accompaniment.vocab import ResidenceKind, ResidenceRule, RightState, RightTheme
from app.auth.models.users import User
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household, Person


class Entitlement(Identified, Versioned, Base):
    """A right of the checklist, as the administrator keeps it: closed, never deleted. Lengths are in days.

    It reminds `warn_days` before its end; `every_days` asks for a visit or a review again and again, `yearly_on`
    (MM-DD) once a year; `papers_days` is how long the papers of a request in progress hold; `entry_days` after an entry
    it must have begun. Two of one `exclusive_group` are never held on one day.
    """

    __tablename__ = "entitlement"
    __table_args__ = (
        sa.CheckConstraint("warn_days BETWEEN 0 AND 365", "warn"),
        sa.CheckConstraint("every_days BETWEEN 1 AND 3650", "every"),
        sa.CheckConstraint("papers_days BETWEEN 1 AND 3650", "papers"),
        sa.CheckConstraint("entry_days BETWEEN 0 AND 365", "entry"),
        sa.CheckConstraint("yearly_on IS NULL OR length(yearly_on) = 5", "yearly"),
    )

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    theme: Mapped[RightTheme] = mapped_column(coded(RightTheme))
    position: Mapped[int] = mapped_column(default=0)
    name_fr: Mapped[str] = mapped_column(sa.String(120))
    name_nl: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    hint_fr: Mapped[str | None] = mapped_column(sa.String(500))
    hint_nl: Mapped[str | None] = mapped_column(sa.String(500))
    hint_en: Mapped[str | None] = mapped_column(sa.String(500))
    warning_fr: Mapped[str | None] = mapped_column(sa.String(500))
    warning_nl: Mapped[str | None] = mapped_column(sa.String(500))
    warning_en: Mapped[str | None] = mapped_column(sa.String(500))
    source: Mapped[str | None] = mapped_column(sa.String(300))
    warn_days: Mapped[int] = mapped_column(default=30)
    every_days: Mapped[int | None]
    yearly_on: Mapped[str | None] = mapped_column(sa.String(5))
    papers_days: Mapped[int | None]
    entry_days: Mapped[int | None]
    residence: Mapped[ResidenceRule] = mapped_column(coded(ResidenceRule), default=ResidenceRule.ANY)
    adults_only: Mapped[bool] = mapped_column(default=False)
    once_in_lifetime: Mapped[bool] = mapped_column(default=False)
    for_lasting_home: Mapped[bool] = mapped_column(default=False)  # asked in a temporary unit, it may be lost (rule 34)
    for_papers: Mapped[bool] = mapped_column(default=False)  # speaks for the objective "papers in order"
    exclusive_group: Mapped[str | None] = mapped_column(sa.String(40))
    sensitive: Mapped[bool] = mapped_column(default=False)  # of the health area
    closed_on: Mapped[date | None]


class EntitlementEvent(Identified, Versioned, Base):
    """What was noted of a person's right on a day, with its proof: words, a document; a wrong one is cancelled.

    `valid_until` is the last day of what was obtained or, before, of a paper the request needs. `by_rule`: it follows
    from the residence noted or from an entry, nobody chose it.
    """

    __tablename__ = "entitlement_event"
    __table_args__ = (
        sa.CheckConstraint("state <> 'expired'", "expiry_follows"),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= happened_on", "valid_after"),
        sa.CheckConstraint("(cancelled_on IS NULL) = (cancelled_by_id IS NULL)", "cancelled_by_somebody"),
        sa.Index("ix_entitlement_event_person", "person_id", "entitlement_id", "happened_on"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    entitlement_id: Mapped[int] = mapped_column(sa.ForeignKey("entitlement.id"), index=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    state: Mapped[RightState] = mapped_column(coded(RightState))
    happened_on: Mapped[date]
    valid_until: Mapped[date | None]
    next_on: Mapped[date | None]
    by_rule: Mapped[bool] = mapped_column(default=False)
    proof_sealed: Mapped[str | None] = mapped_column(sa.Text)
    proof = Sealed()
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person_document.id"), index=True)
    confirmation_sealed: Mapped[str | None] = mapped_column(sa.Text)
    confirmation = Sealed()
    cancelled_on: Mapped[date | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    cancel_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    cancel_reason = Sealed()

    person: Mapped[Person] = relationship(lazy="raise")
    entitlement: Mapped[Entitlement] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[author_id])
    document: Mapped[PersonDocument | None] = relationship(lazy="raise")


class PersonResidence(Identified, Base):
    """How a person stays in the country from a day on: sealed, and read by those in charge alone. Rows are added."""

    __tablename__ = "person_residence"
    __table_args__ = (sa.Index("ix_person_residence_person", "person_id", "since"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    since: Mapped[date]
    kind_code_sealed: Mapped[str] = mapped_column(sa.Text)
    kind_code = SealedRequired()

    author: Mapped[User] = relationship(lazy="raise")

    @property
    def kind(self) -> ResidenceKind:
        return ResidenceKind(self.kind_code)

"""Persons and households. What identifies a person is sealed; a person may have only an alias and a birth year."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed, SealedDate, SealedRequired
from app.db import Base, Identified, Versioned, coded
from axes.vocab import ConsentScope, Gender, LiftingOutcome, MemberRole, NeedKind


class Person(Identified, Versioned, Base):
    """A person followed. `name` may be an alias; `birth_on` only where it is needed."""

    __tablename__ = "person"

    name_sealed: Mapped[str] = mapped_column(sa.Text)
    name = SealedRequired()
    is_alias: Mapped[bool] = mapped_column(default=False)
    birth_year_sealed: Mapped[str | None] = mapped_column(sa.Text)
    birth_year = Sealed()
    birth_on_sealed: Mapped[str | None] = mapped_column(sa.Text)
    birth_on = SealedDate()
    phone_sealed: Mapped[str | None] = mapped_column(sa.Text)
    phone = Sealed()
    email_sealed: Mapped[str | None] = mapped_column(sa.Text)
    email = Sealed()
    gender: Mapped[Gender | None] = mapped_column(coded(Gender))
    is_minor: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[str | None] = mapped_column(sa.String(60))  # ISO 639 codes, comma-separated
    needs_interpreter: Mapped[bool] = mapped_column(default=False)


class PersonWord(Base):
    """Keyed hash of a word or prefix of a person's name: search without reading (DESIGN §4)."""

    __tablename__ = "person_word"
    __journalled__ = False

    token: Mapped[str] = mapped_column(sa.String(48), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class Household(Identified, Versioned, Base):
    """People who are housed together. `reference` is what the partnership calls it: H-26-7KQ4D, never a name."""

    __tablename__ = "household"

    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    is_protected: Mapped[bool] = mapped_column(default=False)
    wished_communes: Mapped[str | None] = mapped_column(sa.String(120))  # postal codes, comma-separated
    erased_on: Mapped[date | None]  # nobody reads its file from then on; its periods stay, and are counted

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    members: Mapped[list["HouseholdMember"]] = relationship(lazy="raise", order_by="HouseholdMember.id")


class HouseholdMember(Identified, Versioned, Base):
    """A person in a household (lived period). A member can leave while the household stays."""

    __tablename__ = "household_member"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),
        sa.Index("ix_household_member_person", "person_id", "start_on"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[MemberRole] = mapped_column(coded(MemberRole))
    start_on: Mapped[date]
    end_on: Mapped[date | None]

    household: Mapped[Household] = relationship(lazy="raise", viewonly=True)
    person: Mapped[Person] = relationship(lazy="raise")


class HouseholdNeed(Identified, Versioned, Base):
    """What the household needs of a unit (lived period)."""

    __tablename__ = "household_need"
    __table_args__ = (sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),)

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    kind: Mapped[NeedKind] = mapped_column(coded(NeedKind))
    start_on: Mapped[date]
    end_on: Mapped[date | None]

    household: Mapped[Household] = relationship(lazy="raise", viewonly=True)


class ProtectedReader(Base):
    """A worker named for a protected household: the only ones who may open it."""

    __tablename__ = "protected_reader"

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), primary_key=True)

    user: Mapped[User] = relationship(lazy="raise")


class Consent(Identified, Base):
    """What was agreed, with whom, what for and until when (paper period). Withdrawal ends it at once (rule 44).

    `recipient` is a service of the network as it was called on that day; `sensitive`: to name it tells of health.
    """

    __tablename__ = "consent"
    __table_args__ = (
        sa.CheckConstraint("last_day IS NULL OR last_day >= given_on", "last_after_given"),
        sa.CheckConstraint(
            "scope IN ('known_to_partnership', 'share_service') OR organisation_id IS NOT NULL", "named_organisation"
        ),
        sa.CheckConstraint("(scope = 'share_service') = (recipient IS NOT NULL)", "named_recipient"),
        sa.Index("ix_consent_household", "household_id", "organisation_id"),
        sa.Index(  # what an organisation was ever given a share of: its long lists begin there (`scope.reach`)
            "ix_consent_organisation",
            "organisation_id",
            "household_id",
            sqlite_where=sa.text("organisation_id IS NOT NULL"),
            postgresql_where=sa.text("organisation_id IS NOT NULL"),
        ),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    scope: Mapped[ConsentScope] = mapped_column(coded(ConsentScope))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    recipient: Mapped[str | None] = mapped_column(sa.String(120))
    sensitive: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column(sa.String(200))
    given_on: Mapped[date]
    last_day: Mapped[date | None]
    withdrawn_on: Mapped[date | None]

    household: Mapped[Household] = relationship(lazy="raise", viewonly=True)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class BreakGlass(Identified, Base):
    """Reasoned opening of identities, for four hours and for the session it was asked in; told to the referent at once
    (DESIGN §4, S-83, S-85)."""

    __tablename__ = "break_glass"

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    session_id: Mapped[str] = mapped_column(sa.String(22))  # public name of a user_session, which may be gone since
    reason_sealed: Mapped[str] = mapped_column(sa.Text)
    reason = SealedRequired()

    user: Mapped[User] = relationship(lazy="raise")


class ProtectionLifting(Identified, Base):
    """The wish to open a protected file again: one person asks, another one of those named answers (S-17)."""

    __tablename__ = "protection_lifting"
    __table_args__ = (
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", "outcome_has_date"),
        sa.CheckConstraint("(outcome IS NULL) = (decided_by_id IS NULL)", "outcome_has_author"),
        sa.CheckConstraint(
            "outcome IS NULL OR (outcome = 'withdrawn') = (decided_by_id = asked_by_id)", "answered_by_another"
        ),
        sa.Index(
            "uq_protection_lifting_open",
            "household_id",
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    reason_sealed: Mapped[str] = mapped_column(sa.Text)
    reason = SealedRequired()
    outcome: Mapped[LiftingOutcome | None] = mapped_column(coded(LiftingOutcome))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]

    asked_by: Mapped[User] = relationship(lazy="raise", foreign_keys=[asked_by_id])

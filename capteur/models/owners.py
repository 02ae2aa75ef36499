"""Owners: who they are, where the relation stands, what was said, what comes next."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed, SealedRequired
from app.crypto.search import TOKEN_LENGTH
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.programmes import Programme
from capteur.models.standing import coded_before
from capteur.vocab_owners import (
    Initiative,
    LeadAction,
    LeadSource,
    OwnerAnswer,
    OwnerChannel,
    OwnerKind,
    OwnerRefusal,
    OwnerStage,
)


class Owner(Identified, Versioned, Base):
    """An owner of dwellings, as an organisation knows one in a programme. Where the relation stands follows from the
    last of its events. `reference` names it where a name must not stand: titles, addresses, logs."""

    __tablename__ = "owner"
    __table_args__ = (sa.Index("ix_owner_organisation", "organisation_id", "programme_id"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[OwnerKind] = mapped_column(coded(OwnerKind))
    source: Mapped[LeadSource] = mapped_column(coded(LeadSource))
    name_sealed: Mapped[str] = mapped_column(sa.Text)
    name = SealedRequired()
    phone_sealed: Mapped[str | None] = mapped_column(sa.Text)
    phone = Sealed()
    email_sealed: Mapped[str | None] = mapped_column(sa.Text)
    email = Sealed()
    address_sealed: Mapped[str | None] = mapped_column(sa.Text)
    address = Sealed()

    programme: Mapped[Programme] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    events: Mapped[list["OwnerEvent"]] = relationship(lazy="raise", order_by="OwnerEvent.position")


class OwnerWord(Base):
    """Keyed hash of a word of an owner's name, of the telephone or of the e-mail: found without being read."""

    __tablename__ = "owner_word"

    token: Mapped[str] = mapped_column(sa.String(TOKEN_LENGTH), primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("owner.id"), primary_key=True, index=True)


class OwnerEvent(Identified, Base):
    """The relation came to stand elsewhere, since a day; rows are only added, each one after the last.

    Dormant ones are called again on `recall_on`; a refusal says why; so does whoever wants no contact, in `reason`.
    """

    __tablename__ = "owner_event"
    __table_args__ = (
        sa.UniqueConstraint("owner_id", "position", name="uq_owner_event_position"),
        sa.CheckConstraint("(stage = 'dormant') = (recall_on IS NOT NULL)", "dormant_is_recalled"),
        sa.CheckConstraint("(stage = 'refused') = (refusal IS NOT NULL)", "refusal_has_reason"),
        sa.CheckConstraint("(position = 1) = (before IS NULL)", "first_follows_nothing"),
        sa.CheckConstraint("recall_on >= effective_on", "recall_after"),
    )

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("owner.id"))
    position: Mapped[int]
    before: Mapped[OwnerStage | None] = mapped_column(coded_before(OwnerStage))
    stage: Mapped[OwnerStage] = mapped_column(coded(OwnerStage))
    effective_on: Mapped[date]
    recall_on: Mapped[date | None]
    refusal: Mapped[OwnerRefusal | None] = mapped_column(coded(OwnerRefusal))
    reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    reason = Sealed()
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    user: Mapped[User | None] = relationship(lazy="raise")


class OwnerContact(Identified, Base):
    """What was said with an owner on a day, and who began; rows are only added. `minutes` for the load of the work."""

    __tablename__ = "owner_contact"
    __table_args__ = (
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", "minutes"),
        sa.Index("ix_owner_contact_owner", "owner_id", "happened_on", "id"),
    )

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("owner.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    initiative: Mapped[Initiative] = mapped_column(coded(Initiative))
    channel: Mapped[OwnerChannel] = mapped_column(coded(OwnerChannel))
    answer: Mapped[OwnerAnswer] = mapped_column(coded(OwnerAnswer))
    happened_on: Mapped[date]
    minutes: Mapped[int | None]
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    note = Sealed()

    author: Mapped[User] = relationship(lazy="raise")


class LeadStep(Identified, Base):
    """What is to be done next about an owner, or about one of the dwellings, and when; one at a time for each.

    The next act about it does it.
    """

    __tablename__ = "lead_step"
    __table_args__ = (
        sa.Index(
            "uq_lead_step_owner_open",
            "owner_id",
            unique=True,
            sqlite_where=sa.text("done_on IS NULL AND opportunity_id IS NULL"),
            postgresql_where=sa.text("done_on IS NULL AND opportunity_id IS NULL"),
        ),
        sa.Index(
            "uq_lead_step_opportunity_open",
            "opportunity_id",
            unique=True,
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        ),
        sa.Index("ix_lead_step_owner", "owner_id", "due_on"),
    )

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("owner.id"))
    opportunity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opportunity.id"))
    action: Mapped[LeadAction] = mapped_column(coded(LeadAction))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    is_open = unless_filled("is_open", "done_on")

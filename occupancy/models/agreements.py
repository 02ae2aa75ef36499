"""Precarious-occupancy agreements, their amendments and their end. Paper periods: both days included."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Identified, Versioned, coded, unless_filled
from occupancy.vocab import (
    AmendmentKind,
    AnnexKind,
    Domiciliation,
    NoticeEvent,
    ObjectiveReason,
    Party,
    UnitChange,
)
from sites.models.sites import Site
from sites.models.units import Unit


class Agreement(Identified, Versioned, Base):
    """The contract that lends units of a site. `last_day` is the one signed first; the one in force is in its terms."""

    __tablename__ = "agreement"
    __table_args__ = (
        sa.CheckConstraint("last_day >= first_day", "last_after_first"),
        sa.CheckConstraint("reason <> 'other' OR reason_text IS NOT NULL", "other_reason_has_text"),
        sa.CheckConstraint("adult_cap_cents >= 0 AND minor_cap_cents >= 0", "caps"),
        sa.Index(  # a draft that was given up leaves its reference to the next
            "uq_agreement_reference",
            "reference",
            unique=True,
            sqlite_where=sa.text("cancelled_on IS NULL"),
            postgresql_where=sa.text("cancelled_on IS NULL"),
        ),
        sa.CheckConstraint("cancelled_on IS NULL OR signed_on IS NULL", "signed_or_cancelled"),
        sa.CheckConstraint("cancelled_on IS NULL OR cancel_reason IS NOT NULL", "cancelled_with_reason"),
    )

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[ObjectiveReason] = mapped_column(coded(ObjectiveReason))
    reason_text: Mapped[str | None] = mapped_column(sa.String(300))
    signed_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]  # a draft that was given up; it stays listed
    cancel_reason: Mapped[str | None] = mapped_column(sa.String(300))
    first_day: Mapped[date]
    last_day: Mapped[date]
    owner_notice_days: Mapped[int | None]
    partner_notice_days: Mapped[int | None]
    adult_cap_cents: Mapped[int] = mapped_column(default=0)  # a month, per adult
    minor_cap_cents: Mapped[int] = mapped_column(default=0)
    contribution_rule: Mapped[str | None] = mapped_column(sa.String(300))
    domiciliation: Mapped[Domiciliation] = mapped_column(coded(Domiciliation), default=Domiciliation.YES)
    winter_confirmation: Mapped[str | None] = mapped_column(sa.String(300))  # why it may end in winter (rule 12)

    site: Mapped[Site] = relationship(lazy="raise")
    terms: Mapped[list["AgreementTerm"]] = relationship(lazy="raise", order_by="AgreementTerm.id")
    amendments: Mapped[list["Amendment"]] = relationship(lazy="raise", order_by="Amendment.number")
    annexes: Mapped[list["AgreementAnnex"]] = relationship(lazy="raise", order_by="AgreementAnnex.id")


def _since_known(context: Any) -> date:
    return context.get_current_parameters()["known_on"]  # type: ignore[no-any-return]


class AgreementTerm(Base):
    """The last day of an agreement: one row at signature, one per change of end. Rows are added, never changed.

    A row is known from its signature, `known_on`, and counts from `in_force_on`: the effective day of a reduction, the
    signature itself for the rest. The term as of a day is the latest row known among those that count by then.
    """

    __tablename__ = "agreement_term"
    __table_args__ = (
        sa.Index("ix_agreement_term_known", "agreement_id", "known_on", "id"),
        sa.CheckConstraint("in_force_on >= known_on", "known_before_in_force"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"))
    known_on: Mapped[date]
    in_force_on: Mapped[date] = mapped_column(default=_since_known)
    last_day: Mapped[date]
    amendment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("amendment.id"))
    termination_id: Mapped[int | None] = mapped_column(sa.ForeignKey("termination.id"))


class AgreementUnit(Base):
    """A unit covered by an agreement, from a day to a day; an empty end means the agreement's own end."""

    __tablename__ = "agreement_unit"
    __table_args__ = (
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", "last_after_first"),
        sa.Index("ix_agreement_unit_unit", "unit_id", "first_day"),
    )

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date | None]

    unit: Mapped[Unit] = relationship(lazy="raise")
    agreement: Mapped[Agreement] = relationship(lazy="raise")


class Amendment(Identified, Versioned, Base):
    """A change to an agreement. Open while neither signed nor dropped; one open at a time (partial unique index)."""

    __tablename__ = "amendment"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "number"),
        sa.CheckConstraint("signed_on IS NULL OR dropped_on IS NULL", "signed_or_dropped"),
        sa.CheckConstraint("kind NOT IN ('extension', 'reduction') OR new_last_day IS NOT NULL", "new_end_given"),
        sa.Index(
            "uq_amendment_open",
            "agreement_id",
            unique=True,
            sqlite_where=sa.text("signed_on IS NULL AND dropped_on IS NULL"),
            postgresql_where=sa.text("signed_on IS NULL AND dropped_on IS NULL"),
        ),
    )

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"))
    number: Mapped[int]
    kind: Mapped[AmendmentKind] = mapped_column(coded(AmendmentKind))
    reason: Mapped[str] = mapped_column(sa.String(300))
    drafted_on: Mapped[date]
    effective_on: Mapped[date]
    signed_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    new_last_day: Mapped[date | None]
    winter_confirmation: Mapped[str | None] = mapped_column(sa.String(300))
    is_open = unless_filled("is_open", "signed_on", "dropped_on")

    units: Mapped[list["AmendmentUnit"]] = relationship(lazy="raise")
    agreement: Mapped[Agreement] = relationship(lazy="raise", viewonly=True)


class AmendmentUnit(Base):
    """A unit an amendment adds or removes, from its effective day."""

    __tablename__ = "amendment_unit"

    amendment_id: Mapped[int] = mapped_column(sa.ForeignKey("amendment.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    change: Mapped[UnitChange] = mapped_column(coded(UnitChange))

    unit: Mapped[Unit] = relationship(lazy="raise")


class Termination(Identified, Base):
    """Notice that ends an agreement early; it stays in force until `last_day`."""

    __tablename__ = "termination"

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"), unique=True)
    given_by: Mapped[Party] = mapped_column(coded(Party))
    notified_on: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(300))
    winter_confirmation: Mapped[str | None] = mapped_column(sa.String(300))


class AgreementAnnex(Identified, Versioned, Base):
    """An item of the annex checklist that was done."""

    __tablename__ = "agreement_annex"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "kind"),)

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"))
    kind: Mapped[AnnexKind] = mapped_column(coded(AnnexKind))
    done_on: Mapped[date]
    valid_until: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(sa.String(200))
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))


class SupervisorNotice(Identified, Base):
    """Something the supervisor (SLRB) must be told, and when it was. For SISP agreements only (rule 5)."""

    __tablename__ = "supervisor_notice"
    __table_args__ = (sa.Index("ix_supervisor_notice_due", "agreement_id", "sent_on", "due_on"),)

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"))
    event: Mapped[NoticeEvent] = mapped_column(coded(NoticeEvent))
    due_on: Mapped[date]
    sent_on: Mapped[date | None]
    proof: Mapped[str | None] = mapped_column(sa.String(200))
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agreement_document.id"))  # the paper that proves it
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))  # who noted it, then who sent it

    agreement: Mapped[Agreement] = relationship(lazy="raise")

"""Cases against the loss of a home: legal stages with their days, what is to be done by when, what it came to."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_prevention import CaseAct, CaseOutcome, EvictionGround, LegalStage
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household

OPEN = sa.text("closed_on IS NULL")


class PreventionCase(Identified, Versioned, Base):
    """An association's work to keep a household in its home; one open at a time for both. It keeps no address: the
    tenancy does."""

    __tablename__ = "prevention_case"
    __table_args__ = (
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", "closed_after"),
        sa.CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", "closed_has_outcome"),
        sa.Index(
            "uq_prevention_case_open",
            "household_id",
            "organisation_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        sa.Index("ix_prevention_case_organisation", "organisation_id", "opened_on"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    landlord_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    ground: Mapped[EvictionGround] = mapped_column(coded(EvictionGround))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    outcome: Mapped[CaseOutcome | None] = mapped_column(coded(CaseOutcome))

    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    landlord: Mapped[Organisation | None] = relationship(lazy="raise", foreign_keys=[landlord_id])
    worker: Mapped[User] = relationship(lazy="raise")
    stages: Mapped[list["CaseStage"]] = relationship(
        lazy="raise", order_by="CaseStage.reached_on, CaseStage.id", viewonly=True
    )
    actions: Mapped[list["CaseAction"]] = relationship(lazy="raise", order_by="CaseAction.id", viewonly=True)


class CaseStage(Identified, Versioned, Base):
    """A stage of a case and its day; a day to come, as that of a hearing, is a deadline."""

    __tablename__ = "case_stage"
    __table_args__ = (sa.UniqueConstraint("case_id", "stage", "reached_on"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("prevention_case.id"))
    stage: Mapped[LegalStage] = mapped_column(coded(LegalStage))
    reached_on: Mapped[date]

    case: Mapped[PreventionCase] = relationship(lazy="raise")


class CaseAction(Identified, Versioned, Base):
    """Something done, or to be done by a day. What exactly is sealed."""

    __tablename__ = "case_action"
    __table_args__ = (
        sa.CheckConstraint("due_on IS NOT NULL OR done_on IS NOT NULL", "due_or_done"),
        sa.Index("ix_case_action_case", "case_id", "due_on"),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("prevention_case.id"))
    kind: Mapped[CaseAct] = mapped_column(coded(CaseAct))
    said_sealed: Mapped[str | None] = mapped_column(sa.Text)
    said = Sealed()
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]

    case: Mapped[PreventionCase] = relationship(lazy="raise")


class StageDelay(Identified, Versioned, Base):
    """Within how many days of a stage something has to be done, as the programme says: the product knows no law.

    Nothing is due where `days` is empty, or nobody said anything."""

    __tablename__ = "stage_delay"
    __table_args__ = (sa.UniqueConstraint("stage"), sa.CheckConstraint("days BETWEEN 1 AND 365", "days"))

    stage: Mapped[LegalStage] = mapped_column(coded(LegalStage))
    days: Mapped[int | None]

"""Axis assessments and assignments: what was answered, what was proposed, what people decided, and by whom."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.clock import now
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Versioned
from axes.models.people import Household
from axes.models.programmes import Axis, Criterion, Programme, Team


class AxisAssessment(Identified, Versioned, Base):
    """Answers to the criteria on a day, the axis that follows from them, and the axis decided."""

    __tablename__ = "axis_assessment"
    __table_args__ = (
        sa.CheckConstraint("(decided_axis_id IS NULL) = (decided_at IS NULL)", "decision_has_date"),
        sa.CheckConstraint("(decided_axis_id IS NULL) = (decided_by_id IS NULL)", "decision_has_author"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    assessed_on: Mapped[date]
    assessor_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    proposed_axis_id: Mapped[int | None] = mapped_column(sa.ForeignKey("axis.id"))
    decided_axis_id: Mapped[int | None] = mapped_column(sa.ForeignKey("axis.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    motive_sealed: Mapped[str | None] = mapped_column(sa.Text)
    motive = Sealed()

    programme: Mapped[Programme] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")
    proposed_axis: Mapped[Axis | None] = relationship(lazy="raise", foreign_keys=[proposed_axis_id])
    decided_axis: Mapped[Axis | None] = relationship(lazy="raise", foreign_keys=[decided_axis_id])
    assessor: Mapped[User] = relationship(lazy="raise", foreign_keys=[assessor_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    answers: Mapped[list["AssessmentAnswer"]] = relationship(lazy="raise")


class AssessmentAnswer(Identified, Base):
    """Answer to one criterion, sealed: some speak of health."""

    __tablename__ = "assessment_answer"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "criterion_id"),)

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("axis_assessment.id"))
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("criterion.id"))
    answer_sealed: Mapped[str] = mapped_column(sa.Text)
    answer = SealedRequired()

    criterion: Mapped[Criterion] = relationship(lazy="raise")


class Assignment(Identified, Versioned, Base):
    """Dated episode of a household with a team, hence with an axis (lived period; DESIGN §3.7).

    Changing axis or team closes one and opens the next, with a reason. Stays do not repeat it.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),
        sa.CheckConstraint("second_worker_id IS NULL OR second_worker_id <> reference_worker_id", "two_workers"),
        sa.Index("ix_assignment_household", "household_id", "start_on", "end_on", "team_id"),
        sa.Index("ix_assignment_team_open", "team_id", "end_on", "household_id"),  # and whom it ever followed
        sa.Index(
            "ix_assignment_second_worker",
            "second_worker_id",
            sqlite_where=sa.text("second_worker_id IS NOT NULL"),
            postgresql_where=sa.text("second_worker_id IS NOT NULL"),
        ),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    assessment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("axis_assessment.id"))
    reference_worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    second_worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(sa.String(300))
    end_reason: Mapped[str | None] = mapped_column(sa.String(300))
    decided_at: Mapped[datetime] = mapped_column(default=now)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    household: Mapped[Household] = relationship(lazy="raise")
    team: Mapped[Team] = relationship(lazy="raise")
    reference_worker: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[reference_worker_id])
    second_worker: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[second_worker_id])

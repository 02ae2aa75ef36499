"""Follow-up of a letting: visits due by its convention #2, alerts to the support body, reminders of those."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Versioned, coded, unless_filled
from capteur.models.lettings import Letting
from capteur.models.tripartites import Tripartite
from capteur.vocab_follow_up import AlertLevel, AlertOrigin, AlertSubject, VisitResult


class DueVisit(Identified, Versioned, Base):
    """The support body visits the household on or about a day, by the rhythm of the version then in force.

    Written ahead by a job. One whose convention or letting ended sooner stays, and counts no more
    (`capteur.queries.due_visits.still_due`).
    """

    __tablename__ = "due_visit"
    __table_args__ = (
        sa.UniqueConstraint("tripartite_id", "due_on", name="uq_due_visit_day"),
        sa.CheckConstraint("(result IS NULL) = (happened_on IS NULL)", "result_has_day"),
        sa.CheckConstraint("(result IS NULL) = (author_id IS NULL)", "result_has_author"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", "minutes"),
        sa.Index("ix_due_visit_letting", "letting_id", "due_on"),
    )

    letting_id: Mapped[int] = mapped_column(sa.ForeignKey("letting.id"))
    tripartite_id: Mapped[int] = mapped_column(sa.ForeignKey("tripartite.id"))
    due_on: Mapped[date]
    result: Mapped[VisitResult | None] = mapped_column(coded(VisitResult))
    happened_on: Mapped[date | None]  # of one that did not take place: the day it should have
    minutes: Mapped[int | None]
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    note = Sealed()
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    is_open = unless_filled("is_open", "result")

    letting: Mapped[Letting] = relationship(lazy="raise")
    tripartite: Mapped[Tripartite] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise")


class SupportAlert(Identified, Versioned, Base):
    """The mediator, or the owner through them, asks the support body to act. It answers within the working days that
    the convention #2 in force says: `answer_by` is the last of them, kept as it was told that day.

    Answered is acknowledged, no more; what is done and how it ended come after. Its state follows from its days.
    """

    __tablename__ = "support_alert"
    __table_args__ = (
        sa.CheckConstraint("answer_by > raised_on", "answer_after"),
        sa.CheckConstraint("acknowledged_on >= raised_on", "acknowledged_after"),
        sa.CheckConstraint("acting_on IS NULL OR acting_on >= acknowledged_on", "acting_after"),
        sa.CheckConstraint("acting_on IS NULL OR acknowledged_on IS NOT NULL", "acting_acknowledged"),
        sa.CheckConstraint("solved_on IS NULL OR solved_on >= raised_on", "solved_after"),
        sa.Index("ix_support_alert_letting", "letting_id", "raised_on"),
        sa.Index("ix_support_alert_tripartite", "tripartite_id", "raised_on"),
    )

    letting_id: Mapped[int] = mapped_column(sa.ForeignKey("letting.id"))
    tripartite_id: Mapped[int] = mapped_column(sa.ForeignKey("tripartite.id"))
    origin: Mapped[AlertOrigin] = mapped_column(coded(AlertOrigin))
    subject: Mapped[AlertSubject] = mapped_column(coded(AlertSubject))
    words_sealed: Mapped[str] = mapped_column(sa.Text)
    words = SealedRequired()
    raised_on: Mapped[date]
    answer_by: Mapped[date]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    addressee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))  # none: the whole organisation
    acknowledged_on: Mapped[date | None]
    handler_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    acting_on: Mapped[date | None]
    plan_sealed: Mapped[str | None] = mapped_column(sa.Text)
    plan = Sealed()
    solved_on: Mapped[date | None]
    outcome_sealed: Mapped[str | None] = mapped_column(sa.Text)
    outcome = Sealed()
    is_unanswered = unless_filled("is_unanswered", "acknowledged_on", "solved_on")
    is_open = unless_filled("is_open", "solved_on")

    letting: Mapped[Letting] = relationship(lazy="raise")
    tripartite: Mapped[Tripartite] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])
    addressee: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[addressee_id])
    handler: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[handler_id])
    reminders: Mapped[list["AlertReminder"]] = relationship(lazy="raise", order_by="AlertReminder.id")


class AlertReminder(Identified, Base):
    """An alert without an answer was told to a level, once; rows are only added. `due_on` is the working day on which
    it was due, `told_on` that on which the jobs were run; `people` is how many accounts were written to."""

    __tablename__ = "alert_reminder"
    __table_args__ = (sa.UniqueConstraint("alert_id", "level", name="uq_alert_reminder_level"),)

    alert_id: Mapped[int] = mapped_column(sa.ForeignKey("support_alert.id"))
    level: Mapped[AlertLevel] = mapped_column(coded(AlertLevel))
    due_on: Mapped[date]
    told_on: Mapped[date]
    people: Mapped[int]

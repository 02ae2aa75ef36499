"""What is kept of notifications: little, since they are derived. News that was read, delays, and days told by mail."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.auth.vocab import NotificationKind
from app.clock import now
from app.db import Base, Identified, Versioned, coded


class NotificationSeen(Base):
    """News that its reader has read: what asks for nothing to be done goes away so. `subject` is its public name."""

    __tablename__ = "notification_seen"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[NotificationKind] = mapped_column(coded(NotificationKind), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(22), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)


class EscalationDelay(Identified, Versioned, Base):
    """After how many days late coordination is told; never, where `days` is empty. One a kind, the shipped one without.

    What is told follows from the dates and from this: nothing is copied.
    """

    __tablename__ = "escalation_delay"
    __table_args__ = (sa.CheckConstraint("days BETWEEN 1 AND 365", "days"),)

    kind: Mapped[NotificationKind] = mapped_column(coded(NotificationKind), unique=True)
    days: Mapped[int | None]


class DailyDigest(Base):
    """The mail of a day to an account was put in the outbox: once, however often and late the jobs are run."""

    __tablename__ = "daily_digest"
    __journalled__ = False

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    queued_at: Mapped[datetime] = mapped_column(default=now)

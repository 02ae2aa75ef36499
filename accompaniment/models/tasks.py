"""Tasks: what a person or a team has to do by a day, once or again and again."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.models.supports import Support
from accompaniment.vocab_tasks import TaskRhythm
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.people import Household
from axes.models.programmes import Team
from occupancy.models.stays import Stay

STILL_OPEN = sa.text("done_at IS NULL AND dropped_at IS NULL")


class Task(Identified, Versioned, Base):
    """Something to do by `due_on`, for a person or for a team. What it is, is sealed: it may name people.

    One that comes back belongs to a `series`, which has one open task at most: the next is made when it is done, its
    days counted from `first_on`. A link to a support or a stay goes through their household.
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.CheckConstraint("(worker_id IS NULL) <> (team_id IS NULL)", "person_or_team"),
        sa.CheckConstraint("done_at IS NULL OR dropped_at IS NULL", "done_or_dropped"),
        sa.CheckConstraint("(done_at IS NULL AND dropped_at IS NULL) = (settled_by_id IS NULL)", "settled_by_somebody"),
        sa.CheckConstraint("dropped_at IS NULL OR drop_reason_sealed IS NOT NULL", "dropped_has_reason"),
        sa.CheckConstraint("(rhythm IS NULL) = (series IS NULL)", "rhythm_has_series"),
        sa.CheckConstraint("(rhythm IS NULL) = (first_on IS NULL)", "rhythm_has_first_day"),
        sa.CheckConstraint("household_id IS NOT NULL OR (support_id IS NULL AND stay_id IS NULL)", "of_household"),
        sa.Index("uq_task_series_open", "series", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
        sa.Index("ix_task_worker_open", "worker_id", "due_on", sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
        sa.Index("ix_task_team_open", "team_id", "due_on", sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
        sa.Index("ix_task_household", "household_id", "due_on"),
        sa.Index("ix_task_organisation", "organisation_id", "due_on"),
        sa.Index("ix_task_settled", "settled_by_id", "done_at"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    household_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"))
    support_id: Mapped[int | None] = mapped_column(sa.ForeignKey("support.id"))
    stay_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stay.id"))
    title_sealed: Mapped[str] = mapped_column(sa.Text)
    title = SealedRequired()
    due_on: Mapped[date]
    rhythm: Mapped[TaskRhythm | None] = mapped_column(coded(TaskRhythm))
    first_on: Mapped[date | None]
    series: Mapped[str | None] = mapped_column(sa.String(22))
    done_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    drop_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    drop_reason = Sealed()
    is_open = unless_filled("is_open", "done_at", "dropped_at")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[author_id])
    worker: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[worker_id])
    team: Mapped[Team | None] = relationship(lazy="raise")
    household: Mapped[Household | None] = relationship(lazy="raise")
    support: Mapped[Support | None] = relationship(lazy="raise")
    stay: Mapped[Stay | None] = relationship(lazy="raise")
    settled_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[settled_by_id])

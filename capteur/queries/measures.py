"""Days worked and goals of a programme, the latest first."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.db import db
from axes.models.programmes import Programme
from capteur.models.measures import CaptureGoal, WorkedMonth


def worked_months_of(programme: Programme) -> Sequence[WorkedMonth]:
    query = sa.select(WorkedMonth).where(WorkedMonth.programme_id == programme.id)
    return db.session.scalars(query.order_by(WorkedMonth.year.desc(), WorkedMonth.month.desc())).all()


def worked_month_of(programme: Programme, public_id: str) -> WorkedMonth | None:
    query = sa.select(WorkedMonth).where(WorkedMonth.public_id == public_id)
    return db.session.scalar(query.where(WorkedMonth.programme_id == programme.id))


def goals_of(programme: Programme) -> Sequence[CaptureGoal]:
    query = sa.select(CaptureGoal).where(CaptureGoal.programme_id == programme.id)
    return db.session.scalars(query.order_by(CaptureGoal.first_day.desc())).all()


def goal_of(programme: Programme, public_id: str) -> CaptureGoal | None:
    query = sa.select(CaptureGoal).where(CaptureGoal.public_id == public_id)
    return db.session.scalar(query.where(CaptureGoal.programme_id == programme.id))

"""Note what figures of a programme are measured against: days worked by its prospectors, goals."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.periods import paper_overlaps
from app.web.errors import Refusal
from axes.models.programmes import Programme
from axes.services.settings import change
from capteur.models.measures import CaptureGoal, WorkedMonth

EARLIEST = date(1990, 1, 1)


def note_worked_month(*, programme: Programme, month: date, half_days: int, actor: Actor) -> WorkedMonth:
    """Note the days of a month (any day of it). Raises `Refusal` where they are noted already, and for a month to come
    or before 1990."""
    if not EARLIEST <= month <= today():
        raise Refusal("measure.bad_month", "month")
    which = {"year": month.year, "month": month.month}
    known = sa.select(WorkedMonth.id).filter_by(programme_id=programme.id, **which)
    if db.session.scalar(known) is not None:
        raise Refusal("measure.refusal.noted", "month")
    made = WorkedMonth(programme_id=programme.id, half_days=half_days, **which)
    db.session.add(made)
    db.session.flush()
    record("worked_month.noted", made, actor=actor, programme=programme, half_days=half_days, **which)
    return made


def edit_worked_month(*, worked: WorkedMonth, half_days: int, version: int, actor: Actor) -> None:
    """Correct them. Raises `Stale` when somebody saved first."""
    change(worked, version, {"half_days": half_days})
    record("worked_month.edited", worked, actor=actor, half_days=half_days)


def add_goal(*, programme: Programme, first_day: date, last_day: date, dwellings: int, actor: Actor) -> CaptureGoal:
    """Say how many dwellings are meant, over which days. Raises `Refusal` where another goal has some of them."""
    _check(programme.id, first_day, last_day)
    made = CaptureGoal(programme_id=programme.id, first_day=first_day, last_day=last_day, dwellings=dwellings)
    db.session.add(made)
    db.session.flush()
    days = {"first_day": first_day, "last_day": last_day}
    record("capture_goal.added", made, actor=actor, programme=programme, dwellings=dwellings, **days)
    return made


def edit_goal(*, goal: CaptureGoal, last_day: date, dwellings: int, version: int, actor: Actor) -> None:
    """Change how many, or until when. Raises `Refusal`, or `Stale`."""
    _check(goal.programme_id, goal.first_day, last_day, goal.id)
    change(goal, version, {"last_day": last_day, "dwellings": dwellings})
    record("capture_goal.edited", goal, actor=actor, last_day=last_day, dwellings=dwellings)


def _check(programme_id: int, first_day: date, last_day: date, own: int = 0) -> None:
    if last_day < first_day:
        raise Refusal("setting.refusal.ends_before", "last_day", day=shown(first_day))
    other = sa.select(CaptureGoal.id).where(CaptureGoal.programme_id == programme_id, CaptureGoal.id != own)
    same = other.where(paper_overlaps(CaptureGoal.first_day, CaptureGoal.last_day, first_day, last_day))
    if db.session.scalar(same.limit(1)) is not None:
        raise Refusal("measure.refusal.goal", "last_day")

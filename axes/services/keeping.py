"""How long files are kept: the months of the installation, and files kept longer for a reason."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.audit.models import JournalEntry
from app.clock import brussels_midnight, today
from app.conflicts import guarded
from app.db import db
from app.web.errors import Conflict, Refusal, Stale, refuse_stale
from axes.models.erasures import KeepingHold, KeepingNotice, KeepingPeriod
from axes.models.people import Household
from axes.queries.keeping import has_ended, hold_of, months_kept, period_of
from axes.vocab_erasures import HoldReason, KeepingClass

CHECKED = "keeping.checked"


def hold_file(*, household: Household, reason: HoldReason, last_day: date, actor: Actor) -> KeepingHold:
    """Keep a file until a last day, against its period and against any erasure.

    Raises `Refusal` for a day that is over, `Conflict` while it is kept already. One whose day is over gives way.
    """
    if last_day < today():
        raise Refusal("hold.refused.over", "last_day")
    before = hold_of(household.id)
    if before is not None and before.last_day < today():
        before.lifted_on, before.lifted_by_id = today(), actor.user_id
        db.session.flush()
    hold = KeepingHold(household_id=household.id, reason=reason, last_day=last_day, author_id=actor.user_id)
    with guarded({"uq_keeping_hold_in_force": Conflict("hold.refused.held")}):
        db.session.add(hold)
    record("household.held", household, actor=actor, hold=hold, reason=reason, last_day=last_day)
    return hold


def lift_hold(*, household: Household, actor: Actor) -> None:
    """The reason is gone: the file is kept as any other. Raises `Conflict` where nothing keeps it."""
    hold = hold_of(household.id)
    if hold is None:
        raise Conflict("hold.refused.none")
    hold.lifted_on, hold.lifted_by_id = today(), actor.user_id
    db.session.flush()
    record("household.hold_lifted", household, actor=actor, hold=hold)


def set_months(*, kind: KeepingClass, version: int | None, months: int, actor: Actor) -> None:
    """How many months files of a class are kept. Raises `Stale` when somebody saved first; `version` is 0 where the
    installation said nothing so far: what is as shipped stays unsaid."""
    known = period_of(kind)
    if known is None:
        if version:
            raise Stale
        if months == months_kept()[kind]:
            return
        known = _first_said(kind, months)
    else:
        refuse_stale(known, version)
    known.months = months
    db.session.flush()
    record("keeping_period.set", known, actor=actor, kind=kind, months=months)


def announce_ended(*, actor: Actor) -> int:
    """Once a day, find the files whose time of keeping has ended: how many are announced anew. Nothing is erased: that
    takes two people."""
    midnight = brussels_midnight(today())
    done = sa.exists().where(JournalEntry.user_id.is_(None), JournalEntry.at >= midnight, JournalEntry.event == CHECKED)
    if db.session.scalar(sa.select(done)):
        return 0
    ended = set(db.session.scalars(sa.select(Household.id).where(has_ended(today(), months_kept()))))
    known = set(db.session.scalars(sa.select(KeepingNotice.household_id)))
    db.session.execute(sa.delete(KeepingNotice).where(KeepingNotice.household_id.in_(known - ended)))
    db.session.add_all(KeepingNotice(household_id=one, announced_on=today()) for one in sorted(ended - known))
    record(CHECKED, None, actor=actor, announced=len(ended - known), ended=len(ended))
    return len(ended - known)


def _first_said(kind: KeepingClass, months: int) -> KeepingPeriod:
    made = KeepingPeriod(kind=kind, months=months)
    with guarded({"uq_keeping_period_kind": Stale()}):  # somebody said it meanwhile
        db.session.add(made)
    return made

"""Erasing a file: one asks, another one does it; what a household was counted for stays (rule 47, S-17, S-90)."""

import re
from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.kept_forms import KeptForm
from app.auth.models.notifications import NotificationSeen
from app.clock import local, now, today
from app.conflicts import guarded
from app.db import db
from app.web.errors import Conflict, Refusal
from axes.erasing import Emptied, end_what_goes_on, every_emptied
from axes.models.erasures import Erasure, ErasureCount, KeepingNotice
from axes.models.people import Household
from axes.queries.keeping import under_way
from axes.vocab_erasures import ErasureReason, PersonalData

NAME = re.compile(r"[A-Za-z0-9_-]{22}")  # a public id in an address


def ask_erasure(*, household: Household, reason: ErasureReason, asked_on: date | None, actor: Actor) -> Erasure:
    """Ask that a file be erased; somebody else does it. Nothing changes yet.

    `asked_on`: the day on which the person asked. Raises `Refusal` while something goes on with the household, or where
    that day is missing; `Conflict` when it was asked already.
    """
    _refuse_under_way(household)
    theirs = asked_on if reason is ErasureReason.PERSON_ASKED else None
    if reason is ErasureReason.PERSON_ASKED and theirs is None:
        raise Refusal("erasure.refused.asked_on", "asked_on")
    if theirs is not None and theirs > today():
        raise Refusal("erasure.refused.future", "asked_on")
    erasure = Erasure(household_id=household.id, reason=reason, asked_on=theirs, asked_by_id=actor.user_id)
    with guarded({"uq_erasure_waiting": Conflict("erasure.refused.asked")}):
        db.session.add(erasure)
    record("household.erasure_asked", household, actor=actor, erasure=erasure, reason=reason)
    return erasure


def withdraw_erasure(erasure: Erasure, *, actor: Actor) -> None:
    """Give it up, whoever asked. Raises `Conflict` when it was done or given up meanwhile."""
    _lock(erasure)
    erasure.withdrawn_at, erasure.withdrawn_by_id = now(), actor.user_id
    record("household.erasure_withdrawn", erasure.household, actor=actor, erasure=erasure)


def confirm_erasure(erasure: Erasure, *, actor: Actor) -> None:
    """Erase the file, as a second person: all at once, or nothing of it. It cannot be undone.

    Raises `Refusal` for who asked, and while something goes on with the household; `Conflict` when it was answered
    meanwhile.
    """
    household = _lock(erasure)
    if erasure.asked_by_id == actor.user_id:
        raise Refusal("erasure.refused.same")
    _refuse_under_way(household)
    erasure.confirmed_by_id, erasure.done_at = actor.user_id, now()
    _erase(erasure, household, actor)


def replay_erasure(
    *, household: Household, reason: ErasureReason, asked_on: date | None, done_at: datetime, actor: Actor
) -> None:
    """Do again an erasure that a restored backup had forgotten; what the backup thinks is under way ends that day."""
    erasure = Erasure(household_id=household.id, reason=reason, asked_on=asked_on, replayed_at=now(), done_at=done_at)
    db.session.execute(sa.delete(Erasure).where(Erasure.household_id == household.id, Erasure.is_waiting))
    db.session.add(erasure)
    end_what_goes_on(household.id, local(done_at).date())
    _erase(erasure, household, actor)


def _lock(erasure: Erasure) -> Household:
    """The household, from now on ours alone: who would write to its file waits. Then the erasure as it stands."""
    query = sa.select(Household).where(Household.id == erasure.household_id).with_for_update(of=Household)
    household = db.session.scalars(query.execution_options(populate_existing=True)).one()
    db.session.refresh(erasure, ["done_at", "withdrawn_at", "asked_by_id"])
    if not erasure.is_waiting:
        raise Conflict("erasure.refused.over")
    return household


def _refuse_under_way(household: Household) -> None:
    found = under_way(household.id, today())
    if found:
        raise Refusal(f"erasure.refused.{found[0]}")


def _erase(erasure: Erasure, household: Household, actor: Actor) -> None:
    db.session.flush()
    household.erased_on = local(erasure.done_at).date() if erasure.done_at else today()
    db.session.flush()  # the guards let what follows pass from here on
    counts = dict.fromkeys(PersonalData, 0)
    names = {household.public_id}
    for one in every_emptied():
        names |= _names(one, household.id)
        counts[one.kind] += _empty(one, household.id)
    counts[PersonalData.TYPED] = _forget_typed(names)
    rows = [ErasureCount(erasure_id=erasure.id, kind=kind, rows=number) for kind, number in counts.items() if number]
    db.session.add_all(rows)
    db.session.execute(sa.delete(KeepingNotice).where(KeepingNotice.household_id == household.id))
    db.session.flush()
    db.session.expire_all()  # what was read before says what was there before
    record("household.erased", household, actor=actor, erasure=erasure, rows=sum(counts.values()))


def _names(one: Emptied, household_id: int) -> set[str]:
    """Public names of rows, as they stand in addresses."""
    if "public_id" not in one.table.c:
        return set()
    return set(db.session.scalars(sa.select(one.table.c.public_id).where(one.of(household_id))))


def _empty(one: Emptied, household_id: int) -> int:
    """Take away what a table's rows say of the household; whoever had one open is told when they save."""
    where = one.of(household_id), one.said()
    if one.gone:
        result = db.session.execute(sa.delete(one.model).where(*where).execution_options(synchronize_session=False))
    else:
        values = one.values()
        if not values:
            return 0
        _hold(one, household_id)
        change = sa.update(one.model).where(*where).values(values).execution_options(synchronize_session=False)
        result = db.session.execute(change)
    return int(result.rowcount)  # type: ignore[attr-defined]


def _hold(one: Emptied, household_id: int) -> None:
    """Rows that say nothing yet move on too: who has one open would write to it what is to be forgotten."""
    if "version" in one.table.c:
        moved = sa.update(one.model).where(one.of(household_id)).values(version=one.table.c.version + 1)
        db.session.execute(moved.execution_options(synchronize_session=False))


def _forget_typed(names: Iterable[str]) -> int:
    """Forms kept for whoever was signed out while writing on this file, and news of it that was read."""
    mine = set(names)
    kept = db.session.execute(sa.select(KeptForm.id, KeptForm.path)).all()
    gone = [row.id for row in kept if mine & set(NAME.findall(row.path))]
    db.session.execute(sa.delete(KeptForm).where(KeptForm.id.in_(gone)))
    db.session.execute(sa.delete(NotificationSeen).where(NotificationSeen.subject.in_(mine)))
    return len(gone)

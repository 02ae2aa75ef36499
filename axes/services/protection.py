"""Protected households: only the workers named for them may open their file (DESIGN §4)."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import now
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.mail.outbox import enqueue
from app.mail.vocab import MailKind
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.people import Household, ProtectedReader, ProtectionLifting
from axes.queries.protection import others_who_may_lift
from axes.services.break_glass import refuse_short
from axes.vocab import LiftingOutcome


def protect(*, household: Household, version: int, workers: Sequence[User], actor: Actor) -> None:
    """Close the file to all but `workers`, at once, shares and open break-glass included; or change who they are.

    Raises `Refusal` when nobody in charge would be left: the file would be lost to everyone; `Stale` when the household
    changed since `version`.
    """
    refuse_stale(household, version)
    if not any(worker.organisation_id == actor.organisation_id for worker in workers):
        raise Refusal("protection.names_own_worker", "workers")
    already = household.is_protected
    household.is_protected = True
    count_as_changed(household)
    db.session.execute(sa.delete(ProtectedReader).where(ProtectedReader.household_id == household.id))
    db.session.add_all(ProtectedReader(household_id=household.id, user_id=worker.id) for worker in workers)
    db.session.flush()
    name = "household.workers_named" if already else "household.protected"
    record(name, household, actor=actor, workers=list(workers))


def name_instead(*, household: Household, leaver: User, receiver: User | None, actor: Actor) -> None:
    """Who leaves is named for the file no more; `receiver`, if any, is in their place."""
    named = sa.select(ProtectedReader).where(ProtectedReader.household_id == household.id)
    rows = {one.user_id: one for one in db.session.scalars(named)}
    if leaver.id in rows:
        db.session.delete(rows[leaver.id])
    if receiver is not None and receiver.id not in rows:
        db.session.add(ProtectedReader(household_id=household.id, user_id=receiver.id))
    count_as_changed(household)
    db.session.flush()
    record("household.workers_named", household, actor=actor, left=leaver, named=receiver)


def ask_lifting(*, household: Household, reason: str, actor: Actor) -> ProtectionLifting:
    """Ask that the file be opened again to those who could open it before; another person decides (S-17), and is told
    by mail, which does not say whom it is about.

    Raises `Refusal` for a reason under twenty characters, or while nobody else named could answer; `Conflict` when it
    was asked already, or the household is not protected.
    """
    if not household.is_protected:
        raise Conflict("protection.lift.not_protected")
    refuse_short(reason)
    others = others_who_may_lift(household, actor)
    if not others:
        raise Refusal("protection.lift.nobody_else")
    lifting = ProtectionLifting(household_id=household.id, asked_by_id=actor.user_id, reason=reason)
    with guarded({"uq_protection_lifting_open": Conflict("protection.lift.asked_already")}):
        db.session.add(lifting)
    record("household.lifting_asked", household, actor=actor, lifting=lifting)
    for user_id in others:
        enqueue(MailKind.LIFTING_ASKED, user_id=user_id)
    return lifting


def answer_lifting(*, lifting: ProtectionLifting, household: Household, confirm: bool, actor: Actor) -> LiftingOutcome:
    """Confirm or refuse the lifting that somebody else asked; who asked can only take it back. The first answer counts.

    Raises `Refusal` when the asker would confirm, `Conflict` when it was answered meanwhile. Until a confirmation the
    household stays protected.
    """
    own = lifting.asked_by_id == actor.user_id
    if own and confirm:
        raise Refusal("protection.lift.own")
    refused = LiftingOutcome.WITHDRAWN if own else LiftingOutcome.REFUSED
    outcome = LiftingOutcome.CONFIRMED if confirm else refused
    _claim(lifting, outcome, actor)
    if confirm:
        household.is_protected = False
        db.session.execute(sa.delete(ProtectedReader).where(ProtectedReader.household_id == household.id))
    name = "household.protection_lifted" if confirm else f"household.lifting_{outcome}"
    record(name, household, actor=actor, lifting=lifting, asked_by=lifting.asked_by_id)
    return outcome


def _claim(lifting: ProtectionLifting, outcome: LiftingOutcome, actor: Actor) -> None:
    """Write the answer unless there is one: of two at once, the database lets one through."""
    open_one = sa.update(ProtectionLifting).where(
        ProtectionLifting.id == lifting.id, ProtectionLifting.outcome.is_(None)
    )
    answer = open_one.values(outcome=outcome, decided_by_id=actor.user_id, decided_at=now())
    if db.session.scalar(answer.returning(ProtectionLifting.id)) is None:
        raise Conflict("protection.lift.answered_already")

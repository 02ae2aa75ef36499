"""Taking away a second factor that its owner lost: two administrators, and the owner told at each step (S-25)."""

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.factor_resets import FactorReset
from app.auth.models.users import User
from app.auth.queries.factor_resets import live_reset
from app.auth.services.second_factor import give_up_factor
from app.clock import now
from app.db import db
from app.mail.outbox import enqueue
from app.mail.vocab import MailKind
from app.web.errors import Refusal


def ask_factor_reset(user: User, *, actor: Actor) -> FactorReset:
    """Ask that the factor be taken away; nothing changes yet, and the owner is told.

    Raises `Refusal` for oneself, for an account without a factor, and while another demand waits.
    """
    _refuse_oneself(user, actor)
    _lock(user)
    if user.totp_since is None or user.deactivated_at is not None:
        raise Refusal("factor_reset.refused.nothing")
    if live_reset(user.id) is not None:
        raise Refusal("factor_reset.refused.asked")
    reset = FactorReset(user_id=user.id, asked_by_id=actor.user_id)
    db.session.add(reset)
    db.session.flush()
    record("factor_reset.asked", user, actor=actor)
    enqueue(MailKind.FACTOR_RESET_ASKED, user_id=user.id)
    return reset


def confirm_factor_reset(user: User, *, actor: Actor) -> None:
    """Take the factor away, as a second administrator: sessions and recovery codes end, the password stays.

    Raises `Refusal` for who asked, for oneself, and where nothing waits (any more).
    """
    _refuse_oneself(user, actor)
    _lock(user)
    reset = _waiting(user)
    if reset.asked_by_id == actor.user_id:
        raise Refusal("factor_reset.refused.same")
    reset.confirmed_by_id, reset.confirmed_at = actor.user_id, now()
    record("factor_reset.confirmed", user, actor=actor)
    give_up_factor(user, actor=actor)


def withdraw_factor_reset(user: User, *, actor: Actor) -> None:
    """Give the demand up, whoever asked: the telephone was found, or the demand was not honest."""
    _refuse_oneself(user, actor)
    _lock(user)
    _waiting(user).withdrawn_at = now()
    record("factor_reset.withdrawn", user, actor=actor)


def _waiting(user: User) -> FactorReset:
    reset = live_reset(user.id)
    if reset is None:
        raise Refusal("factor_reset.refused.over")
    return reset


def _refuse_oneself(user: User, actor: Actor) -> None:
    if user.id == actor.user_id:
        raise Refusal("factor_reset.refused.self")


def _lock(user: User) -> None:
    """Two administrators who act at once wait for one another. SQLite has one writer anyway."""
    query = sa.select(User).where(User.id == user.id).with_for_update(of=User)
    db.session.scalars(query.execution_options(populate_existing=True)).one()

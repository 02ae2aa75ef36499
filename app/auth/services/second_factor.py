"""The second factor: enrolling, proving, recovering (S-23 to S-25)."""

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.proofs import RecoveryCode
from app.auth.models.users import User
from app.auth.passwords import hash_password, matches
from app.auth.rules.codes import Recovery, matching_step, new_recovery, recovery_in
from app.auth.services.sessions import actor_of, end_all_sessions, end_other_sessions
from app.clock import now
from app.db import db
from app.mail.outbox import enqueue
from app.mail.vocab import MailKind
from app.web.errors import Refusal

RECOVERY_CODES = 10


def enrol(user: User, *, secret: str, code: str, token: str, actor: Actor) -> list[str]:
    """Tie an authenticator app to the account; gives new recovery codes, shown once. Other sessions end.

    Raises `Refusal` for a code that is not of this secret now.
    """
    step = matching_step(secret, code, now())
    if step is None:
        raise Refusal("factor.refused", "code")
    user.totp_secret, user.totp_step, user.totp_since = secret, step, now()
    record("factor.enrolled", user, actor=actor)
    end_other_sessions(user_id=user.id, token=token, actor=actor)
    enqueue(MailKind.FACTOR_CHANGED, user_id=user.id)
    return renew_recovery_codes(user, actor=actor)


def renew_recovery_codes(user: User, *, actor: Actor) -> list[str]:
    """Ten new codes; the earlier ones no longer open anything."""
    made: dict[str, Recovery] = {}
    while len(made) < RECOVERY_CODES:
        code = new_recovery()
        made[code.selector] = code
    _drop_recovery_codes(user)
    for code in made.values():
        db.session.add(
            RecoveryCode(user_id=user.id, selector=code.selector, code_hash=hash_password(code.secret), used_at=None)
        )
    record("recovery_codes.renewed", user, actor=actor)
    return [str(code) for code in made.values()]


def _drop_recovery_codes(user: User) -> None:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def prove_code(user: User, code: str) -> None:
    """Take a code of the app or a recovery code, once and for all. Raises `Refusal` otherwise."""
    if user.totp_secret is None or user.totp_since is None:
        raise Refusal("factor.refused", "code")
    recovery = recovery_in(code)
    taken = _take_recovery(user, recovery) if recovery else _take_step(user, code)
    if not taken:
        raise Refusal("factor.refused", "code")


def _take_step(user: User, code: str) -> bool:
    """Whether this step's code is right and later than any used before: of several at once, one wins."""
    step = matching_step(user.totp_secret or "", code, now())
    if step is None:
        return False
    later = sa.update(User).where(User.id == user.id, User.totp_step < step).values(totp_step=step)
    return _changed_one(later.returning(User.id))


def _take_recovery(user: User, typed: Recovery) -> bool:
    query = sa.select(RecoveryCode).where(
        RecoveryCode.user_id == user.id, RecoveryCode.selector == typed.selector, RecoveryCode.used_at.is_(None)
    )
    kept = db.session.scalar(query)
    if not matches(kept.code_hash if kept else None, typed.secret) or kept is None:
        return False
    once = sa.update(RecoveryCode).where(RecoveryCode.id == kept.id, RecoveryCode.used_at.is_(None))
    if not _changed_one(once.values(used_at=now()).returning(RecoveryCode.id)):
        return False
    record("recovery_code.used", user, actor=actor_of(user))
    enqueue(MailKind.FACTOR_CHANGED, user_id=user.id)
    return True


def _changed_one(change: sa.Executable) -> bool:
    return db.session.scalar(change, execution_options={"synchronize_session": False}) is not None


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes still work."""
    unused = (RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode).where(*unused)) or 0


def give_up_factor(user: User, *, actor: Actor) -> None:
    """Take the second factor away: by its owner where it is optional, by the command line when all is lost."""
    user.totp_secret, user.totp_since = None, None
    _drop_recovery_codes(user)
    record("factor.removed", user, actor=actor)
    end_all_sessions(user_id=user.id, actor=actor)
    enqueue(MailKind.FACTOR_CHANGED, user_id=user.id)

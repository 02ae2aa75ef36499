"""News read, and delays changed."""

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.notifications import EscalationDelay, NotificationSeen
from app.auth.queries.delays import delay_of
from app.auth.reader import Reader
from app.auth.vocab import NotificationKind
from app.clock import now
from app.conflicts import guarded
from app.db import db, insert_of
from app.web.errors import Stale, refuse_stale


def mark_seen(*, kind: NotificationKind, subject: str, actor: Reader) -> None:
    """Take a piece of news off the reader's list. Twice is once."""
    values = {"user_id": actor.user_id, "kind": kind, "subject": subject, "seen_at": now()}
    db.session.execute(insert_of(NotificationSeen).values(**values).on_conflict_do_nothing())
    record("notification.seen", None, actor=actor, kind=kind)


def set_delay(*, kind: NotificationKind, version: int | None, days: int | None, actor: Actor) -> None:
    """After how many days late coordination is told; None for never. Raises `Stale` when somebody saved first.

    `version` is 0 where the installation said nothing of this kind so far.
    """
    known = delay_of(kind)
    if known is None:
        if version:
            raise Stale
        known = _first_said(kind)
    else:
        refuse_stale(known, version)
    known.days = days
    db.session.flush()
    record("escalation_delay.set", known, actor=actor, kind=kind, days=days)


def _first_said(kind: NotificationKind) -> EscalationDelay:
    made = EscalationDelay(kind=kind)
    with guarded({"uq_escalation_delay_kind": Stale}):  # somebody said it meanwhile
        db.session.add(made)
    return made

"""Sending the outbox: each mail is claimed, handed over and settled on its own, and never sent twice (R-20).

The claim is committed before the mail leaves: of several runs at once one wins, and a run that dies in between leaves
a mail that nobody sends again, because it may have gone.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale, gettext, ngettext

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import now
from app.config import Settings
from app.db import db, transaction
from app.mail.outbox import OutboxMail
from app.mail.smtp import Fate, Letter, Sender, Unreachable

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
DEAD_AFTER = timedelta(hours=1)  # a run that took a mail up so long ago was killed
MOST = 500  # a run; the next one goes on


def deliver(settings: Settings, *, actor: Actor, dry_run: bool = False) -> int:
    """Send what waits in the outbox; how many left, or would have been tried.

    Without a mail server nothing is done. Raises `Unreachable` where it does not answer; what waits goes on waiting.
    """
    with transaction("write"):
        if dry_run:
            return len(_waiting())
        _give_up_the_dead(actor)
        if not settings.mail.host:
            return 0
        with Sender(settings.mail) as sender:
            return sum(_sent(mail_id, sender, settings, actor) for mail_id in _waiting())


def _due(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    open_ones = OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None), OutboxMail.claimed_at.is_(None)
    return (*open_ones, OutboxMail.next_try_at <= at)


def _waiting() -> list[int]:
    query = sa.select(OutboxMail.id).where(*_due(now())).order_by(OutboxMail.created_at, OutboxMail.id).limit(MOST)
    found = list(db.session.scalars(query))
    db.session.rollback()  # nothing is held while mails are sent
    return found


def _sent(mail_id: int, sender: Sender, settings: Settings, actor: Actor) -> bool:
    letter = _claimed(mail_id, settings, actor)
    if letter is None:
        return False
    try:
        fate = sender.send(letter)
    except Unreachable:
        _settle(mail_id, claimed_at=None, tries=OutboxMail.tries - 1)
        raise
    return _settled(mail_id, fate, actor)


def _claimed(mail_id: int, settings: Settings, actor: Actor) -> Letter | None:
    """Take a mail up; None when another run has it, or when it is no longer worth sending."""
    at = now()
    claim = sa.update(OutboxMail).where(OutboxMail.id == mail_id, *_due(at))
    claim = claim.values(claimed_at=at, tries=OutboxMail.tries + 1).returning(OutboxMail.id)
    if db.session.scalar(claim, execution_options={"synchronize_session": False}) is None:
        db.session.rollback()
        return None
    query = sa.select(OutboxMail, User).join(User, User.id == OutboxMail.user_id).where(OutboxMail.id == mail_id)
    mail, user = db.session.execute(query).one()
    letter = None if _is_worthless(mail, user, at) else _letter(mail, user, settings)
    if letter is None:
        _give_up(mail, actor)
    db.session.commit()
    return letter


def _is_worthless(mail: OutboxMail, user: User, at: datetime) -> bool:
    """Its link is dead, or its account closed."""
    return user.deactivated_at is not None or (mail.send_before is not None and mail.send_before <= at)


def _letter(mail: OutboxMail, user: User, settings: Settings) -> Letter:
    with force_locale(user.locale or "fr"):
        subject = gettext(f"mail.{mail.kind.value}.subject")
        told = {"link": mail.link or settings.public_url, "counts": _lines(mail)}
        text = gettext(f"mail.{mail.kind.value}.text", **told)
    return Letter(mail.public_id, user.email, subject, text + "\n")


def _lines(mail: OutboxMail) -> str:
    """The numbers of a mail in words, one a line."""
    counts: dict[str, int] = json.loads(mail.counts or "{}")
    return "\n".join(ngettext(f"mail.count.{code}", f"mail.count.{code}", number) for code, number in counts.items())


def _settled(mail_id: int, fate: Fate, actor: Actor) -> bool:
    """Write down what became of a mail; whether it left."""
    if fate is Fate.SENT:
        _settle(mail_id, sent_at=now(), link_sealed=None)
        return True
    mail = db.session.get_one(OutboxMail, mail_id)
    if fate is Fate.LATER and mail.tries <= len(PAUSES):
        mail.claimed_at, mail.next_try_at = None, now() + PAUSES[mail.tries - 1]
    else:
        _give_up(mail, actor)
    db.session.commit()
    return False


def _settle(mail_id: int, **values: Any) -> None:
    change = sa.update(OutboxMail).where(OutboxMail.id == mail_id).values(**values)
    db.session.execute(change, execution_options={"synchronize_session": False})
    db.session.commit()


def _give_up(mail: OutboxMail, actor: Actor) -> None:
    mail.given_up_at, mail.link = now(), None
    record("mail.given_up", mail, actor=actor, kind=mail.kind, tries=mail.tries)


def _give_up_the_dead(actor: Actor) -> None:
    query = sa.select(OutboxMail).where(
        OutboxMail.claimed_at < now() - DEAD_AFTER, OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None)
    )
    for mail in db.session.scalars(query.with_for_update(skip_locked=True)):
        _give_up(mail, actor)
    db.session.commit()

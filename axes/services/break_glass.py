"""Break-glass: identities opened for four hours, with a reason, in front of everybody (DESIGN §4, S-83 to S-85)."""

import sqlalchemy as sa

from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import local
from app.db import db
from app.mail.outbox import enqueue
from app.mail.vocab import MailKind
from app.web.errors import Refusal
from axes.models.people import BreakGlass, Household
from axes.queries.assignments import referents_of
from axes.queries.scope import BREAK_GLASS_LASTS, still_open

MIN_REASON = 20


def open_identity(*, household: Household, reason: str, actor: Reader) -> BreakGlass:
    """Show `actor` who the household is, for four hours from now and until they sign out; nobody can lengthen it.
    Its referents are told by mail, which does not say whom it is about.

    Raises `Refusal` for a reason under twenty characters, a protected household, or while one is open: the end of
    an opening never moves.
    """
    if household.is_protected:
        raise Refusal("break_glass.protected")
    refuse_short(reason)
    _refuse_while_open(household, actor)
    grant = BreakGlass(household_id=household.id, user_id=actor.user_id, session_id=actor.session_id, reason=reason)
    db.session.add(grant)
    db.session.flush()
    until = grant.created_at + BREAK_GLASS_LASTS
    record("break_glass.opened", household, actor=actor, grant=grant, until=until)
    for user_id in referents_of(household):
        enqueue(MailKind.IDENTITY_OPENED, user_id=user_id)
    return grant


def refuse_short(reason: str) -> None:
    """A reason is a sentence that somebody can read: no run of spaces, no character that does not show."""
    readable = "".join(letter for letter in " ".join(reason.split()) if letter.isprintable())
    if len(readable) < MIN_REASON:
        raise Refusal("break_glass.reason_short", "reason", least=MIN_REASON)


def _refuse_while_open(household: Household, actor: Reader) -> None:
    mine = sa.select(BreakGlass.created_at).where(BreakGlass.household_id == household.id, still_open(actor))
    opened_at = db.session.scalar(mine.order_by(BreakGlass.id.desc()).limit(1))
    if opened_at is not None:
        until = local(opened_at + BREAK_GLASS_LASTS)
        raise Refusal("break_glass.open_already", until=until.strftime("%d/%m/%Y %H:%M"))

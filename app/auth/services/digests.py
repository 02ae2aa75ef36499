"""The mail of the day: how many things there are to do, and where; nothing else."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.auth.models.notifications import DailyDigest
from app.clock import brussels_midnight, now
from app.db import db, insert_of
from app.mail.outbox import enqueue
from app.mail.vocab import MailKind

ONE_DAY = timedelta(days=1)


def queue_digest(*, user_id: int, day: date, counts: Mapping[str, int], link: str) -> bool:
    """Put the mail of a day in the outbox; False where it was there already. It is not worth sending the day after.

    The row of the account and the day is written with the mail: of several at once one wins, and a run that dies in
    between leaves neither.
    """
    values = {"user_id": user_id, "day": day, "queued_at": now()}
    fresh = insert_of(DailyDigest).values(**values).on_conflict_do_nothing().returning(DailyDigest.user_id)
    if db.session.scalar(fresh) is None:
        return False
    until = brussels_midnight(day + ONE_DAY)
    enqueue(MailKind.DAILY_DIGEST, user_id=user_id, link=link, send_before=until, counts=counts)
    return True

"""Scheduled work of reports: the mail of the day; the registry is `app.jobs`."""

import logging

from app.auth.queries.absent_readers import readers_to_tell
from app.auth.queries.delays import delays
from app.auth.reader import Reader
from app.auth.services.digests import queue_digest
from app.clock import local, now, today
from app.config import Settings
from app.db import db, transaction
from reports.queries.notifications import counts_by_kind

log = logging.getLogger("tremplin")
FROM_HOUR = 5  # in Brussels: the mail of the day waits for the morning


def tell_the_day(settings: Settings, *, dry_run: bool = False) -> int:
    """Write to whoever has something to do, once a day: how many mails were put in the outbox.

    Numbers are read without holding the database; each mail is written on its own. Days that were missed are not made
    up for: the mail of today says what there is. One account that fails is tried again by the next run and keeps
    nobody else from theirs; then the first error is raised.
    """
    if local(now()).hour < FROM_HOUR:
        return 0
    with transaction("read"):
        readers, known = readers_to_tell(today()), delays()
        db.session.rollback()
    told, errors = 0, []
    for reader in readers:
        try:
            with transaction("read"):
                counts = counts_by_kind(reader, today(), known)
                db.session.rollback()
            told += bool(counts) and (dry_run or _told(reader, dict(counts), settings))
        except Exception as error:
            log.exception("no mail of the day for an account")
            db.session.rollback()
            errors.append(error)
    if errors:
        raise errors[0]
    return told


def _told(reader: Reader, counts: dict[str, int], settings: Settings) -> bool:
    with transaction("write"):
        link = f"{settings.public_url}/notifications"
        told = queue_digest(user_id=reader.user_id, day=today(), counts=counts, link=link)
        db.session.commit()
    return told

"""The list of erasures, kept beside the backups: whoever was erased does not come back with an older one (S-90).

It holds public names of households, days and codes, sealed like a backup. It only grows: what a file holds already
stays in it, though the database it came from is gone.
"""

import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.audit.actor import system
from app.backup.errors import BackupRefused
from app.backup.keys import BackupKeys
from app.backup.stream import open_stream, seal_stream
from app.db import db, transaction
from axes.models.erasures import Erasure
from axes.models.people import Household
from axes.services.erasures import replay_erasure
from axes.vocab_erasures import ErasureReason

NAME = "erasures.sealed"
ACTOR = system("restore")
Done = Mapping[str, Mapping[str, Any]]  # by the public name of the household


def erasures_done() -> Done:
    """Those of the database, none where it holds no schema yet."""
    with transaction("read"), db.engine.connect() as connection:
        if not sa.inspect(connection).has_table(Erasure.__tablename__):
            return {}
        columns = (Household.public_id, Erasure.reason, Erasure.asked_on, Erasure.done_at)
        query = sa.select(*columns).join(Household, Household.id == Erasure.household_id)
        rows = connection.execute(query.where(Erasure.done_at.is_not(None)).order_by(Erasure.id)).all()
    return {
        row.public_id: {
            "reason": row.reason.value,
            "asked_on": row.asked_on and row.asked_on.isoformat(),
            "done_at": row.done_at.isoformat(),
        }
        for row in rows
    }


def read_list(file: Path, keys: BackupKeys) -> Done:
    """What a list holds; nothing where there is none. Raises `BackupRefused` for one that is none, or altered."""
    if not file.exists():
        return {}
    try:
        with file.open("rb") as source:
            found: dict[str, dict[str, Any]] = json.loads(b"".join(open_stream(source, keys)))
    except ValueError as error:
        raise BackupRefused(f"{file} is no list of erasures") from error
    return found


def write_list(file: Path, keys: BackupKeys) -> int:
    """Add the erasures of the database to a list; how many it holds then. It appears whole, or not at all."""
    done = dict(read_list(file, keys)) | dict(erasures_done())
    part = file.with_name(file.name + ".part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
        seal_stream(out, [json.dumps(done, sort_keys=True).encode()], keys, holds="erasures")
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
    return len(done)


def replay(app: Flask, done: Done) -> int:
    """Erase again whoever the database knows by name and should not: how many. Each in a transaction of its own."""
    again = 0
    with app.app_context():
        for public_id, known in done.items():
            with transaction("write"):
                again += _replay(public_id, known)
                db.session.commit()
                db.session.remove()
    return again


def _replay(public_id: str, known: Mapping[str, Any]) -> int:
    household = db.session.scalar(
        sa.select(Household).where(Household.public_id == public_id, Household.erased_on.is_(None)).with_for_update()
    )
    if household is None:
        return 0
    replay_erasure(
        household=household,
        reason=ErasureReason(known["reason"]),
        asked_on=date.fromisoformat(known["asked_on"]) if known["asked_on"] else None,
        done_at=datetime.fromisoformat(known["done_at"]),
        actor=ACTOR,
    )
    return 1

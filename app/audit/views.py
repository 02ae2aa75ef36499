"""Every view of a personal file is journalled, in a transaction of its own: the page itself only reads.

The entry is written before the answer leaves; where it cannot be written, the page is not shown.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import g
from sqlalchemy.orm import Session

from app.audit.actor import Actor
from app.audit.journal import Noted, noted, queue_in
from app.db import Base, db, transaction


@dataclass
class Seen:
    """What a request showed, until its end."""

    entries: list[Noted] = field(default_factory=list)


def note_view(subject: Base, *, actor: Actor, **facts: Any) -> None:
    """Say that this request shows `subject`'s file to `actor`; facts name the sections, as codes.

    Records are read at once: asked for after the request's transaction, they would open another one beside it.
    """
    if "seen" not in g:
        g.seen = Seen()
    g.seen.entries.append(noted(f"{type(subject).__tablename__}.viewed", subject, actor, facts))


def seen_subjects() -> set[str | None]:
    """Public names of the files that this request is about to show."""
    seen: Seen | None = g.get("seen")
    return set() if seen is None else {subject.public_id for _, subject, *_ in seen.entries if subject is not None}


def forget_views() -> None:
    """The files are not shown after all."""
    g.pop("seen", None)


def write_views() -> None:
    """Write what was noted; called once the request's own transaction is over."""
    seen: Seen | None = g.pop("seen", None)
    if seen is None:
        return
    with transaction("write"), Session(db.engine) as session:
        for entry in seen.entries:
            queue_in(session, entry)
        session.commit()

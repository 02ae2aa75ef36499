"""Keeping what was typed while the session ended, and giving it back to the same person."""

import json
from datetime import timedelta

import sqlalchemy as sa

from app.auth.apart import apart
from app.auth.models.kept_forms import KeptForm
from app.auth.models.users import User, UserSession
from app.clock import now
from app.db import db

LASTS = timedelta(hours=1)
LARGEST = 64_000


def keep_form(*, session_hash: str, path: str, typed: list[tuple[str, str]], had_files: bool) -> str | None:
    """Keep a form for the account behind a session, ended or not, told by the hash of its token; None when there is
    none, or it is too long.

    One per session: the newest replaces the earlier ones. Written in a transaction of its own.
    """
    content = json.dumps(typed, ensure_ascii=False)
    if len(content) > LARGEST:
        return None
    with apart() as session:
        user_id = session.scalar(_whose(session_hash))
        if user_id is None:
            return None
        stale = sa.or_(KeptForm.session_hash == session_hash, KeptForm.created_at < now() - LASTS)
        session.execute(sa.delete(KeptForm).where(stale))
        kept = KeptForm(user_id=user_id, session_hash=session_hash, path=path[:500], had_files=had_files)
        kept.content = content
        session.add(kept)
        session.flush()
        return kept.public_id


def _whose(session_hash: str) -> sa.Select[int]:
    """The account behind a session, ended or not, unless it is closed."""
    query = sa.select(UserSession.user_id).join(User, User.id == UserSession.user_id)
    return query.where(UserSession.token_hash == session_hash, User.deactivated_at.is_(None))


def account_behind(session_hash: str | None) -> int | None:
    """Whose session this was, ended or not."""
    return db.session.scalar(_whose(session_hash)) if session_hash else None


def kept_form(public_id: str | None, *, user_id: int) -> KeptForm | None:
    """The form somebody left, for themselves alone and for an hour."""
    query = sa.select(KeptForm).where(
        KeptForm.public_id == public_id, KeptForm.user_id == user_id, KeptForm.created_at > now() - LASTS
    )
    return db.session.scalar(query) if public_id else None


def typed_in(kept: KeptForm) -> list[tuple[str, str]]:
    """Names and values, as the browser sent them."""
    return [(name, value) for name, value in json.loads(kept.content)]


def forget_kept_forms(user_id: int) -> None:
    """Who signs out leaves nothing behind."""
    db.session.execute(sa.delete(KeptForm).where(KeptForm.user_id == user_id))

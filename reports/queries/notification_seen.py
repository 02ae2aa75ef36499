"""News that a reader has not read yet."""

from typing import Any

import sqlalchemy as sa

from app.auth.models.notifications import NotificationSeen
from app.auth.reader import Reader
from app.auth.vocab import NotificationKind


def unseen(reader: Reader, kind: NotificationKind, subject: Any) -> sa.ColumnElement[bool]:
    """Condition beside `subject`, the column of a public name: the reader did not take it off their list."""
    mark = NotificationSeen.__table__.alias()
    seen = sa.select(mark.c.subject).where(mark.c.user_id == reader.user_id, mark.c.kind == kind)
    return subject.not_in(seen)  # type: ignore[no-any-return]

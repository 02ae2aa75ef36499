"""The outbox: mails are rows of the act's own transaction, sent later by `tremplin jobs run` (R-20).

A mail has a fixed subject and a fixed text in the language of its reader, numbers, and at most one link. The address is
read from the account when it is sent; the link may hold a secret, so it is sealed here and forgotten once sent.
"""

import json
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.crypto import Sealed
from app.db import Base, Identified, coded, db
from app.mail.vocab import MailKind


class OutboxMail(Identified, Base):
    """A mail to an account. `send_before` is when its link dies: after that it is not worth sending.

    `claimed_at` is when a run took it up to send it; one that never came back may have sent it, so nobody else tries.
    """

    __tablename__ = "outbox_mail"
    __journalled__ = False
    __table_args__ = (
        sa.Index(
            "ix_outbox_mail_waiting",
            "created_at",
            sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MailKind] = mapped_column(coded(MailKind))
    link_sealed: Mapped[str | None] = mapped_column(sa.Text)
    link = Sealed()
    counts: Mapped[str | None] = mapped_column(sa.Text)  # numbers by code, in JSON: no word about anybody
    send_before: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


def enqueue(
    kind: MailKind,
    *,
    user_id: int,
    link: str | None = None,
    send_before: datetime | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    """Have a mail sent to an account once the present transaction is committed; `counts` are told in their order."""
    mail = OutboxMail(kind=kind, user_id=user_id, send_before=send_before)
    mail.link, mail.counts = link, json.dumps(counts) if counts else None
    db.session.add(mail)

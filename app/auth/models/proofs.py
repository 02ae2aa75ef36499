"""What stands between a stranger and an account: counters, known devices, sign-ins half done, codes, links."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.auth.vocab import LinkKind
from app.clock import now
from app.db import Base, coded


class AttemptCounter(Base):
    """Failed attempts of one key (an account, an address, a device) since `since`; the key is hashed."""

    __tablename__ = "attempt_counter"
    __journalled__ = False

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(default=now)
    last_at: Mapped[datetime] = mapped_column(default=now, index=True)


class KnownDevice(Base):
    """A browser through which an account was entered before; a desk shared by several people knows several."""

    __tablename__ = "known_device"
    __journalled__ = False

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime] = mapped_column(default=now)


class PendingSignIn(Base):
    """A sign-in whose password was right and whose second factor is still to come."""

    __tablename__ = "pending_sign_in"
    __journalled__ = False

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code for the day the telephone is lost. `selector` finds the row, the rest is hashed like a password."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("user_id", "selector"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    selector: Mapped[str] = mapped_column(sa.String(8))
    code_hash: Mapped[str] = mapped_column(sa.Text)
    used_at: Mapped[datetime | None]


class AccessLink(Base):
    """A single-use link to choose a password, bound to the address it was sent to (S-28)."""

    __tablename__ = "access_link"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LinkKind] = mapped_column(coded(LinkKind))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

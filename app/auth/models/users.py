"""People who sign in, and what they sign in with."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.vocab import Role
from app.clock import now
from app.crypto import Sealed
from app.db import Base, Identified, Named, Versioned, coded, new_public_id


class User(Identified, Versioned, Named, Base):
    """A worker's account. `password_hash` is empty until the invitation is taken up."""

    __tablename__ = "app_user"

    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(coded(Role))
    health_right: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str | None] = mapped_column(sa.String(2))
    wants_digest: Mapped[bool] = mapped_column(default=True)  # a mail a day with what there is to do, in numbers
    password_hash: Mapped[str | None] = mapped_column(sa.Text)
    totp_secret_sealed: Mapped[str | None] = mapped_column(sa.Text)
    totp_secret = Sealed()
    totp_step: Mapped[int] = mapped_column(default=0)
    totp_since: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class UserSession(Base):
    """One signed-in browser. The token itself is only in the cookie; here stands its hash (S-31)."""

    __tablename__ = "user_session"
    __journalled__ = False

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(22), unique=True, default=new_public_id)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    proved_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(sa.String(120), default="")

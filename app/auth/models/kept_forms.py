"""What was typed into a form whose session had ended: kept sealed for an hour, for the same person only (S-44)."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.crypto import SealedRequired
from app.db import Base, Identified


class KeptForm(Identified, Base):
    """One form per ended session: a newer one replaces it."""

    __tablename__ = "kept_form"
    __journalled__ = False

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    session_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    path: Mapped[str] = mapped_column(sa.String(500))
    had_files: Mapped[bool] = mapped_column(default=False)
    content_sealed: Mapped[str] = mapped_column(sa.Text)
    content = SealedRequired()

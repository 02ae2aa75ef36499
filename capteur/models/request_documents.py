"""Documents of housing requests, sealed: what proves an income, who is who, who answers for the deposit."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import SealedBytesRequired, SealedRequired
from app.db import Base, Identified, coded, unless_filled
from capteur.models.requests import HousingRequest
from capteur.vocab import RequestPaper


class RequestDocument(Identified, Base):
    """A paper that the sender joins to a request; valid until `last_day`, the day included, where it says one.

    `confidential`: for the sender alone, whatever comes. Removed, who and when stay, and nothing of what it showed.
    """

    __tablename__ = "request_document"
    __table_args__ = (sa.CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", "removed_by_somebody"),)

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_request.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    kind: Mapped[RequestPaper] = mapped_column(coded(RequestPaper))
    confidential: Mapped[bool] = mapped_column(default=False)
    filed_on: Mapped[date]
    last_day: Mapped[date | None]
    name_sealed: Mapped[str] = mapped_column(sa.Text)
    name = SealedRequired()
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    content = SealedBytesRequired()
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    stands = unless_filled("stands", "removed_at")

    request: Mapped[HousingRequest] = relationship(lazy="raise", viewonly=True)
    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])

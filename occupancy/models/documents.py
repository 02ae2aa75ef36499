"""Documents of a site's agreements, sealed in the database and sent only as attachments."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now, today
from app.crypto import SealedBytesRequired
from app.db import Base, Identified, coded
from occupancy.vocab import DocumentKind


class AgreementDocument(Identified, Base):
    """A signed paper: PDF or image, checked by its content."""

    __tablename__ = "agreement_document"
    __table_args__ = (sa.CheckConstraint("valid_until IS NULL OR valid_until >= dated_on", "valid_after_dated"),)

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"), index=True)
    amendment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("amendment.id"))  # the one it signs (rule 4)
    kind: Mapped[DocumentKind] = mapped_column(coded(DocumentKind), default=DocumentKind.OTHER)
    title: Mapped[str] = mapped_column(sa.String(120))
    dated_on: Mapped[date] = mapped_column(default=today)  # the day written on the paper, else that of its filing
    valid_until: Mapped[date | None]
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    content_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    content = SealedBytesRequired()

"""Documents of a site's agreements, sealed in the database and sent only as attachments."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.crypto import SealedBytesRequired
from app.db import Base, Identified


class AgreementDocument(Identified, Base):
    """A signed paper: PDF or image, checked by its content."""

    __tablename__ = "agreement_document"

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"), index=True)
    amendment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("amendment.id"))  # the one it signs (rule 4)
    title: Mapped[str] = mapped_column(sa.String(120))
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    content_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    content = SealedBytesRequired()

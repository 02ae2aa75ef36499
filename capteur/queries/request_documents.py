"""Documents of a housing request that was opened."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from app.db import db
from capteur.models.request_documents import RequestDocument


def documents_of(request_id: int) -> Sequence[RequestDocument]:
    """Those that stand, the latest first, without what they show."""
    query = sa.select(RequestDocument).where(RequestDocument.request_id == request_id, RequestDocument.stands)
    return db.session.scalars(
        query.options(joinedload(RequestDocument.author)).order_by(RequestDocument.id.desc())
    ).all()


def document_in(request_id: int, public_id: str, *, whole: bool = False) -> RequestDocument | None:
    """One that stands; `whole`: with what it shows."""
    query = sa.select(RequestDocument).where(RequestDocument.request_id == request_id, RequestDocument.stands)
    query = query.where(RequestDocument.public_id == public_id)
    return db.session.scalar(query.options(undefer(RequestDocument.content_sealed)) if whole else query)

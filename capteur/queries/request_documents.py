"""A document of a housing request that was opened."""

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from app.db import db
from capteur.models.request_documents import RequestDocument


def document_in(request_id: int, public_id: str, *, whole: bool = False) -> RequestDocument | None:
    """One that stands; `whole`: with what it shows."""
    query = sa.select(RequestDocument).where(RequestDocument.request_id == request_id, RequestDocument.stands)
    query = query.where(RequestDocument.public_id == public_id).execution_options(populate_existing=True)
    return db.session.scalar(query.options(undefer(RequestDocument.content_sealed)) if whole else query)

"""Papers of an agreement: checked by their content, sealed in the database (S-64)."""

from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from occupancy.errors import AgreementRefusal
from occupancy.models.agreements import Agreement, Amendment
from occupancy.models.documents import AgreementDocument
from occupancy.rules.documents import MAX_BYTES, media_type_of


def add_document(
    agreement: Agreement, *, title: str, content: bytes, amendment: Amendment | None = None, actor: Actor
) -> AgreementDocument:
    """Keep a PDF, JPEG or PNG of 5 MB at most. Raises beside `file` for anything else, whatever its name says."""
    if len(content) > MAX_BYTES:
        raise AgreementRefusal("document.refused.size", "file", megabytes=MAX_BYTES // 1024 // 1024)
    media_type = media_type_of(content)
    if media_type is None:
        raise AgreementRefusal("document.refused.kind", "file")
    document = AgreementDocument(
        agreement_id=agreement.id,
        amendment_id=amendment.id if amendment else None,
        title=title,
        media_type=media_type,
        size=len(content),
        added_by_id=actor.user_id,
    )
    document.content = content
    db.session.add(document)
    db.session.flush()
    record("document.added", document, actor=actor, agreement=agreement, size=document.size)
    return document

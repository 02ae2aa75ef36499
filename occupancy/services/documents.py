"""Papers of an agreement: checked by their content, sealed in the database (S-64)."""

from dataclasses import asdict, dataclass, field
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.files.sound import sound
from occupancy.errors import AgreementRefusal
from occupancy.models.agreements import Agreement, Amendment
from occupancy.models.documents import AgreementDocument
from occupancy.vocab import DocumentKind


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """What is noted of a paper beside its content. `dated_on` is the day written on it."""

    title: str
    kind: DocumentKind = DocumentKind.OTHER
    dated_on: date = field(default_factory=today)
    valid_until: date | None = None


def add_document(
    agreement: Agreement, *, facts: PaperFacts, content: bytes, amendment: Amendment | None = None, actor: Actor
) -> AgreementDocument:
    """Keep a PDF, JPEG or PNG of 5 MB at most. Raises beside `file` for anything else, whatever its name says."""
    _check_days(facts)
    media_type, kept = sound(content)
    document = AgreementDocument(
        agreement_id=agreement.id,
        amendment_id=amendment.id if amendment else None,
        **asdict(facts),
        media_type=media_type,
        size=len(kept),
        added_by_id=actor.user_id,
    )
    document.content = kept
    db.session.add(document)
    db.session.flush()
    record("document.added", document, actor=actor, agreement=agreement, kind=facts.kind, size=document.size)
    return document


def _check_days(facts: PaperFacts) -> None:
    if facts.dated_on > today():
        raise AgreementRefusal("agreement.refused.future", "dated_on")
    if facts.valid_until is not None and facts.valid_until < facts.dated_on:
        raise AgreementRefusal("annex.refused.order", "valid_until")

"""Documents of housing requests: joined by their sender, taken away again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.db import db
from app.files.sound import sound
from app.i18n.formats import day as shown
from app.web.errors import Refusal
from capteur.models.request_documents import RequestDocument
from capteur.models.requests import HousingRequest
from capteur.vocab import RequestPaper

MOST, LONGEST_NAME = 20, 200
NOTHING = "—"


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """What is said of the files that are joined together."""

    kind: RequestPaper
    confidential: bool = False
    last_day: date | None = None


def join_documents(
    *, request: HousingRequest, facts: PaperFacts, papers: Sequence[tuple[str, bytes]], actor: Actor
) -> None:
    """Keep files with a request: PDF, JPEG or PNG of 5 MB at most, told by their content; twenty in all.

    Raises `Refusal` beside the field for anything else, a paper that is over, a request that is.
    """
    if not request.is_alive:
        raise Refusal("request_document.refusal.over")
    if facts.last_day is not None and facts.last_day < today():
        raise Refusal("request_document.refusal.expired", "last_day", day=shown(facts.last_day))
    standing = sa.select(sa.func.count()).where(RequestDocument.request_id == request.id, RequestDocument.stands)
    if not papers or (db.session.scalar(standing) or 0) + len(papers) > MOST:
        raise Refusal("request_document.refusal.number", "files", most=MOST)
    for name, content in papers:
        _keep(request, facts, name, content, actor)
    db.session.flush()
    told = {"kind": facts.kind, "confidential": facts.confidential, "files": len(papers)}
    record("request_document.joined", request, actor=actor, **told)


def _keep(request: HousingRequest, facts: PaperFacts, name: str, content: bytes, actor: Actor) -> None:
    media_type, kept = sound(content, "files")
    made = RequestDocument(
        request_id=request.id,
        author_id=actor.user_id,
        kind=facts.kind,
        confidential=facts.confidential,
        filed_on=today(),
        last_day=facts.last_day,
        name=name[:LONGEST_NAME] or NOTHING,
        media_type=media_type,
        size=len(kept),
    )
    made.content = kept
    db.session.add(made)


def remove_document(*, document: RequestDocument, actor: Actor) -> None:
    """What it showed is gone at once; that there was one, who removed it and when stay."""
    document.removed_at, document.removed_by_id = now(), actor.user_id
    document.name, document.content, document.size = NOTHING, b"", 0
    db.session.flush()
    record("request_document.removed", document, actor=actor, kind=document.kind)

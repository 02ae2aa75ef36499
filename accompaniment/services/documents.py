"""Documents of people: filed, described anew, replaced, removed; and what they prove. Each one act.

The journal tells of them apart from the household's history: there, even that one exists would be told to others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from accompaniment.models.documents import DocumentPage, PersonDocument
from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.rules.documents import MOST_PAGES
from accompaniment.vocab_documents import PaperKind, PaperReaders, PaperRemoval
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now
from app.conflicts import guarded
from app.db import db
from app.files.sound import sound
from app.i18n.labels import named
from app.web.errors import Refusal, refuse_all, refuse_stale
from axes.models.people import Household

Papers = Sequence[tuple[str, bytes]]  # the name that each was sent under, and its content
LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """What is noted of a document beside its pages; both days are included. Without `person_id`: of all."""

    kind: PaperKind
    readers: PaperReaders
    title: str | None = None
    person_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    reminds: bool = True


def file_document(
    *,
    household: Household,
    facts: PaperFacts,
    papers: Papers,
    actor: Actor,
    replaces: PersonDocument | None = None,
    proves: EntitlementEvent | None = None,
) -> PersonDocument:
    """Keep a document of ten files at most: PDF, JPEG or PNG of 5 MB at most, told by their content.

    Raises `Refusal` beside its field: for anything else, an end before the beginning, another kind without a title,
    the health area open to others, and where the one to replace was replaced meanwhile.
    """
    wrong = [*_wrong(facts, proves_health=proves is not None and proves.entitlement.sensitive)]
    if not 0 < len(papers) <= MOST_PAGES:
        wrong.append(Refusal("paper.refused.pages", "files", most=MOST_PAGES))
    refuse_all(wrong)
    made = _kept(household, facts, replaces, actor)
    for name, content in papers:
        _add_page(made, name, content)
    db.session.flush()
    record("person_document.filed", made, actor=actor, readers=made.readers, replaces=replaces)
    if proves is not None:
        choose_proof(event=proves, version=proves.version, document=made, actor=actor)
    return made


def file_proof(*, event: EntitlementEvent, papers: Papers, actor: Actor) -> PersonDocument:
    """Keep what proves what was just noted of a right, named after it, for the organisation, or for holders of the
    health right. Its right and household are loaded. Raises as `file_document`."""
    facts = PaperFacts(
        kind=PaperKind.OTHER,
        readers=PaperReaders.HEALTH if event.entitlement.sensitive else PaperReaders.ORGANISATION,
        title=named(event.entitlement),
        person_id=event.person_id,
        last_day=event.valid_until,
    )
    return file_document(household=event.household, facts=facts, papers=papers, proves=event, actor=actor)


def _kept(household: Household, facts: PaperFacts, replaces: PersonDocument | None, actor: Actor) -> PersonDocument:
    made = PersonDocument(
        household_id=household.id,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        replaces_id=replaces.id if replaces else None,
        **asdict(facts),
    )
    with guarded({"uq_person_document_replaces_id": Refusal("paper.refused.replaced")}):  # by somebody else meanwhile
        db.session.add(made)
    return made


def _add_page(document: PersonDocument, name: str, content: bytes) -> None:
    media_type, kept = sound(content, "files")
    page = DocumentPage(document_id=document.id, name=name[:LONGEST_NAME] or "—", media_type=media_type, size=len(kept))
    page.content = kept
    db.session.add(page)


def edit_document(*, document: PersonDocument, version: int | None, facts: PaperFacts, actor: Actor) -> None:
    """Say otherwise what a document is, whose, of which days, or who reads it. Raises as `file_document`."""
    refuse_stale(document, version)
    refuse_all(_wrong(facts, proves_health=_proves_health(document)))
    for name, value in asdict(facts).items():
        setattr(document, name, value)
    db.session.flush()
    record("person_document.edited", document, actor=actor, readers=document.readers)


def remove_document(*, document: PersonDocument, version: int | None, reason: PaperRemoval, actor: Actor) -> None:
    """Erase its pages and its title at once; who, when and why stay. The one that it replaced stands again."""
    refuse_stale(document, version)
    db.session.execute(sa.delete(DocumentPage).where(DocumentPage.document_id == document.id))
    document.removed_at, document.removed_by_id, document.removal = now(), actor.user_id, reason
    document.title, document.replaces_id = None, None
    db.session.flush()
    record("person_document.removed", document, actor=actor, reason=reason)


def choose_proof(
    *, event: EntitlementEvent, version: int | None, document: PersonDocument | None, actor: Actor
) -> None:
    """Say which document proves what was noted of a right; None for none. Its right is loaded."""
    refuse_stale(event, version)
    if (document.id if document else None) == event.document_id:
        return
    event.document_id = document.id if document else None
    db.session.flush()
    record("right.proven", event, actor=actor, document=document)


def _wrong(facts: PaperFacts, *, proves_health: bool) -> Iterator[Refusal]:
    if facts.first_day and facts.last_day and facts.last_day < facts.first_day:
        yield Refusal("paper.refused.order", "last_day")
    if facts.kind is PaperKind.OTHER and not facts.title:
        yield Refusal("paper.refused.title", "title")
    if facts.readers is not PaperReaders.HEALTH:
        if facts.kind is PaperKind.MEDICAL:
            yield Refusal("paper.refused.medical", "readers")
        elif proves_health:
            yield Refusal("paper.refused.health_proof", "readers")


def _proves_health(document: PersonDocument) -> bool:
    query = sa.select(EntitlementEvent.id).join(Entitlement, Entitlement.id == EntitlementEvent.entitlement_id)
    query = query.where(EntitlementEvent.document_id == document.id, Entitlement.sensitive)
    return db.session.scalar(query.limit(1)) is not None

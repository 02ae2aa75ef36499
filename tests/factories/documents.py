"""Documents of people."""

from typing import Any

from accompaniment.models.documents import DocumentPage, PersonDocument
from accompaniment.vocab_documents import PaperKind, PaperReaders
from tests.support.papers import PDF


def person_document(make: Any, household: Any, author: Any, content: bytes = PDF, **given: Any) -> PersonDocument:
    """A proof of income of the whole household (of `person`), one page, for the author's organisation unless told."""
    person = given.pop("person", None)
    links = {"household_id": household.id, "person_id": person.id if person else None}
    by = {"author_id": author.id, "organisation_id": author.organisation_id}
    values = {"kind": PaperKind.INCOME, "readers": PaperReaders.ORGANISATION}
    made: PersonDocument = make.save(PersonDocument(**(links | by | values | given)))
    page = DocumentPage(document_id=made.id, name="scan.pdf", media_type="application/pdf", size=len(content))
    page.content = content
    make.save(page)
    return made

"""Papers of the fictitious sites: one-page PDFs that say that they are, so that the list of documents is alive."""

from datetime import date, timedelta

from app.audit.actor import Actor
from app.auth.models.users import User
from app.db import db
from app.demo.current_sites import LoadedSite
from occupancy.models.agreements import AgreementAnnex
from occupancy.services.documents import PaperFacts, add_document
from occupancy.vocab import AnnexKind, DocumentKind

YEAR = timedelta(days=365)


def file_papers(sites: dict[str, LoadedSite], today: date, author: User, actor: Actor) -> None:
    """The signed agreement of each site, the insurance of some, and annexes of which one is soon to be renewed."""
    for n, loaded in enumerate(sites.values()):
        signed_on = loaded.agreement.signed_on
        if signed_on is None:
            continue
        until = today + timedelta(days=16 + 120 * n)
        facts = [PaperFacts(title="Convention signée", kind=DocumentKind.AGREEMENT, dated_on=signed_on)]
        if n % 2 == 0:
            insured = {"dated_on": min(until - YEAR, today), "valid_until": until}
            facts.append(PaperFacts(title="Attestation d’assurance incendie", kind=DocumentKind.INSURANCE, **insured))
        for one in facts:
            made = add_document(loaded.agreement, facts=one, content=one_page(one.title), actor=actor)
            made.added_by_id = author.id
        _insure(loaded, until, author, today)


def _insure(loaded: LoadedSite, until: date, author: User, today: date) -> None:
    annex = AgreementAnnex(agreement_id=loaded.agreement.id, kind=AnnexKind.OCCUPANT_INSURANCE)
    annex.done_on, annex.valid_until, annex.recorded_by_id = min(until - YEAR, today), until, author.id
    db.session.add(annex)
    db.session.flush()


def one_page(title: str) -> bytes:
    """A PDF with a line of text, and a table of its parts as readers of PDF ask."""
    text = f"BT /F1 18 Tf 60 760 Td ({title} - document fictif de demonstration) Tj ET".encode("latin-1", "replace")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end

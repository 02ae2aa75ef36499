"""Documents of people in the demonstration, all invented: proofs of rights, papers that end soon, one replaced."""

import io
import random
from datetime import date, timedelta

import sqlalchemy as sa
from PIL import Image, ImageDraw

from accompaniment.models.documents import DocumentPage, PersonDocument
from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.models.supports import Support, SupportPerson
from accompaniment.vocab import RightState
from accompaniment.vocab_documents import PaperKind, PaperReaders
from app.auth.models.users import User
from app.db import db
from app.demo.papers import one_page
from app.files.content import PDF, PNG
from axes.models.people import Person

K, R = PaperKind, PaperReaders
YEAR = timedelta(days=365)


def file_documents(today: date) -> None:
    """Those of the adults accompanied today; the same each time."""
    query = sa.select(SupportPerson, Support).join(Support, Support.id == SupportPerson.support_id)
    query = query.join(Person, Person.id == SupportPerson.person_id).where(Person.is_minor.is_(False))
    query = query.where(
        Support.end_on.is_(None), SupportPerson.end_on.is_(None), Support.reference_worker_id.is_not(None)
    )
    archivist = Archivist(today)
    for row, support in db.session.execute(query.order_by(SupportPerson.id)).all():
        archivist.file_for(row.person_id, support)
    db.session.flush()


def file_receipt(household_id: int, worker: User) -> PersonDocument:
    """What shows that something was sent for a household, for the worker's organisation."""
    by = {"organisation_id": worker.organisation_id, "author_id": worker.id}
    made = PersonDocument(household_id=household_id, **by, kind=K.OTHER, readers=R.ORGANISATION)
    made.title = "Accusé de réception"
    db.session.add(made)
    db.session.flush()
    _add_page(made, "scan.pdf", PDF, one_page(made.kind.value))
    return made


class Archivist:
    """Files the documents of one person after the other."""

    def __init__(self, today: date) -> None:
        self.today, self.random, self.picture = today, random.Random(12), _photograph()

    def file_for(self, person_id: int, support: Support) -> None:
        """A card, at times renewed; the permit and the decision that prove their rights; now and then the rest."""
        chance = self.random.random()
        if chance < 0.5:
            ends = self.today + timedelta(days=self.random.choice((9, 30, 400, 900)))
            older = self._file(person_id, support, K.IDENTITY, R.SHARED, ends - YEAR) if chance < 0.1 else None
            card = self._file(person_id, support, K.IDENTITY, R.SHARED, ends, picture=True)
            card.replaces_id = older.id if older else None
        for code, kind in (("residence_permit", K.RESIDENCE), ("integration_income", K.CPAS_DECISION)):
            event = self._obtained(person_id, support, code)
            if event is not None and self.random.random() < 0.6:
                made = self._file(person_id, support, kind, R.ORGANISATION, event.valid_until, event.happened_on)
                event.document_id = made.id
        if chance > 0.8:
            self._file(person_id, support, K.MEDICAL, R.HEALTH, self.today + timedelta(days=20))
            self._file(None, support, K.OTHER, R.SHARED, None, title="Composition de ménage")

    def _obtained(self, person_id: int, support: Support, code: str) -> EntitlementEvent | None:
        """What stands noted of the right."""
        query = sa.select(EntitlementEvent).join(Entitlement, Entitlement.id == EntitlementEvent.entitlement_id)
        query = query.where(Entitlement.code == code, EntitlementEvent.person_id == person_id)
        query = query.where(EntitlementEvent.household_id == support.household_id)
        last = db.session.scalar(
            query.order_by(EntitlementEvent.happened_on.desc(), EntitlementEvent.id.desc()).limit(1)
        )
        return last if last is not None and last.state is RightState.OBTAINED else None

    def _file(
        self,
        person_id: int | None,
        support: Support,
        kind: PaperKind,
        readers: PaperReaders,
        last_day: date | None,
        first_day: date | None = None,
        *,
        title: str | None = None,
        picture: bool = False,
    ) -> PersonDocument:
        whose = {"household_id": support.household_id, "person_id": person_id}
        by = {"organisation_id": support.organisation_id, "author_id": support.reference_worker_id}
        days = {"first_day": first_day, "last_day": last_day}
        made = PersonDocument(**whose, **by, **days, kind=kind, readers=readers, title=title)
        db.session.add(made)
        db.session.flush()
        for n in (1, 2) if picture else (1,):
            self._page(made, n, picture)
        return made

    def _page(self, document: PersonDocument, n: int, picture: bool) -> None:
        content = self.picture if picture else one_page(document.kind.value)
        _add_page(document, *((f"photo-{n}.png", PNG) if picture else ("scan.pdf", PDF)), content)


def _add_page(document: PersonDocument, name: str, media_type: str, content: bytes) -> None:
    page = DocumentPage(document_id=document.id, name=name, media_type=media_type, size=len(content))
    page.content = content
    db.session.add(page)


def _photograph() -> bytes:
    """A grey card that says that it is invented."""
    picture = Image.new("RGB", (320, 200), "#dde3e8")
    ImageDraw.Draw(picture).text((20, 90), "Carte fictive - demonstration", fill="#203040")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()

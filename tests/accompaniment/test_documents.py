"""Documents of people: told by their content, sealed, read by those they were filed for, erased when removed."""

import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from accompaniment.models.documents import DocumentPage, PersonDocument
from accompaniment.models.entitlements import EntitlementEvent
from accompaniment.rules.documents import state_of
from accompaniment.vocab_documents import PaperReaders, PaperState
from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from axes.models.people import ProtectedReader
from axes.vocab import ConsentScope
from tests.accompaniment.test_day import listed as listed_today
from tests.occupancy.test_pictures import CANARY as IN_PHOTOGRAPH
from tests.occupancy.test_pictures import photograph
from tests.occupancy.test_stays import rows
from tests.reports.told import change
from tests.reports.told import told as told_now
from tests.support.bytes import stored_bytes
from tests.support.papers import HOSTILE, PDF, PNG

DAY = timedelta(days=1)
TITLE, NAME, INSIDE = "Zyx-garage", "Zyx-scan-Lavande.pdf", b"%Zyx-inside\n"
PAPER = PDF.replace(b"1 0 obj", INSIDE + b"1 0 obj", 1)


def listed(world):
    return f"{world.url}/support/documents"


def send(client, world, *files, status=303, url=None, **fields):
    """Fill in the form of a new document, a proof of income unless told."""
    files = files or ((PAPER, NAME),)
    sent = [(io.BytesIO(content), name) for content, name in files]
    fields = {"kind": "income", "files": sent} | fields
    return client.submit(url or f"{world.url}/documents/new", status=status, **fields)


def links(client, document, part):
    page = html.fromstring(client.get(f"/documents/{document.public_id}").text)
    return page.xpath(f"//main//a[starts-with(@href, '/{part}/')]/@href")


def test_a_paper_of_several_pages_is_kept_sealed_and_sent_back_as_attachments(app, world):
    client = world.enter(world.worker)
    person = world.household.person.public_id
    send(client, world, (PAPER, NAME), (photograph(), "Zyx-photo.jpg"), title=TITLE, person=person)
    (document,) = rows(app, PersonDocument)
    stored = stored_bytes(app)
    assert not [word for word in (b"Zyx", INSIDE, b"%PDF") if word in stored]
    assert TITLE in client.get(listed(world)).text
    assert NAME in client.get(f"/documents/{document.public_id}").text
    first, second = (client.get(url) for url in links(client, document, "document-pages"))
    assert first.data == PAPER
    assert second.mimetype == "image/jpeg"
    assert IN_PHOTOGRAPH not in second.data
    assert "sandbox" in first.headers["Content-Security-Policy"]
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Content-Disposition"].startswith('attachment; filename="h-')


def test_each_download_is_noted_in_the_journal(app, make, world):
    document = make.person_document(world.household, world.worker)
    client = world.enter(world.worker)
    (url,) = links(client, document, "document-pages")
    before = len(views(app, world))
    client.get(url)
    assert "documents" in views(app, world)[before]


def views(app, world):
    with app.app_context(), transaction("read"):
        query = sa.select(JournalEntry.facts).where(JournalEntry.event == "household.viewed").order_by(JournalEntry.id)
        found = db.session.scalars(query.where(JournalEntry.subject_id == world.household.public_id)).all()
        return [json.loads(one)["sections"] for one in found]


@pytest.mark.parametrize(
    ("files", "fields", "words"),
    [
        ([(HOSTILE["pdf that runs"], "a.pdf")], {}, "sain"),
        ([(PNG, "a.png")] * 11, {}, "un à 10"),
        ([], {"kind": "medical"}, "relève de la santé"),
        ([], {"kind": "other"}, "Précisez"),
        ([], {"first_day": "2026-05-02", "last_day": "2026-05-01"}, "vient avant"),
        ([], {"title": "85.07.30-033-28"}, "registre national"),
    ],
)
def test_what_is_refused_is_told_beside_its_field_and_nothing_is_kept(app, world, files, fields, words):
    answer = send(world.enter(world.worker), world, *files, status=422, **fields)
    assert words in answer.text.replace("\u202f", " ")
    assert rows(app, PersonDocument) == rows(app, DocumentPage) == []


@pytest.mark.parametrize(
    ("sort", "readers"),
    [
        (PaperReaders.SHARED, {"author", "colleague", "healer", "shared"}),
        (PaperReaders.ORGANISATION, {"author", "colleague", "healer"}),
        (PaperReaders.HEALTH, {"healer"}),
    ],
)
def test_it_is_seen_by_its_readers_and_nobody_else(make, world, sort, readers):
    document = make.person_document(world.household, world.worker, title=TITLE, readers=sort)
    people = {"author": world.worker, "colleague": world.colleague, "shared": world.shared, "stranger": world.stranger}
    people |= {"healer": make.user(Role.FIELD_WORKER, organisation_id=world.team.organisation_id, health_right=True)}
    for role in set(Role) - {Role.FIELD_WORKER}:
        people[role] = make.user(role, organisation_id=world.team.organisation_id)
    clients = {name: world.enter(user) for name, user in people.items()}
    assert {name for name, client in clients.items() if sees(client, world, document)} == readers
    assert {name for name, client in clients.items() if opens(client, document)} == readers


def sees(client, world, document):
    places = ("", "/support", "/support/documents?which=all", "/support/rights", "/history", "/who-opened")
    text = "".join(client.http.get(f"{world.url}{place}").text for place in places)
    return TITLE in text or document.public_id in text


def opens(client, document):
    """Its page, its file, and what changes it, are one: 404 for all who may not read it."""
    with client.app.app_context(), transaction("read"):
        query = sa.select(DocumentPage.public_id).where(DocumentPage.document_id == document.id)
        page = db.session.scalars(query).one()
    urls = f"/documents/{document.public_id}", f"/document-pages/{page}", f"/documents/{document.public_id}/replace"
    (answer,) = {client.http.get(url).status_code for url in urls}
    return answer == 200


def test_health_of_a_shared_file_needs_its_own_consent_and_the_form_says_so(make, world):
    document = make.person_document(world.household, world.worker, readers=PaperReaders.HEALTH)
    smes = world.programme.organisations["Smes"]
    healer = world.enter(make.user(Role.FIELD_WORKER, organisation=smes, health_right=True))
    assert not opens(healer, document)
    client = world.enter(world.worker)
    assert "Personne, aujourd’hui, n’a le droit santé" in told(client, world, "health")
    last_day = world.last_day - 5 * DAY
    make.consent(world.household, ConsentScope.SHARE_HEALTH, organisation=smes, last_day=last_day)
    assert opens(healer, document)
    assert f"Smes (partage jusqu’au {last_day:%d/%m/%Y})" in told(client, world, "health")
    assert "votre organisation (DIOGENES), Smes" in told(client, world, "shared")
    assert "Smes" not in told(client, world, "organisation")


def told(client, world, sort):
    """What the form says of who will read."""
    page = html.fromstring(client.get(f"{world.url}/documents/new").text)
    card = page.xpath(f"//label[@class='choice'][.//input[@value='{sort}']]")[0]
    return " ".join(card.text_content().replace("\u202f", " ").split())


def test_of_a_protected_household_those_named_read_it_alone(make, world):
    document = make.person_document(world.household, world.worker, readers=PaperReaders.SHARED)
    make.save(ProtectedReader(household_id=world.household.id, user_id=world.worker.id))
    change(make, world.household, is_protected=True)
    assert opens(world.enter(world.worker), document)
    assert not opens(world.enter(world.colleague), document)
    assert not opens(world.enter(world.shared), document)


def test_a_newer_one_takes_its_place_once_and_the_older_stays_readable(app, make, world):
    older = make.person_document(world.household, world.worker, last_day=today() + DAY, title="Zyx-vieux")
    first, second = world.enter(world.worker), world.enter(world.colleague)
    url = f"/documents/{older.public_id}/replace"
    second.get(url)
    send(first, world, url=url, title="Zyx-neuf", last_day=f"{today() + 400 * DAY}")
    second.get(url, status=404)
    assert "Zyx-vieux" not in first.get(listed(world)).text
    assert "Remplacé" in first.get(f"{listed(world)}?which=all").text
    newer = max(rows(app, PersonDocument), key=lambda one: one.id)
    assert links(first, older, "documents")[-1] == f"/documents/{newer.public_id}"
    first.submit(f"/documents/{newer.public_id}/remove", reason="mistake")
    assert "Zyx-vieux" in first.get(listed(world)).text, "what stands no longer leaves its place"


def test_a_removal_erases_the_bytes_and_keeps_who_when_and_why(app, make, world):
    document = make.person_document(world.household, world.worker, title=TITLE, readers=PaperReaders.SHARED)
    world.enter(world.shared).get(f"/documents/{document.public_id}/remove", status=404)
    client = world.enter(world.worker)
    (page,) = links(client, document, "document-pages")
    client.submit(f"/documents/{document.public_id}/remove", reason="asked")
    client.get(page, status=404)
    assert rows(app, DocumentPage) == []
    (kept,) = rows(app, PersonDocument)
    assert (kept.title_sealed, kept.removal) == (None, "asked")
    assert "À la demande de la personne" in client.get(f"/documents/{document.public_id}").text
    client.get(f"/documents/{document.public_id}/edit", status=404)


def test_a_document_proves_a_right_and_its_reader_finds_it_there(app, make, world):
    event = make.right_event(world.household, world.household.person, "integration_income", world.worker)
    client = world.enter(world.worker)
    send(client, world, url=f"{world.url}/documents/new?event={event.public_id}", kind="cpas_decision")
    (document,) = rows(app, PersonDocument)
    assert document.person_id == world.household.person.id
    link = f"/documents/{document.public_id}"
    assert link in client.get(f"{world.url}/support/rights").text
    assert "revenu d’intégration" in client.get(link).text.lower()
    assert link not in world.enter(world.shared).get(f"{world.url}/support/rights").text
    client.submit(f"/right-events/{event.public_id}/proof", document="")
    assert link not in client.get(f"{world.url}/support/rights").text


@pytest.mark.parametrize(("code", "readers"), [("residence_permit", "organisation"), ("urgent_medical_aid", "health")])
def test_a_right_is_noted_with_its_proof_and_their_end_is_told_once(app, make, world, code, readers):
    right = make.entitlements()[code]
    make.support(world.household, world.team, world.worker)
    change(make, world.worker, health_right=True)
    client = world.enter(world.worker)
    until = today() + 10 * DAY
    typed = {"state": "obtained", "valid_until": until.isoformat()}
    url = f"{world.url}/rights/{world.household.person.public_id}/{right.public_id}"
    assert "PDF" in client.submit(url, status=422, files=[(io.BytesIO(b"MZ"), NAME)], **typed).text
    client.submit(url, files=[(io.BytesIO(PAPER), NAME)], **typed)
    (event,), (document,) = rows(app, EntitlementEvent, entitlement_id=right.id), rows(app, PersonDocument)
    assert (event.document_id, document.last_day, document.readers.value) == (document.id, until, readers)
    assert len([day for day, words in listed_today(client)]) == 1
    change(make, document, last_day=until + DAY)
    assert len(listed_today(client)) == 2, "another day"


def test_what_proves_a_right_of_the_health_area_is_of_that_area(app, make, world):
    change(make, world.worker, health_right=True)
    event = make.right_event(world.household, world.household.person, "urgent_medical_aid", world.worker)
    plain = make.person_document(world.household, world.worker)
    client = world.enter(world.worker)
    assert plain.public_id not in client.get(f"/right-events/{event.public_id}/proof").text
    url = f"{world.url}/documents/new?event={event.public_id}"
    assert "relève de la santé" in send(client, world, url=url, readers="shared", status=422).text
    send(client, world, url=url)
    document = max(rows(app, PersonDocument), key=lambda one: one.id)
    assert document.readers is PaperReaders.HEALTH
    edit = f"/documents/{document.public_id}/edit"
    assert "prouve un droit de santé" in client.submit(edit, readers="shared", status=422).text


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ((None, None), "lasting"),
        ((1, 9), "to_come"),
        ((-9, 46), "valid"),
        ((-9, 45), "ending"),
        ((-9, 0), "ending"),
        ((-9, -1), "expired"),
    ],
)
def test_the_state_follows_from_the_days(days, state):
    first, last = (None if one is None else today() + one * DAY for one in days)
    document = PersonDocument(first_day=first, last_day=last)
    assert state_of(document, today(), replaced=False) is PaperState(state)
    assert state_of(document, today(), replaced=True) is PaperState.REPLACED


def test_an_end_comes_back_45_and_15_days_before_until_another_stands_there(make, world):
    make.support(world.household, world.team, world.worker)
    facts = {"kind": "residence", "title": TITLE}
    document = make.person_document(world.household, world.worker, **facts, last_day=today() + 46 * DAY)
    client, colleague = world.enter(world.worker), world.enter(world.colleague)
    seen = []
    for count in (46, 45, 16, 15, -1):
        change(make, document, last_day=today() + count * DAY)
        seen.append((listed_today(client), [title for title, _ in told_now(client)]))
    soon, close = ["Documents qui se terminent"], ["Documents à renouveler sans tarder"]
    now, late = [("today", "Titre de séjour")], [("late", "Titre de séjour")]
    assert seen == [([("week", "Titre de séjour")], []), (now, soon), (now, soon), (now, close), (late, close)]
    assert TITLE not in client.get("/notifications").text
    assert listed_today(colleague) == []
    change(make, document, reminds=False)
    assert (listed_today(client), told_now(client)) == ([], [])

"""Notes: each says who will read it, and nobody else finds it anywhere (DESIGN §4)."""

import pytest
import sqlalchemy as sa
from lxml import html
from sqlalchemy.exc import DBAPIError

from accompaniment.models.notes import Note, NoteText
from accompaniment.vocab import NoteKind
from app.auth.vocab import Role
from app.db import db, transaction
from axes.models.people import Consent, Household, ProtectedReader
from tests.occupancy.test_stays import rows

CANARY = "Zyx-canari-de-note"
PLACES = ("", "/support", "/support/contacts", "/support/notes", "/support/summary", "/history", "/who-opened")
PLACES += ("/stays", "/notes/new", "/contacts/new")
ELSEWHERE = ("/", "/supports", "/contacts?worker=all&month=all", "/contacts.csv?worker=all&month=all", "/next-steps")
ELSEWHERE += ("/households", "/search")


def texts_seen(client, world, note):
    """Every answer a reader can get about the household and the note, pages, fragments and search."""
    urls = [f"{world.url}{place}" for place in PLACES] + [f"/notes/{note.public_id}/correct", *ELSEWHERE]
    for url in urls:
        for headers in ({}, {"HX-Request": "true", "HX-Request-Type": "partial"}):
            yield url, client.http.get(url, headers=headers).text
    found = client.http.post("/search", data={"q": CANARY, "csrf_token": client.csrf_token()})
    yield "search", found.text.replace(f'value="{CANARY}"', "")


def sees(client, world, note):
    return any(CANARY in text for _, text in texts_seen(client, world, note))


@pytest.mark.parametrize(
    ("kind", "readers"),
    [
        (NoteKind.PRIVATE, {"author"}),
        (NoteKind.ORGANISATION, {"author", "colleague"}),
        (NoteKind.SHARED, {"author", "colleague", "shared"}),
    ],
)
def test_a_note_is_seen_by_its_readers_and_nobody_else(make, world, kind, readers):
    note = make.note(world.household, world.worker, CANARY, kind=kind)
    people = {"author": world.worker, "colleague": world.colleague, "shared": world.shared, "stranger": world.stranger}
    seen = {name for name, user in people.items() if sees(world.enter(user), world, note)}
    assert seen == readers
    assert not {name for name in set(people) - readers if note.public_id in told(world.enter(people[name]), world)}


def told(client, world):
    """Whatever the pages of the household say, even only that there is a note."""
    return "".join(client.http.get(f"{world.url}{place}").text for place in PLACES)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FIELD_WORKER])
def test_no_other_role_of_the_same_organisation_sees_a_shared_note(make, world, sign_in, role):
    note = make.note(world.household, world.worker, CANARY, kind=NoteKind.SHARED)
    assert not sees(sign_in(make.user(role, organisation_id=world.worker.organisation_id)), world, note)


def test_a_note_of_the_partner_stays_with_the_partner(make, world):
    note = make.note(world.household, world.shared, CANARY)
    assert not sees(world.enter(world.worker), world, note)
    assert sees(world.enter(world.shared), world, note)


def test_withdrawn_consent_closes_what_was_shared(app, make, world):
    note = make.note(world.household, world.worker, CANARY, kind=NoteKind.SHARED)
    client = world.enter(world.shared)
    assert sees(client, world, note)
    (consent,) = rows(app, Consent)
    world.enter(world.worker).post(f"/consents/{consent.public_id}/withdraw")
    assert not sees(client, world, note)


def words(page):
    return {" ".join(one.split()) for one in html.fromstring(page.text).xpath("//label[@class='choice']//small/text()")}


def test_the_form_says_in_words_who_will_read(make, world):
    page = world.enter(world.worker).get(f"{world.url}/notes/new")
    assert words(page) == {
        "Lu par : vous seul·e.",
        "Lu par : l’équipe de DIOGENES, personne d’autre.",
        f"Lu par : votre organisation (DIOGENES), Smes (partage jusqu’au {world.last_day:%d/%m/%Y}), "
        "et plus tard toute équipe qui suit le ménage ou reçoit le partage de son dossier.",
    }
    chosen = html.fromstring(page.text).xpath("//input[@name='kind'][@checked]/@value")
    assert chosen == ["organisation"]


def test_the_form_tells_of_the_team_that_follows_and_not_of_who_cannot_read(make, world):
    make.user(Role.PARTNER, organisation=make.organisation(name="Sans lecteur"))
    other = world.programme.teams[2, "Pierre d’Angle"]
    make.team_member(other)
    make.assignment(world.household, other)
    page = world.enter(world.worker).get(f"{world.url}/notes/new").text
    assert "Pierre d’Angle" in page
    assert "Sans lecteur" not in page


def test_of_a_protected_household_it_names_the_workers(app, make, world):
    make.save(ProtectedReader(household_id=world.household.id, user_id=world.worker.id))
    make.save(ProtectedReader(household_id=world.household.id, user_id=world.shared.id))
    note = make.note(world.household, world.worker, CANARY, kind=NoteKind.SHARED)
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.update(Household).values(is_protected=True))
    page = world.enter(world.worker).get(f"{world.url}/notes/new").text
    assert f"dans votre organisation seulement : {world.worker.name}." in page.replace("\u00a0", " ")
    assert world.shared.name in page
    assert sees(world.enter(world.shared), world, note)
    assert not sees(world.enter(world.colleague), world, note)


def test_a_note_is_written_sealed_and_refuses_a_national_number(app, world):
    client = world.enter(world.worker)
    url = f"{world.url}/notes/new"
    assert "registre national" in client.submit(url, status=422, text="Son numéro : 85.07.30-033-28").text
    assert rows(app, Note) == []
    client.submit(url, kind="shared", text=CANARY)
    assert CANARY in client.follow().text
    (text,) = rows(app, NoteText)
    assert CANARY not in text.text_sealed


def test_a_correction_leaves_the_earlier_text_to_its_readers(app, make, world):
    note = make.note(world.household, world.worker, CANARY, kind=NoteKind.SHARED)
    client, other = world.enter(world.colleague), world.enter(world.shared)
    url = f"/notes/{note.public_id}/correct"
    client.submit(url)
    assert len(rows(app, NoteText)) == 1, "nothing said anew changes nothing"
    client.submit(url, text="C’était mardi.")
    for reader in (client, other):
        page = reader.get(f"{world.url}/support/notes").text
        assert "C’était mardi." in page
        assert CANARY in page
        assert world.colleague.name in page
    other.get(url, status=404)


def test_two_corrections_do_not_cross(make, world):
    note = make.note(world.household, world.worker, "Premier")
    url = f"/notes/{note.public_id}/correct"
    first, second = world.enter(world.worker), world.enter(world.colleague)
    replaces = html.fromstring(second.get(url).text).xpath("//main//input[@name='replaces']/@value")[0]
    first.submit(url, text="Deuxième")
    both = second.post(url, {"text": "Troisième", "replaces": replaces}, status=409).text
    assert "Deuxième" in both
    assert "Troisième" in both


@pytest.mark.parametrize("statement", ["UPDATE note_text SET text_sealed = 'x'", "DELETE FROM note_text"])
def test_what_was_said_is_neither_changed_nor_deleted(app, make, world, statement):
    make.note(world.household, world.worker)
    with app.app_context(), transaction("write"), db.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(sa.text(statement))

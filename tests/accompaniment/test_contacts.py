"""Contacts: three taps on a phone, no-shows counted, next steps that come back, who reads what."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from lxml import html

from accompaniment.models.contacts import Contact, ContactPerson
from accompaniment.models.notes import Note
from accompaniment.vocab import ContactKind, NoteKind, Topic
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.vocab import ConsentScope
from tests.occupancy.test_stays import rows
from tests.support.html import field_error
from tests.support.race import at_once
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)


@pytest.fixture
def followed(make, world):
    make.support(world.household, world.team, world.worker)
    world.new = f"{world.url}/contacts/new"
    return world


def first_link(page, path):
    return html.fromstring(page.text).xpath(path)[0].get("href")


def test_a_first_contact_is_not_saved_empty(app, followed):
    """Nobody knows yet how this household is met: what it was must be said, once."""
    client = followed.enter(followed.worker)
    assert "Dites ce que c’était" in field_error(client.submit(followed.new, status=422), "kind")
    assert rows(app, Contact) == []
    client.submit(followed.new, kind="phone")
    client.submit(followed.new)
    assert [one.kind for one in rows(app, Contact)] == [ContactKind.PHONE, ContactKind.OFFICE]


def test_a_person_of_another_household_is_refused_unnamed(app, make, followed):
    theirs = make.person().public_id
    client = followed.enter(followed.worker)
    assert theirs not in client.submit(followed.new, status=422, kind="phone", people=theirs).text
    assert "Choisissez l’une des réponses proposées" in field_error(client.last, "people")
    assert rows(app, Contact) == []


def test_from_the_first_page_to_saved_in_three_taps(app, make, followed):
    make.contact(followed.household, followed.colleague, happened_on=today() - DAY)
    client = followed.enter(followed.worker)
    choose = first_link(client.get("/"), "//nav[contains(@class, 'tabbar')]//a[contains(., 'Noter un contact')]")
    fill_in = first_link(client.get(choose), "//*[@id='contact-pick']//a")
    client.submit(fill_in)
    assert "Contact enregistré" in client.follow().text
    _, contact = rows(app, Contact)
    assert (contact.author_id, contact.happened_on, contact.minutes) == (followed.worker.id, today(), 30)
    assert contact.support_id is not None
    assert [one.person_id for one in rows_of_people(app)] == [followed.household.person.id]


def rows_of_people(app):
    with app.app_context():
        return list(db.session.scalars(sa.select(ContactPerson)))


def test_those_met_last_are_offered_first_and_names_only_to_those_who_may(make, followed):
    later = make.household(adults=0, organisation_id=followed.team.organisation_id)
    make.member(later, person=make.person(name="Zoran Bouleau"), role="reference")
    make.support(later, followed.team, followed.colleague)
    make.contact(later, followed.worker, happened_on=today() - DAY)
    make.contact(followed.household, followed.worker, happened_on=today() - 3 * DAY)
    client = followed.enter(followed.worker)
    titles = html.fromstring(client.get("/contacts/new").text).xpath("//*[@id='contact-pick']//a/text()")
    assert titles == [f"{later.reference} · Zoran Bouleau", f"{followed.household.reference} · Awa Lavande"]
    assert titles[0].split(" ")[0] not in client.get(f"/contacts/new?text={followed.household.reference}").text
    assert_swap_equals_reload(client, "/contacts/new", "contact-pick")
    assert followed.household.reference not in followed.enter(followed.shared).get("/contacts/new").text


def test_a_household_is_found_by_name_where_it_may_be_named(make, followed):
    other = make.household(adults=0, organisation_id=followed.team.organisation_id)
    make.member(other, person=make.person(name="Zoran Bouleau"), role="reference")
    make.support(other, followed.team, followed.colleague)
    client = followed.enter(followed.worker)
    for text in ("lavan", followed.household.reference):
        found = client.submit("/contacts/new", status=200, text=text).text
        assert followed.household.reference in found
        assert other.reference not in found
    make.member(followed.household, person=make.person(name="Zoé Bouleau"))
    found = html.fromstring(client.submit("/contacts/new", status=200, text="bouleau").text)
    assert [one.strip() for one in found.xpath("//*[@id='contact-pick']//a/text()")] == [
        f"{other.reference} · Zoran Bouleau",
        f"{followed.household.reference} · Awa Lavande (avec Zoé Bouleau)",
    ]
    nobody = client.submit("/contacts/new", status=200, text="Inconnu").text
    assert "Aucun ménage ne répond à «\u00a0Inconnu\u00a0»" in nobody
    assert "Aucun ménage ne répond" in client.get("/contacts/new?text=lavan").text


def test_a_no_show_counts_takes_no_time_and_nobody_was_there(app, make, followed):
    client = followed.enter(followed.worker)
    client.submit(followed.new, kind="no_show", minutes="15")
    assert rows(app, Contact)[0].minutes == 0
    client.submit(followed.new, kind="phone", minutes="10")
    make.contact(followed.household, followed.worker, kind=ContactKind.NO_SHOW, minutes=30)  # noted so before
    assert len(rows_of_people(app)) == 1
    assert "15\u00a0min" not in client.get(f"{followed.url}/support/contacts").text
    page = html.fromstring(client.get("/contacts").text)
    cells = [[cell.text_content() for cell in row] for row in page.xpath("//*[@id='contact-totals']//tbody/tr")]
    assert cells == [
        ["Téléphone", "1", "10\u00a0min"],
        ["Rendez-vous manqué", "2", "0\u00a0min"],
        ["Total", "3", "10\u00a0min"],
    ]


def test_the_list_narrows_by_worker_month_and_kind_and_its_file_says_the_same(make, followed):
    last_month = today().replace(day=1) - DAY
    make.contact(followed.household, followed.worker)
    make.contact(followed.household, followed.colleague, kind=ContactKind.PHONE, minutes=None)
    make.contact(followed.household, followed.worker, happened_on=last_month)
    client = followed.enter(followed.worker)

    def listed(query):
        return len(client.get(f"/contacts.json{query}").get_json())

    assert listed("") == 1
    assert listed("?worker=all") == 2
    assert listed(f"?worker={followed.colleague.public_id}&kind=phone") == 1
    assert listed("?worker=all&month=all") == 3
    assert listed(f"?month={last_month:%Y-%m}") == 1
    file = client.get("/contacts.csv?worker=all").text
    assert followed.household.reference in file
    assert "Awa" not in file
    assert_swap_equals_reload(client, "/contacts?worker=all", "contact-results")
    assert followed.enter(followed.shared).get("/contacts.json?worker=all&month=all").get_json() == []


def test_a_next_step_comes_back_until_it_is_done(app, followed):
    client = followed.enter(followed.worker)
    step = {"kind": "phone", "next_step": "Rappeler le CPAS"}
    assert "Dites pour quel jour" in client.submit(followed.new, status=422, **step).text
    client.submit(followed.new, **step, next_on=(today() + 3 * DAY).isoformat())
    steps = client.get("/next-steps", fragment=True).text
    assert "Rappeler le CPAS" in steps
    assert "Awa" in steps
    assert "Rappeler le CPAS" not in followed.enter(followed.colleague).get("/next-steps").text
    (first,) = rows(app, Contact)
    client.submit(followed.new, done=first.public_id)
    assert "Rien à suivre" in client.get("/next-steps").text
    assert rows(app, Contact)[0].next_done_on == today()


def test_a_next_step_is_done_in_one_tap(make, followed):
    contact = make.contact(followed.household, followed.worker, next_on=today(), next_step="Passer voir")
    client = followed.enter(followed.worker)
    assert "Passer voir" in client.get(f"{followed.url}/support").text
    for _ in range(2):
        client.post(f"/contacts/{contact.public_id}/next-step/done")
    assert "Passer voir" not in client.get(f"{followed.url}/support").text
    followed.enter(followed.shared).post(f"/contacts/{contact.public_id}/next-step/done", status=404)


def test_topics_of_health_are_for_those_with_the_right(app, make, followed):
    doctor = make.user(Role.FIELD_WORKER, organisation_id=followed.team.organisation_id, health_right=True)
    client, plain = followed.enter(doctor), followed.enter(followed.worker)
    assert "Assuétudes" not in plain.get(followed.new).text
    client.submit(followed.new, kind="office", topics=["addiction", "debts"])
    (contact,) = rows(app, Contact)
    assert "addiction" not in f"{contact.topics_sealed}{contact.health_topics_sealed}"
    assert "Assuétudes" in client.get(f"{followed.url}/support/contacts").text
    page = plain.get(f"{followed.url}/support/contacts").text
    assert "Assuétudes" not in page
    assert "Dettes" in page
    edit = f"/contacts/{contact.public_id}/edit"
    assert "Assuétudes" not in plain.get(edit).text
    plain.submit(edit, minutes="20", topics=["budget"])
    assert rows(app, Contact)[0].health_topics == Topic.ADDICTION.value, "left as it was"
    plain.post(followed.new, {"kind": "phone", "happened_on": today().isoformat(), "topics": "health"}, status=422)
    partner = make.user(Role.FIELD_WORKER, organisation_id=followed.shared.organisation_id, health_right=True)
    other = followed.enter(partner)
    assert "Assuétudes" not in other.get(f"{followed.url}/support/contacts").text
    organisation = followed.programme.organisations["Smes"]
    make.consent(followed.household, ConsentScope.SHARE_HEALTH, organisation=organisation)
    assert "Assuétudes" in other.get(f"{followed.url}/support/contacts").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"happened_on": (today() + DAY).isoformat()}, f"{today():%d/%m/%Y}"),
        ({"minutes": "2000"}, "1440"),
        ({"next_on": (today() - DAY).isoformat()}, "La suite vient après"),
        ({"next_step": "85.07.30-033-28", "next_on": today().isoformat()}, "registre national"),
        ({"note": "pour 85.07.30-033-28"}, "registre national"),
    ],
)
def test_what_makes_no_sense_is_told_and_what_was_typed_kept(app, followed, typed, said):
    typed |= {"kind": "outing", "place": "Gare du Midi"}
    answer = followed.enter(followed.worker).submit(followed.new, status=422, **typed)
    assert said in answer.text
    assert "Gare du Midi" in answer.text
    assert rows(app, Contact) == []


def test_a_contact_is_corrected_and_cancelled_by_its_own_organisation(app, make, followed):
    contact = make.contact(followed.household, followed.worker, people=(followed.household.person,))
    client, other = followed.enter(followed.colleague), followed.enter(followed.shared)
    for act in ("edit", "cancel"):
        other.get(f"/contacts/{contact.public_id}/{act}", status=404)
    client.submit(f"/contacts/{contact.public_id}/edit", kind="outing", minutes="95", people=[])
    assert "1\u00a0h\u00a035" in client.follow().text
    assert rows_of_people(app) == []
    client.submit(f"/contacts/{contact.public_id}/cancel", reason="Noté pour un autre ménage")
    page = client.follow().text
    assert "Noté pour un autre ménage" in page
    assert "<del>" in page
    assert followed.household.reference not in client.get("/contacts?worker=all").text, "it counts nowhere"
    client.submit(f"/contacts/{contact.public_id}/edit", status=409)


def test_the_second_to_correct_sees_both_texts(make, followed):
    contact = make.contact(followed.household, followed.worker, place="Au parc")
    url = f"/contacts/{contact.public_id}/edit"
    first, second = followed.enter(followed.worker), followed.enter(followed.colleague)
    version = html.fromstring(second.get(url).text).xpath("//main//input[@name='version']/@value")[0]
    first.submit(url, place="À la gare")
    typed = {"kind": "home_visit", "happened_on": today().isoformat(), "place": "Au port", "version": version}
    both = second.post(url, typed, status=409).text
    assert "À la gare" in both
    assert "Au port" in both


def test_sent_twice_it_is_noted_once(app, followed):
    client = followed.enter(followed.worker)
    typed = {"kind": "phone", "happened_on": today().isoformat(), "note_kind": "organisation", "form_key": "k" * 22}
    for _ in range(2):
        client.post(followed.new, typed)
    assert len(rows(app, Contact)) == 1


STAYED = {"kind": "phone", "minutes": "10", "place": "Au port", "note": "Zyx-dit", "note_kind": "organisation"}


def test_a_second_one_alike_is_asked_about_and_noted_for_who_means_it(app, followed):
    """Gone back, the form comes with another key. Whoever did something in between means a second contact."""
    client = followed.enter(followed.worker)
    typed = STAYED | {"happened_on": today().isoformat()}
    client.post(followed.new, typed)
    asked = client.post(followed.new, typed, status=409)
    assert "C’en est une autre : enregistrer quand même" in asked.text.replace("\u00a0", " ")
    assert (len(rows(app, Contact)), len(rows(app, Note))) == (1, 1)
    client.post(followed.new, typed | {"sent_again": "1"})
    assert len(rows(app, Contact)) == 2
    client.submit(f"/contacts/{rows(app, Contact)[0].public_id}/cancel", reason="Un autre ménage")
    client.post(followed.new, typed)
    assert len(rows(app, Contact)) == 3


def test_sent_again_in_the_same_instant_it_is_noted_once(app, followed):
    client = followed.enter(followed.worker)
    typed = STAYED | {"happened_on": today().isoformat()}
    bodies = [typed | client.machinery() for _ in range(3)]
    answers = at_once(*[partial(client.http.post, followed.new, data=one) for one in bodies])
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409]
    assert (len(rows(app, Contact)), len(rows(app, Note))) == (1, 1)


def test_a_note_goes_along_for_its_own_readers(app, followed):
    client = followed.enter(followed.worker)
    client.submit(followed.new, kind="office", note="Zyx-dit-en-confiance")
    (note,) = rows(app, Note)
    assert (note.kind, note.contact_id) == (NoteKind.ORGANISATION, rows(app, Contact)[0].id)
    assert "Zyx-dit-en-confiance" in client.get(f"{followed.url}/support/notes").text
    assert "Zyx" not in client.get(f"{followed.url}/support/contacts").text
    assert "Zyx" not in followed.enter(followed.shared).get(f"{followed.url}/support/notes").text

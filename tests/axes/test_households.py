"""A household's file: created, read, changed, and what each reader sees of it."""

import json
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from lxml import html as lxml_html
from sqlalchemy.exc import IntegrityError

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from axes.models.people import Household, Person, PersonWord
from axes.rules.references import SYMBOLS, WHOLE
from axes.vocab import MemberRole

NRN = "85.07.30-033-28"


@pytest.fixture
def home(make):
    """A household of a named woman and her child, and a worker of the organisation that brought it."""
    household = make.household(adults=0)
    awa = make.person(name="Awa Ndiaye-Lô", phone="0470 11 22 33")
    household.awa = make.member(household, person=awa, role=MemberRole.REFERENCE)
    household.child = make.member(
        household, person=make.person(name="Petit Ours", is_minor=True), role=MemberRole.CHILD
    )
    household.worker = make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id)
    household.url = f"/households/{household.public_id}"
    return household


def events(app, household):
    with app.app_context(), transaction("read"):
        query = sa.select(JournalEntry.event).where(JournalEntry.subject_id == household.public_id)
        return list(db.session.scalars(query.order_by(JournalEntry.id)))


def test_a_worker_opens_a_file_and_adds_people_one_by_one(make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    client.submit("/households/new", name="Awa Ndiaye-Lô", birth_year="1988")
    page = client.follow()
    assert "Awa Ndiaye-Lô" in page.text
    assert re.search(rf'<h1 tabindex="-1">H-{today():%y}-[{SYMBOLS}]{{5}}</h1>', page.text)
    client.submit(f"{client.url}/members/new", name="Petit Ours", is_alias="y", role="child", birth_year="2022")
    assert "1 adulte, 1 mineur" in client.follow().text


def test_an_alias_is_enough(make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    client.submit("/households/new", name="Le Capitaine", is_alias="y")
    assert "1 adulte" in client.follow().text


def test_the_usual_languages_stand_at_sight_and_the_others_unfold_once_one_is_ticked(make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    for typed, others in (({}, False), ({"languages": ["ti"]}, True)):
        page = client.submit("/households/new", status=422, name="", **typed).text
        field = lxml_html.fromstring(page).xpath("//fieldset[@id='languages']")[0]
        assert field.xpath("div//input/@value") == ["fr", "nl", "en", "ar", "ro"]
        (rest,) = field.xpath("details")
        assert len(rest.xpath(".//input")) == 27
        assert (rest.get("open") is not None, rest.xpath(".//input[@checked]/@value")) == (others, ["ti"] * others)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "field"),
        ({"name": f"Awa {NRN}"}, "registre national"),
        ({"name": "Awa", "phone": NRN}, "registre national"),
        ({"name": "Awa", "birth_year": "1788"}, "année de naissance"),
        ({"name": "Awa", "birth_on": "2999-01-01"}, "encore à venir"),
        ({"name": "Awa", "birth_year": "douze"}, "integer"),
        ({"name": "Awa", "start_on": "2999-01-01"}, "pas encore arrivé"),
        ({"name": "Awa", "email": "awa@"}, "complète"),
        ({"name": "A" * 121}, "120"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(make, sign_in, typed, said):
    client = sign_in(make.user(Role.FIELD_WORKER))
    answer = client.submit("/households/new", status=422, **({"name": "Awa"} | typed))
    assert 'class="error"' in answer.text
    for value in typed.values():
        assert not value or value in answer.text


def test_two_people_at_once_get_different_references(app, make, sign_in):
    clients = [sign_in(make.user(Role.FIELD_WORKER)) for _ in range(4)]
    forms = [client.get("/households/new") for client in clients]
    gate = Barrier(len(clients))

    def create(client):
        gate.wait()
        for turn in range(3):
            client.post("/households/new", {"name": f"Personne {turn}", "start_on": today().isoformat()})

    threads = [Thread(target=create, args=(client,)) for client in clients]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with app.app_context(), transaction("read"):
        references = list(db.session.scalars(sa.select(Household.reference)))
    assert len(forms) == 4
    assert len(set(references)) == 12
    assert all(WHOLE.fullmatch(one) for one in references)


def test_the_day_decides_who_is_an_adult(make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    birthday = today().replace(year=today().year - 18, day=min(today().day, 28))
    client.submit("/households/new", name="Adulte", birth_on=birthday.isoformat(), is_minor="y")
    url = client.follow() and client.url
    tomorrow = birthday + timedelta(days=30)
    client.submit(f"{url}/members/new", name="Mineur", birth_on=tomorrow.isoformat(), role="child")
    assert "1 adulte, 1 mineur" in client.follow().text


def test_a_member_leaves_and_the_household_stays(home, sign_in):
    client = sign_in(home.worker)
    client.submit(f"/members/{home.child.public_id}/leave", end_on=today().isoformat())
    page = client.follow().text
    assert "1 personne a quitté le ménage" in page
    assert "· 1 adulte</p>" in page
    again = client.submit(f"/members/{home.child.public_id}/leave", status=422, end_on=today().isoformat())
    assert "déjà quitté" in again.text


def test_nobody_leaves_before_they_came_nor_tomorrow(home, sign_in):
    client = sign_in(home.worker)
    for day in (home.child.start_on, today() + timedelta(days=1)):
        client.submit(f"/members/{home.child.public_id}/leave", status=422, end_on=day.isoformat())


def test_one_reference_person_at_a_time(home, sign_in):
    client = sign_in(home.worker)
    answer = client.submit(f"{home.url}/members/new", status=422, name="Deux", role="reference")
    assert "déjà une personne de référence" in answer.text


def test_needs_begin_and_end(home, sign_in, app):
    client = sign_in(home.worker)
    client.submit(f"{home.url}/needs/new", kind="step_free", start_on=(today() - timedelta(days=3)).isoformat())
    page = client.follow().text
    assert "Accès sans marche" in page
    assert "déjà noté" in client.submit(f"{home.url}/needs/new", status=422, kind="step_free").text
    end = page.split("/needs/")[2].split("/end")[0]
    client.submit(f"/needs/{end}/end", end_on=today().isoformat())
    assert "1 besoin terminé" in client.follow().text
    assert [event for event in events(app, home) if "need" in event] == ["household.need_added", "household.need_ended"]


def test_the_second_saver_sees_both_texts_and_decides(home, make, sign_in):
    colleague = sign_in(make.user(Role.FIELD_WORKER, organisation_id=home.organisation_id))
    client, url = sign_in(home.worker), f"/members/{home.awa.public_id}/edit"
    opened = client.get(url)
    assert opened.text.count('name="version"') == 1
    colleague.submit(url, name="Awa Diop")
    answer = client.post(url, {"name": "Awa Sow", "version": "1"}, status=409)
    assert "Awa Diop" in answer.text
    assert "Awa Sow" in answer.text
    client.submit(url, name="Awa Sow")
    assert "Awa Sow" in client.follow().text


def test_the_words_follow_the_name(app, home, sign_in):
    client = sign_in(home.worker)
    client.submit(f"/members/{home.awa.public_id}/edit", name="Zahra Benali")
    assert "Zahra Benali" in client.post("/search", {"q": "benali"}, status=200).text
    assert "Zahra Benali" not in client.post("/search", {"q": "ndiaye"}, status=200).text
    with app.app_context(), transaction("read"):
        count = sa.select(sa.func.count()).select_from(PersonWord).where(PersonWord.person_id == home.awa.person_id)
        assert db.session.scalar(count) == 2 + 3 + 4  # two words; beginnings zah…zahra and ben…benali


def test_every_act_and_every_view_is_in_the_history(app, home, sign_in):
    client = sign_in(home.worker)
    client.get(home.url)
    client.submit(f"{home.url}/edit", wished_communes="1000, 1060")
    assert events(app, home) == ["household.viewed", "household.edited"]
    history = client.get(f"{home.url}/history").text
    assert "Dossier consulté" in history
    assert home.worker.name in history
    sheet = client.get(f"{home.url}/who-opened").text
    assert home.worker.name in sheet
    assert "Souhaits modifiés" not in sheet


def test_a_view_says_which_parts_were_shown(app, home, make, sign_in):
    sign_in(home.worker).get(home.url)
    sign_in(make.user(Role.COORDINATION)).get(home.url)
    with app.app_context(), transaction("read"):
        query = sa.select(JournalEntry.facts).where(JournalEntry.event == "household.viewed")
        named, unnamed = (
            json.loads(facts)["sections"] for facts in db.session.scalars(query.order_by(JournalEntry.id))
        )
    assert "identity" in named
    assert unnamed == ["composition", "needs"]


def test_coordination_sees_a_reference_and_a_composition(home, make, sign_in):
    page = sign_in(make.user(Role.COORDINATION)).get(home.url).text
    assert home.reference in page
    assert "1 adulte, 1 mineur" in page
    assert "Awa" not in page
    make.consent(home)
    assert "Awa Ndiaye-Lô" in sign_in(make.user(Role.ALLOCATION)).get(home.url).text


@pytest.mark.parametrize("role", [Role.HOUSING_OPERATOR, Role.CAPTEUR, Role.FUNDER, Role.ADMINISTRATOR])
def test_others_find_no_such_page(home, make, sign_in, role):
    client = sign_in(make.user(role))
    known = client.get(home.url, status=404)
    unknown = client.get("/households/AAAAAAAAAAAAAAAAAAAAAA", status=404)
    assert len(known.text) == len(unknown.text)
    client.get("/households", status=404)


def test_a_file_of_others_is_like_none_at_all(home, make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    known, unknown = (client.get(url, status=404).text for url in (home.url, "/households/AAAAAAAAAAAAAAAAAAAAAA"))
    assert len(known) == len(unknown)
    for place in ("edit", "history", "who-opened", "members/new", "needs/new", "consents/new", "protection"):
        client.get(f"{home.url}/{place}", status=404)
    for place in (f"/members/{home.awa.public_id}/edit", f"/members/{home.awa.public_id}/leave"):
        client.get(place, status=404)
        client.post(place, {"name": "x", "end_on": "2026-01-01"}, status=404)


def test_who_left_keeps_their_new_telephone_to_themselves(home, make, sign_in):
    gone = make.person(name="Moussa Parti", phone="0499 99 99 99")
    make.member(home, person=gone, end_on=today() - timedelta(days=5))
    page = sign_in(home.worker).get(home.url).text
    assert "Moussa Parti" in page
    assert "0499" not in page
    assert "0470" in page


def test_a_person_is_in_one_household_at_a_time(make, home):
    with pytest.raises(IntegrityError):
        make.member(make.household(adults=0), person=home_person(make, home))


def home_person(make, home):
    with make.app.app_context(), transaction("read"):
        person = db.session.get(Person, home.awa.person_id)
        db.session.expunge(person)
        return person

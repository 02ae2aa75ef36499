"""Search by name and by reference: it finds what the reader may open, and says nothing of the rest."""

import re

import pytest
import sqlalchemy as sa
from lxml import html

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.db import db, transaction
from tests.support.statements import statements


@pytest.fixture
def known(make, sign_in):
    """A household of Zoé Dupont-Létourneau, and a worker who may open it."""
    household = make.household(adults=0, reference="H-2026-777")
    make.member(household, person=make.person(name="Zoé Dupont-Létourneau", birth_year="1975"))
    household.worker = make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id)
    household.client = sign_in(household.worker)
    return household


@pytest.mark.parametrize(
    "words", ["nandu obrien", "o'brien", "O’BRIEN nandu", "obr", "o brien", "nandu anneli", "anne li"]
)
@pytest.mark.parametrize("name", ["Nandu O'Brien Anne-Li", "Nandu O’Brien Anne‑Li"])
def test_apostrophes_and_hyphens_split_or_join(make, known, name, words):
    make.member(known, person=make.person(name=name))
    assert name in html.fromstring(search(known.client, words)).text_content()


def search(client, words, **options):
    return client.post("/search", {"q": words}, status=200, **options).text


@pytest.mark.parametrize(
    "words",
    [
        "Zoé Dupont-Létourneau",
        "zoe",
        "ZOÉ",
        "letourneau zoe",
        "Dupont",
        "dup",
        "létour DUP",
        "  dupont   létourneau ",
        "l'étourneau".replace("'", ""),
        "Zoe\u0301",
    ],
)
def test_accents_case_order_and_beginnings_do_not_matter(known, words):
    assert "Zoé Dupont-Létourneau" in search(known.client, words)


@pytest.mark.parametrize("words", ["du", "z", "tourneau", "zoé martin", "", "   ", "%", "*", "-", "'", "é"])
def test_what_does_not_begin_a_word_finds_nobody(known, words):
    assert "Zoé Dupont" not in search(known.client, words)


@pytest.mark.parametrize("words", ["H-2026-777", "h-2026-777", "777", "2026-77"])
def test_a_reference_finds_the_household(known, make, sign_in, words):
    page = search(sign_in(make.user(Role.COORDINATION)), words)
    assert f'href="/households/{known.public_id}"' in page
    assert "Zoé" not in page


def test_the_words_stay_out_of_the_title_and_the_address(known):
    page = search(known.client, "Dupont")
    assert re.search(r"<title>(.*?)</title>", page)[1].startswith("Rechercher")
    assert "Dupont" not in re.search(r"<title>(.*?)</title>", page)[1]
    assert known.client.http.get("/search?q=Dupont").text.count("Dupont") == 0


def test_the_journal_keeps_no_word(app, known):
    search(known.client, "Dupont")
    with app.app_context(), transaction("read"):
        entry = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.event == "search.made")).one()
        assert entry.facts == '{"found": 1}'


def plain(page):
    """The answer without what differs from one page to the next anyway."""
    return re.sub(r'(csrf_token" value="|X-CSRFToken": ")[^"]+', "", page)


@pytest.mark.parametrize("role", [Role.FIELD_WORKER, Role.PARTNER, Role.COORDINATION, Role.ALLOCATION])
def test_known_elsewhere_and_unknown_are_one_answer(app, known, make, sign_in, role):
    client = sign_in(make.user(role))
    client.csrf_token()
    with statements(app) as for_known:
        there = search(client, "Létourneau")
    with statements(app) as for_unknown:
        nowhere = search(client, "Létourneur")
    assert plain(there).replace("Létourneau", "") == plain(nowhere).replace("Létourneur", "")
    assert for_known == for_unknown


def test_allocation_finds_by_name_only_whoever_agreed(known, make, sign_in):
    client = sign_in(make.user(Role.ALLOCATION))
    assert "Zoé Dupont" not in search(client, "dupont")
    make.consent(known)
    assert "Zoé Dupont" in search(client, "dupont")


def test_without_a_token_no_search(known):
    answer = known.client.http.post("/search", data={"q": "dupont"})
    assert answer.status_code == 400
    assert "Dupont" not in answer.text


@pytest.mark.parametrize("role", [Role.HOUSING_OPERATOR, Role.FUNDER, Role.CAPTEUR, Role.ADMINISTRATOR])
def test_others_have_no_search_at_all(make, sign_in, role):
    client = sign_in(make.user(role))
    assert 'name="q"' not in client.get("/").text
    client.get("/search", status=404)
    client.post("/search", {"q": "dupont"}, status=404)


def test_the_menu_has_a_search_box(known):
    assert 'action="/search"' in known.client.get("/").text


def test_many_are_cut_at_twenty_and_cost_the_same(app, known, make):
    for _ in range(22):
        make.member(known, person=make.person(name="Zoé Dupont-Létourneau"))
    known.client.get("/")
    with statements(app) as sent:
        page = search(known.client, "zoé")
    assert page.count("<bdi>Zoé Dupont-Létourneau</bdi>") == 20
    assert len(sent) <= 8, sent


def create(client, status, **typed):
    return client.submit("/households/new", status=status, **({"name": "ZOE dupont letourneau"} | typed))


def test_a_twin_in_a_file_the_reader_may_open_is_shown_first(known):
    answer = create(known.client, 422, birth_year="1975").text
    assert "Est-ce la même personne" in answer
    assert f'href="/households/{known.public_id}"' in answer
    form = {"name": "Zoé Dupont Létourneau", "start_on": "2026-01-01", "distinct": "y"}
    known.client.post("/households/new", form)
    assert known.client.follow().status_code == 200


@pytest.mark.parametrize(
    "typed", [{"birth_year": "1980"}, {"name": "Zoé Dupont"}, {"name": "Zoé Dupont-Létourneau Marie"}]
)
def test_another_year_or_another_name_is_somebody_else(known, typed):
    create(known.client, 303, **typed)


def test_a_year_not_known_may_be_the_same(known):
    create(known.client, 422)


@pytest.mark.parametrize("protected", [True, False])
def test_a_twin_known_elsewhere_changes_nothing(app, known, make, sign_in, protected):
    hidden = make.household(adults=0, is_protected=protected)
    make.member(hidden, person=make.person(name="Awa Ndiaye", birth_year="1990"))
    make.consent(hidden)
    client = sign_in(make.user(Role.FIELD_WORKER))
    client.get("/households/new")
    with statements(app) as for_known:
        create(client, 303, name="Awa Ndiaye", birth_year="1990")
    with statements(app) as for_unknown:
        create(client, 303, name="Ewa Ndiayi", birth_year="1990")
    assert for_known == for_unknown

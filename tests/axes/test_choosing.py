"""A household is chosen in a form: few at sight, many by a search that shows no more than one may choose."""

import pytest
import sqlalchemy as sa
from lxml import html

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.db import db, transaction
from axes.models.referrals import Referral
from tests.support.client import form_values
from tests.support.statements import statements

NEW = "/referrals/new"
FEW = 25


@pytest.fixture
def of_sender(make, sender):
    def home(name, **given):
        made = make.household(organisation_id=sender.organisation_id, adults=0, **given)
        make.member(made, person=make.person(name=name), role="reference")
        return made

    return home


@pytest.fixture
def many(of_sender):
    """More households than a list takes, and the one that is looked for."""
    for number in range(FEW):
        of_sender(f"Voisin {chr(65 + number)}arna")
    return of_sender("Élodie Ünal-Ôberg")


def typed(partner, **words):
    page = html.fromstring(partner.get(NEW).text)
    return form_values(page.xpath("//main//form[@method='post']")[0]) | words


def found(text):
    page = html.fromstring(text)
    return [" ".join(one.text_content().split()) for one in page.xpath("//input[@name='household'][@value!='']/..")]


def test_first_come_those_called_so_then_those_in_which_somebody_is_with_the_name_that_was_found(
    make, partner, of_sender, many
):
    called, another = of_sender("Zaza Lindqvist"), of_sender("Abel Fougère")
    make.member(another, person=make.person(name="Élodie Lindqvist"))
    sent = typed(partner) | {"household-text": "lindqvist", "look_up": "household"}
    assert found(partner.post(NEW, sent, status=200).text) == [
        f"Zaza Lindqvist · {called.reference}",
        f"Abel Fougère (avec Élodie Lindqvist) · {another.reference}",
    ]
    kept = typed(partner, household=another.public_id) | {"household-text": "zaza", "look_up": "household"}
    assert "Lindqvist) ·" not in partner.post(NEW, kept, status=200).text


def test_enter_looks_for_what_was_typed_and_sends_the_form_once_that_was_looked_for(app, partner, many):
    page = html.fromstring(partner.get(NEW).text)
    first = page.xpath("//main//form[@method='post']//button")[0]
    entered = {first.get("name"): first.get("value")}
    sent = typed(partner, **{"household-text": "elodie"}) | entered
    page = partner.post(NEW, sent, status=200).text
    assert found(page) == [f"Élodie Ünal-Ôberg · {many.reference}"]
    again = form_values(html.fromstring(page).xpath("//main//form[@method='post']")[0])
    partner.post(NEW, again | entered | {"household": "x" * 22}, status=422)
    partner.post(NEW, again | entered | {"household": many.public_id, "household-text": "zzz"}, status=200)
    partner.post(NEW, again | entered | {"household": many.public_id, "convention": sent["convention"]}, status=303)
    assert searches(app) == (2, 1)


def searches(app):
    with app.app_context(), transaction("read"):
        made = sa.select(sa.func.count()).where(JournalEntry.event == "search.made")
        return db.session.scalar(made), db.session.scalar(sa.select(sa.func.count(Referral.id)))


@pytest.mark.parametrize("words", ["elodie", "OBERG una", "ünal-ôberg"])
def test_one_of_many_is_found_by_name_and_what_was_typed_stays(app, partner, many, words):
    assert "Voisin" not in partner.get(NEW).text
    sent = typed(partner, phone="0470 11 22 33") | {"household-text": words, "look_up": "household"}
    page = partner.post(NEW, sent, status=200).text
    assert found(page) == [f"Élodie Ünal-Ôberg · {many.reference}"]
    assert 'value="0470 11 22 33"' in page
    assert found(partner.post(NEW, sent, status=200, fragment=True).text) == found(page)
    assert searches(app) == (2, 0), "noted, and nothing begun"
    kept = {name: sent[name] for name in ("csrf_token", "form_key", "convention")}
    assert partner.http.post(NEW, data=kept | {"household": many.public_id}).status_code == 303
    assert searches(app) == (2, 1), "the key of the form was not spent on a search"


def test_a_search_shows_a_page_at_most_and_asks_as_much_of_the_database(app, partner, many, of_sender):
    sent = typed(partner) | {"household-text": "voisin", "look_up": "household"}
    partner.post(NEW, sent, status=200)
    with statements(app) as few:
        page = partner.post(NEW, sent, status=200).text
    assert len(found(page)) == 20
    assert "Les 20 premiers" in page
    for number in range(5):
        of_sender(f"Voisin {number}")
    with statements(app) as more:
        partner.post(NEW, sent, status=200)
    assert len(more) == len(few)
    assert "Rien ne correspond" in partner.post(NEW, sent | {"household-text": "zzz"}, status=200).text


@pytest.mark.parametrize("others", [0, FEW])
def test_a_household_of_others_answers_as_one_that_is_not_there(make, partner, of_sender, others):
    for number in range(others + 1):
        of_sender(f"Voisin {number}")
    theirs = make.household(adults=0)
    make.member(theirs, person=make.person(name="Élodie Ünal"), role="reference")
    answers = {}
    for key in (theirs.public_id, "x" * 22):
        text = partner.post(NEW, typed(partner, household=key, **{"household-text": "elodie"}), status=422).text
        assert key not in text
        assert theirs.reference not in text
        answers[key] = html.fromstring(text).get_element_by_id("errors").text_content()
    assert len(set(answers.values())) == 1
    assert "Choisissez l’une des réponses proposées" in answers[theirs.public_id]
    looked = typed(partner, look_up="household", **{"household-text": "elodie"})
    assert found(partner.post(NEW, looked, status=200).text) == []


def test_what_was_chosen_stays_chosen_when_the_form_is_refused_or_searched_again(partner, many):
    both = typed(partner, household=many.public_id, name="Zoé Lammertyn")
    for status, more in ((422, {}), (200, {"household-text": "voisin k", "look_up": "household"})):
        page = html.fromstring(partner.post(NEW, both | more, status=status).text)
        (chosen,) = page.xpath("//input[@name='household'][@checked]")
        assert chosen.get("value") == many.public_id
        assert page.xpath("//input[@name='name']/@value") == ["Zoé Lammertyn"]


def test_a_protected_household_is_found_by_those_named_alone(make, sign_in, sender, partner, many, of_sender):
    of_sender("Oriane Quist", is_protected=True, named=[sender])
    colleague = sign_in(make.user(Role.PARTNER, organisation_id=sender.organisation_id))
    for client, there in ((partner, 1), (colleague, 0)):
        sent = typed(client, look_up="household", **{"household-text": "quist"})
        assert len(found(client.post(NEW, sent, status=200).text)) == there


def test_looking_for_one_household_after_another_is_slowed_as_any_search(app, monkeypatch, partner, many):
    monkeypatch.setitem(app.config, "TREMPLIN", app.config["TREMPLIN"].with_(searches_an_hour=2))
    sent = typed(partner, look_up="household", **{"household-text": "voisin"})
    for status in (200, 200, 429):
        partner.post(NEW, sent, status=status, fragment=True)

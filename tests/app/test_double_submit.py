"""A form sent twice acts once, and answers the same (R-09, DESIGN §3.12)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.clock import now
from app.db import db, transaction
from app.web.once import FormKey
from sites.models.units import UnitCheck
from tests.support.client import form_values
from tests.support.race import at_once


@pytest.fixture
def form(make, sign_in):
    """A browser, a form that writes a row each time it acts, and what it would send."""
    client, url = sign_in(make.user()), f"/units/{make.unit().public_id}/checks/new"
    page = html.fromstring(client.get(url).text)
    return client, url, form_values(page.xpath("//main//form[@method='post']")[0])


def written(app):
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(UnitCheck))


def test_the_second_time_gets_the_first_answer(app, form):
    client, url, values = form
    first, second = (client.http.post(url, data=values) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert written(app) == 1


def test_the_second_time_by_htmx_too(app, form):
    client, url, values = form
    client.http.post(url, data=values)
    again = client.http.post(url, data=values, headers={"HX-Request": "true"})
    assert again.headers["HX-Redirect"].startswith("/units/")
    assert written(app) == 1


def test_twice_in_the_same_instant(app, form):
    client, url, values = form
    answers = at_once(*[lambda: client.http.post(url, data=values)] * 3)
    assert {answer.status_code for answer in answers} == {303}
    assert written(app) == 1


def test_the_same_key_with_other_words_is_told(app, form):
    client, url, values = form
    first = client.http.post(url, data=values)
    told = client.http.post(url, data=values | {"note": "Autre chose"})
    assert told.status_code == 409
    assert "déjà été envoyé" in told.text
    assert "C’est déjà enregistré" in told.text
    assert "Quelqu’un est passé avant vous" not in told.text
    assert f'href="{first.headers["Location"]}"' in told.text
    assert written(app) == 1


def test_a_form_that_was_refused_may_be_sent_again(app, form):
    client, url, values = form
    assert client.http.post(url, data=values | {"done_on": ""}).status_code == 422
    assert client.http.post(url, data=values).status_code == 303
    assert written(app) == 1


def gone_back(client, url, **changed):
    """What the browser sends after Back: the same words, by a page that came with a fresh key."""
    page = html.fromstring(client.get(url).text)
    return form_values(page.xpath("//main//form[@method='post']")[0]) | changed


def test_gone_back_and_sent_again_it_is_told_and_a_second_one_is_written_for_who_insists(app, form):
    client, url, values = form
    first = client.http.post(url, data=values | {"note": "Vu"})
    told = client.http.post(url, data=gone_back(client, url, note="Vu"))
    page = html.fromstring(told.text)
    assert (told.status_code, written(app)) == (409, 1)
    assert "C’est déjà enregistré" in told.text
    assert page.xpath("//main//*[@role='alert']//a/@href") == [first.headers["Location"]]
    insisted = form_values(page.xpath("//main//form[@method='post']")[0])
    assert client.http.post(url, data=insisted).status_code == 303
    assert client.http.post(url, data=gone_back(client, url, note="Autre chose")).status_code == 303
    assert client.http.post(url, data=gone_back(client, url, note="Vu")).status_code == 303, "not told after another"
    assert written(app) == 4


def test_the_same_words_of_somebody_else_elsewhere_or_later_are_told_nothing(app, form, make, sign_in):
    client, url, values = form
    client.http.post(url, data=values)
    other = sign_in(make.user())
    assert other.http.post(url, data=gone_back(other, url)).status_code == 303
    elsewhere = f"/units/{make.unit().public_id}/checks/new"
    assert client.http.post(elsewhere, data=gone_back(client, elsewhere)).status_code == 303
    with app.app_context(), transaction("write"):
        db.session.execute(sa.update(FormKey).values(used_at=now() - timedelta(minutes=61)))
        db.session.commit()
    assert client.http.post(url, data=gone_back(client, url)).status_code == 303
    assert written(app) == 4


@pytest.mark.parametrize("key", ["court", "k" * 23, "é" * 22, "k" * 21 + "\n"])
def test_a_key_of_another_shape_is_no_key(app, form, key):
    client, url, values = form
    answer = client.http.post(url, data=values | {"form_key": key})
    assert (answer.status_code, written(app)) == (422, 0)
    assert "sans la marque qui évite les doublons" in answer.text


def test_what_is_not_sent_as_a_form_is_no_form(app, form):
    client, url, values = form
    answer = client.http.post(url, json=values, headers={"X-CSRFToken": values["csrf_token"]})
    assert (answer.status_code, written(app)) == (415, 0)


def test_a_key_is_somebodys_own(app, form, make, sign_in):
    client, url, values = form
    client.http.post(url, data=values)
    other = sign_in(make.user())
    assert other.http.post(url, data=values | {"csrf_token": other.csrf_token()}).status_code == 303
    assert written(app) == 2

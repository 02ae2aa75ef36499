"""A form sent twice acts once, and answers the same (R-09, DESIGN §3.12)."""

import pytest
import sqlalchemy as sa
from lxml import html

from app.db import db
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


def test_a_key_is_somebodys_own(app, form, make, sign_in):
    client, url, values = form
    client.http.post(url, data=values)
    other = sign_in(make.user())
    assert other.http.post(url, data=values | {"csrf_token": other.csrf_token()}).status_code == 303
    assert written(app) == 2

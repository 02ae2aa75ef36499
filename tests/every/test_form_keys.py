"""Every form that creates is sent with its one-time key; without it, it comes back with a fresh one (R-09).

The forms are those that the demonstration's people are shown: each page that answers a POST as well.
"""

import html as entities

import pytest
import sqlalchemy as sa
from lxml import html

from app.db import Base, db
from tests.support.walk import rule_of

ASKED = "sans la marque qui évite les doublons"
TYPED = "Texte gardé 4f1c"
LEAST = 20


def creating_forms(text: bytes):
    """Forms of a page that bear a key and no version, as what a browser would send of each, and where to."""
    for form in html.fromstring(text).xpath("//main//form"):
        names = {item.get("name") for item in form.iter() if item.get("name")}
        if form.get("method", "").lower() == "post" and "form_key" in names and "version" not in names:
            yield form


def filled(form) -> tuple[dict[str, str], str | None]:
    """What a browser would send but the key, with a text in the first box that takes one; and that box's name."""
    values = {name: value for name, value in form.form_values() if name != "form_key"}
    boxes = form.xpath(".//textarea | .//input[@type='text' and not(@inputmode or @autocomplete='one-time-code')]")
    name = boxes[0].get("name") if boxes else None
    return values | ({name: TYPED} if name else {}), name


def counts(app) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in {"journal_entry", "journal_head"}]
        return {one.name: connection.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables}


@pytest.fixture(scope="module")
def shown(demo, walks):
    """Account, where its form goes, and the form; one of each address's kind."""
    found = {}
    for login, pages in walks.items():
        for url, page in pages.items():
            for form in creating_forms(page.content) if page.is_html else ():
                target = form.get("action") or url
                found.setdefault(rule_of(demo, target, "POST").endpoint, (login, target, form))
    return found


def test_the_walk_finds_the_forms(shown):
    assert len(shown) >= LEAST, sorted(shown)


def test_without_its_key_nothing_is_created_and_nothing_typed_is_lost(demo, clients, shown):
    before, wrong = counts(demo), {}
    for endpoint, (login, target, form) in shown.items():
        data, box = filled(form)
        answer = clients[login].http.post(target, data=data)
        page = html.fromstring(answer.text)
        told = ASKED in entities.unescape(answer.text)
        fresh = page.xpath("//main//form//input[@name='form_key']/@value")
        kept = box is None or TYPED in answer.text
        if (answer.status_code, told, all(fresh), bool(fresh), kept) != (422, True, True, True, True):
            wrong[endpoint] = (answer.status_code, told, fresh, box, kept)
    assert not wrong
    assert counts(demo) == before


def test_a_blank_key_is_no_key(demo, clients, shown):
    before = counts(demo)
    for login, target, form in shown.values():
        answer = clients[login].http.post(target, data=filled(form)[0] | {"form_key": " "})
        assert answer.status_code == 422, target
    assert counts(demo) == before

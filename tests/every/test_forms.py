"""Every page with a form: it shows each of its fields; one that edits changes nothing when sent as it is, and tells the
second of two savers what stands beside what they typed.

The pages come from the URL map, an address of each from `examples`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, template_rendered
from lxml import html
from wtforms import DateField

from app.auth.requires import is_public
from app.db import Base, db
from tests.every.examples import examples
from tests.every.examples.example import Example
from tests.factories import Make
from tests.support.client import StrictClient, form_values

UNCOUNTED = {"journal_entry", "journal_head", "user_session", "form_key", "attempt"}
# Asked for once there is a reason to: somebody of the same name is known; the period ends in winter; no objective; a
# dwelling that does not suit (`why_…`: one a household); an exit to elsewhere than planned.
ASKED_LATER = {"distinct", "no_name", "winter_confirmation", "no_objective", "misfit_reason", "is_meant"}


class World:
    """The application with one of each thing, and a browser for each person."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.people, self.examples = examples(Make(app))
        self.clients = {name: self.enter(name) for name in self.people}

    def enter(self, name: str) -> StrictClient:
        client = StrictClient(self.app)
        client.sign_in(self.people[name])
        return client

    def edits(self) -> list[tuple[str, Example]]:
        return [(endpoint, one) for endpoint, one in self.examples.items() if one.edits]


@pytest.fixture(scope="module")
def world(_app: Flask, _database: Any) -> Iterator[World]:
    _dispose(_app)
    _database.reset()
    yield World(_app)
    _dispose(_app)


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@contextmanager
def forms_shown(app: Flask) -> Iterator[list[Any]]:
    """The forms that pages are given meanwhile."""
    shown: list[Any] = []

    def note(_app: Flask, context: dict[str, Any], **_rest: Any) -> None:
        if "form" in context:
            shown.append(context["form"])

    with template_rendered.connected_to(note, app):
        yield shown


def rows(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table that an edit may touch; not its version."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [
                {name: value for name, value in row.items() if name != "version"}
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in UNCOUNTED
        }


def test_every_page_with_a_form_has_an_example(world):
    pages = {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if {"GET", "POST"} <= (rule.methods or set()) and not is_public(world.app.view_functions[rule.endpoint])
    }
    assert set(world.examples) == pages


def test_every_page_shows_each_field_of_its_form(world):
    forgotten = {}
    for endpoint, example in world.examples.items():
        with forms_shown(world.app) as shown:
            page = html.fromstring(world.clients[example.who].get(example.url).text)
        assert shown, f"{endpoint}: the example leads to a page without a form"
        names = set(page.xpath("//main//form//@name"))
        missing = {field.name for field in shown[-1] if not field.name.startswith("why_")} - names - ASKED_LATER
        if missing:
            forgotten[endpoint] = sorted(missing)
    assert not forgotten


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01"])
def test_a_slip_of_the_year_is_told_beside_its_field_before_anything_is_counted_with_it(world, typed):
    wrong = {}
    for endpoint, example in world.examples.items():
        client = world.clients[example.who]
        with forms_shown(world.app) as shown:
            sent = form_values(_form(client.get(example.url).text))
        days = {field.name for field in shown[-1] if isinstance(field, DateField) and field.name in sent}
        if not days:
            continue
        with forms_shown(world.app) as shown:
            status = client.http.post(example.url, data=sent | dict.fromkeys(days, typed)).status_code
        silent = sorted(name for name in days if shown and not shown[-1][name].errors)
        if status != 422 or silent:
            wrong[endpoint] = (status, silent)
    assert not wrong


def test_an_edit_sent_as_it_is_changes_nothing(world):
    changed = {}
    before = rows(world.app)
    for endpoint, example in world.edits():
        client = world.clients[example.who]
        refused = _refused(client, example, form_values(_form(client.get(example.url).text)))
        after = rows(world.app)
        if refused or after != before:
            changed[endpoint] = refused or _differences(before, after)
        before = after
    assert not changed


def _differences(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> set[str]:
    """Table and column, or table alone where rows came or went."""
    found = set()
    for table, rows_before in before.items():
        if len(rows_before) != len(after[table]):
            found.add(table)
        for old, new in zip(rows_before, after[table], strict=False):
            found |= {f"{table}.{name}" for name in old if old[name] != new[name]}
    return found


def test_the_second_of_two_savers_sees_both_texts_and_decides(world):
    silent = {}
    for endpoint, example in world.edits():
        told = _told(world, example)
        if told:
            silent[endpoint] = told
    assert not silent


def _told(world: World, example: Example) -> str | None:
    """What went wrong when two people saved one after the other; None for nothing."""
    assert example.change
    name, first, second = example.change
    late, soon = world.clients[example.who], world.enter(example.who)
    opened, fresh = (form_values(_form(client.get(example.url).text)) for client in (late, soon))
    refused = _refused(soon, example, fresh | {name: first})
    if refused:
        return f"the first saver: {refused}"
    answer = late.http.post(example.url, data=opened | {name: second})
    if answer.status_code != 409:
        return f"answered {answer.status_code}"
    both = html.fromstring(answer.text).xpath("//table[@class='diff']/tbody/tr")
    if len(both) != 1 or both[0].xpath("boolean(normalize-space(.//del)='—' or normalize-space(.//ins)='—')"):
        return f"told {[row.text_content() for row in both]}"
    kept = form_values(_form(answer.text))
    if sorted(kept[name]) != sorted(second):
        return f"kept {kept[name]!r}"
    return _refused(late, example, kept)


def _refused(client: StrictClient, example: Example, values: dict[str, Any]) -> str | None:
    """What is wrong with these values, in the words of the page; None when they were saved."""
    answer = client.http.post(example.url, data=values)
    if answer.status_code == 303:
        return None
    page = html.fromstring(answer.text)
    return f"{answer.status_code}: " + " ".join(page.xpath("string(//*[@class='error-summary'])").split())


def _form(text: str) -> Any:
    return html.fromstring(text).xpath("//main//form[@method='post']")[0]

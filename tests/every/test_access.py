"""Every address × method × role × page or fragment, from the URL map and the policy table; on the demonstration's data.

The addresses are those people really follow: each role walks the demonstration by its links, then every other role asks
for each of them. What a role may not do, and what does not exist, answer with the same bytes.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html
from werkzeug.routing import Rule

from app.auth.policy import may
from app.auth.requires import ANSWERED, is_public, needed
from app.auth.vocab import Role
from app.db import Base, db
from app.demo.accounts import ACCOUNTS, SHOWN
from app.demo.load import load_demo
from tests.factories.auth import PASSWORD
from tests.support.client import FRAGMENT, StrictClient

NOTHING = "AAAAAAAAAAAAAAAAAAAAAA"  # a public id that names nothing
PER_RULE = 2
DEMO = {account.login: account for account in ACCOUNTS[:SHOWN]}
REQUEST_ID = re.compile(r"[0-9a-f]{16}")
TOKEN = re.compile(r"(csrf_token\" value=\"|X-CSRFToken\": \")[^\"]+")
KINDS = pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])


@pytest.fixture(scope="module")
def demo(_app: Flask, _database: object) -> Flask:
    """The demonstration, loaded once for this module."""
    with _app.app_context():
        db.engine.dispose()
    _database.reset()
    with _app.app_context():
        load_demo(PASSWORD)
        db.session.remove()
    return _app


@pytest.fixture(scope="module")
def clients(demo: Flask) -> dict[str, StrictClient]:
    """A signed-in browser for each account."""
    found = {}
    for login, account in DEMO.items():
        found[login] = StrictClient(demo)
        found[login].sign_in(account)
    return found


@pytest.fixture(scope="module")
def walks(demo: Flask, clients: dict[str, StrictClient]) -> dict[str, list[str]]:
    """Addresses each account reaches by following links, a few of each kind."""
    return {login: list(_walk(demo, client)) for login, client in clients.items()}


def _walk(app: Flask, client: StrictClient) -> Iterator[str]:
    seen: dict[str, set[str]] = defaultdict(set)
    todo = ["/"]
    while todo:
        url = todo.pop(0)
        rule = _rule_of(app, url)
        path = urlsplit(url).path
        if rule is None or path in seen[rule.endpoint] or len(seen[rule.endpoint]) >= PER_RULE:
            continue
        seen[rule.endpoint].add(path)
        answer = client.get(url)
        yield url
        if answer.mimetype == "text/html":
            todo += _links(answer.text)


def _links(text: str) -> list[str]:
    page = html.fromstring(text)
    found = [*page.xpath("//a/@href"), *page.xpath("//@data-hx-get")]
    return [link for link in found if link.startswith("/") and not link.startswith("/language")]


def _rule_of(app: Flask, url: str, method: str = "GET") -> Rule | None:
    adapter = app.url_map.bind("localhost")
    try:
        rule, _ = adapter.match(urlsplit(url).path, method=method, return_rule=True)
    except Exception:  # an address of ours that matches nothing is the walk's to find, by its 404
        return None
    return rule


def _guarded(app: Flask) -> list[tuple[Rule, str]]:
    """Every rule and method behind the policy."""
    rules = [rule for rule in app.url_map.iter_rules() if not is_public(app.view_functions[rule.endpoint])]
    return [(rule, method) for rule in rules for method in sorted((rule.methods or set()) & ANSWERED)]


def _address(rule: Rule) -> str:
    """An address of the rule that names nothing."""
    values = {}
    for name in rule.arguments:
        allowed = getattr(rule._converters[name], "items", None)
        values[name] = (
            sorted(allowed)[0] if allowed else (1 if "Integer" in type(rule._converters[name]).__name__ else NOTHING)
        )
    return rule.build(values, append_unknown=False)[1]


def _plain(text: str) -> str:
    """An answer without what changes at each request."""
    return TOKEN.sub(r"\1", REQUEST_ID.sub("", text))


def _send(client: StrictClient, method: str, url: str, fragment: bool):
    headers = FRAGMENT if fragment else {}
    data = {"csrf_token": _token(client)} if method != "GET" else None
    return client.http.open(url, method=method, headers=headers, data=data)


def _token(client: StrictClient) -> str:
    """A token of the client's session, asked for once."""
    if not hasattr(client, "token"):
        client.token = client.csrf_token()
    return client.token


@KINDS
def test_nobody_gets_past_the_door(demo, fragment):
    visitor = StrictClient(demo)
    for rule, method in _guarded(demo):
        answer = _send(visitor, method, _address(rule), fragment)
        if fragment:
            assert (answer.status_code, "HX-Redirect" in answer.headers) == (401, True), (rule, method)
        else:
            assert answer.status_code == 302, (rule, method)
            assert answer.headers["Location"].startswith("/sign-in"), (rule, method)


@KINDS
def test_what_a_role_may_not_do_does_not_exist(demo, clients, fragment):
    wrong = []
    for login, client in clients.items():
        for rule, method in _guarded(demo):
            action = needed(demo.view_functions[rule.endpoint], method)
            if not may(DEMO[login].role, action):
                answer = _send(client, method, _address(rule), fragment)
                if answer.status_code != 404:
                    wrong.append((login, method, rule.rule, answer.status_code))
    assert not wrong


@KINDS
def test_what_names_nothing_is_never_an_error(demo, clients, fragment):
    """A role that may, with a name of nothing: 404 for a record, never a failure of ours."""
    wrong = []
    for login, client in clients.items():
        for rule, method in _guarded(demo):
            if rule.endpoint != "auth.sign_out" and "account" not in rule.rule:
                answer = _send(client, method, _address(rule), fragment)
                if answer.status_code >= 500:
                    wrong.append((login, method, rule.rule, answer.status_code))
    assert not wrong


def test_no_link_leads_nowhere(walks):
    """The walk itself asserts that each link shown to a role answers 200 to it."""
    assert all(len(found) > 3 for found in walks.values()), {login: len(found) for login, found in walks.items()}


@KINDS
def test_others_addresses_answer_as_if_nothing_were_there(demo, clients, walks, fragment):
    everything = sorted({url for found in walks.values() for url in found})
    wrong = []
    for login, client in clients.items():
        for url in everything:
            rule = _rule_of(demo, url)
            answer = _send(client, "GET", url, fragment)
            action = needed(demo.view_functions[rule.endpoint], "GET")
            allowed = action is None or may(DEMO[login].role, action)
            fine = answer.status_code in {200, 404} if allowed else answer.status_code == 404
            if not fine or (answer.status_code == 404 and not _like_nothing(client, rule, answer, fragment)):
                wrong.append((login, url, answer.status_code))
    assert not wrong


def _like_nothing(client: StrictClient, rule: Rule, answer, fragment: bool) -> bool:
    """Whether a refusal reads like the answer to the same address with a name of nothing."""
    return _plain(answer.text) == _plain(_send(client, "GET", _address(rule), fragment).text)


def test_the_housing_operator_never_reads_a_household(demo, clients, walks):
    """Names and references of households are nowhere on the pages of a lender (DESIGN §4)."""
    with demo.app_context():
        query = sa.select(Base.metadata.tables["household"].c.reference)
        references = set(db.session.scalars(query))
    for url in walks["comensia"]:
        body = clients["comensia"].http.get(url).data
        assert not {one for one in references if one.encode() in body}, url


UNCOUNTED = {"journal_entry", "journal_head", "user_session", "form_key"}


def test_looking_changes_nothing(demo, clients, walks):
    before = _digest(demo)
    for login, found in walks.items():
        for url in found:
            clients[login].http.get(url)
    assert _digest(demo) == before


def _digest(app: Flask) -> str:
    """One number for all rows of all tables that looking may not change."""
    seen = hashlib.sha256()
    with app.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in UNCOUNTED:
                rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
                seen.update(repr(rows).encode())
    return seen.hexdigest()


def test_the_policy_names_real_roles(demo):
    assert {account.role for account in DEMO.values()} == set(Role)

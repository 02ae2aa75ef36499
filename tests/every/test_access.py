"""Every address × method × role × page or fragment, from the URL map and the policy table; on the demonstration's data.

The addresses are those people really follow: each role walks the demonstration by its links, then every other role asks
for each of them. What a role may not do, and what does not exist, answer with the same bytes.

Each is asked on both databases: on SQLite for a page, on PostgreSQL for a fragment. The walk shows pages on both.
"""

import re
from collections import defaultdict

import pytest
import sqlalchemy as sa

from app.auth.policy import may
from app.auth.requires import needed
from app.auth.vocab import Role
from app.db import Base, db
from app.demo.accounts import ACCOUNTS, SHOWN
from tests.support.client import StrictClient
from tests.support.walk import address, guarded, rule_of, send

DEMO = {account.login: account for account in ACCOUNTS[:SHOWN]}
REQUEST_ID = re.compile(r"[0-9a-f]{16}")
TOKEN = re.compile(r"(csrf_token\" value=\"|X-CSRFToken\": \")[^\"]+")


@pytest.fixture(scope="module")
def fragment(on_sqlite):
    """Whether a piece is asked for, as htmx does."""
    return not on_sqlite


def _plain(text: str) -> str:
    """An answer without what changes at each request."""
    return TOKEN.sub(r"\1", REQUEST_ID.sub("", text))


def test_nobody_gets_past_the_door(demo, fragment):
    visitor = StrictClient(demo)
    for rule, method in guarded(demo):
        answer = send(visitor, method, address(rule), fragment)
        if fragment:
            assert (answer.status_code, "HX-Redirect" in answer.headers) == (401, True), (rule, method)
        else:
            assert answer.status_code == 302, (rule, method)
            assert answer.headers["Location"].startswith("/sign-in"), (rule, method)


def test_what_a_role_may_not_do_does_not_exist_and_what_names_nothing_is_never_an_error(demo, clients, fragment):
    """404 to who may not; to who may, a failure of ours for no name of nothing."""
    wrong = []
    one_a_role = {DEMO[login].role: login for login in clients}.values()
    for login, client in ((login, clients[login]) for login in one_a_role):
        for rule, method in guarded(demo):
            allowed = may(DEMO[login].role, needed(demo.view_functions[rule.endpoint], method))
            if allowed and (rule.endpoint == "auth.sign_out" or "account" in rule.rule):
                continue
            status = send(client, method, address(rule), fragment).status_code
            if status >= 500 or (not allowed and status != 404):
                wrong.append((login, method, rule.rule, status))
    assert not wrong


def test_no_link_leads_nowhere(walks):
    """The walk itself asserts that each link shown to a role answers 200 to it."""
    assert all(len(found) > 3 for found in walks.values()), {login: len(found) for login, found in walks.items()}


def test_others_addresses_answer_as_if_nothing_were_there(demo, clients, walks, fragment):
    wrong = []
    for login, client in clients.items():
        nothing: dict[str, str] = {}  # what a name of nothing is answered
        for url, rule in _of_others(demo, walks, login):
            answer = send(client, "GET", url, fragment)
            allowed = may(DEMO[login].role, needed(demo.view_functions[rule.endpoint], "GET"))
            if answer.status_code == 404:
                if rule.rule not in nothing:
                    nothing[rule.rule] = _plain(send(client, "GET", address(rule), fragment).text)
                fine = _plain(answer.text) == nothing[rule.rule]
            else:
                fine = allowed and answer.status_code == 200
            if not fine:
                wrong.append((login, url, answer.status_code))
    assert not wrong


OF_A_KIND = 2


def _of_others(demo, walks, login):
    """A few addresses of each kind that others reach and this account does not, and their rule."""
    found = defaultdict(dict)
    for url in (url for other, pages in walks.items() if other != login for url in pages):
        if url not in walks[login]:
            rule = rule_of(demo, url)
            found[rule.rule][url] = rule
    return [pair for urls in found.values() for pair in list(urls.items())[:OF_A_KIND]]


def test_the_housing_operator_never_reads_a_household(demo, walks):
    """Names and references of households are nowhere on the pages of a lender (DESIGN §4)."""
    with demo.app_context():
        query = sa.select(Base.metadata.tables["household"].c.reference)
        references = set(db.session.scalars(query))
    for url, page in walks["comensia"].items():
        assert not {one for one in references if one.encode() in page.content}, url


def test_looking_changes_nothing(walks):
    assert not walks.changed


def test_the_policy_names_real_roles(demo):
    assert {account.role for account in DEMO.values()} == set(Role)


AT_MOST = 8


def test_each_page_costs_eight_statements_at_most(walks):
    """Every page that people reach, the reader's own statement included (DESIGN §6)."""
    dear = []
    for login, found in walks.items():
        for url, page in found.items():
            asked = [one for one in page.statements if not _written_after(one)]
            if len(asked) > AT_MOST:
                dear.append((login, url, len(asked)))
    assert not dear


def _written_after(statement: str) -> bool:
    """Whether it notes the view in the journal, or that the reader is there: both come after the page."""
    words = statement.split()
    written = words[0] in {"INSERT", "UPDATE"} and {"journal_entry", "journal_head", "user_session"} & set(words[:3])
    return bool(written) or (words[0] == "SELECT" and "FROM journal_head" in " ".join(words))

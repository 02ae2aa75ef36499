"""The demonstration with a canary in each sealed field, loaded once a session, walked once by each of its accounts."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import JournalEntry
from app.db import Base, db, transaction
from app.demo.accounts import ACCOUNTS, SHOWN, Account
from app.demo.load import load_demo
from tests.conftest import Postgres, Sqlite, spare_the_collector
from tests.every.canaries import plant
from tests.factories.auth import PASSWORD
from tests.support.client import StrictClient
from tests.support.statements import statements
from tests.support.walk import walk

UNCOUNTED = {"journal_entry", "journal_head", "user_session", "form_key"}


@dataclass(frozen=True)
class Page:
    """What an account was shown at an address, the statements that it took, and whether the journal notes a view."""

    content: bytes
    headers: str
    is_html: bool
    statements: list[str]
    is_noted: bool


class Walk(dict[str, dict[str, Page]]):
    """Of each account, the pages it reaches by following links, a few of each kind, by their address."""

    changed: bool  # whether walking changed a row


@dataclass(frozen=True)
class Walked:
    """The demonstration after its accounts signed in and walked: their browsers, and what these were shown."""

    clients: dict[str, StrictClient]
    walks: Walk


@pytest.fixture(scope="module")
def walked(_app: Flask, _database: Any, _built: dict[str, Any]) -> Iterator[Walked]:
    """The demonstration as it is loaded, and as each of its accounts sees it.

    Of a role one account on PostgreSQL: on SQLite each of them.
    """
    key = f"walked on {_database.url}"
    _dispose(_app)
    if key in _built:
        _database.bring_back("walked")
    else:
        _database.reset()
        with _app.app_context(), transaction("write"):
            load_demo(PASSWORD)
            plant()
            db.session.remove()
        _built[key] = _walk_as_each(_app, _accounts(_database))
        spare_the_collector()
        _dispose(_app)
        _database.keep("walked")
    yield _built[key]
    _dispose(_app)


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def demo(_app: Flask, walked: Walked) -> Flask:
    """The application on the demonstration's data."""
    return _app


@pytest.fixture(scope="module")
def clients(walked: Walked) -> dict[str, StrictClient]:
    """A signed-in browser for each account."""
    return walked.clients


@pytest.fixture(scope="module")
def walks(walked: Walked) -> Walk:
    return walked.walks


@pytest.fixture(scope="module")
def on_sqlite(_database: Any) -> bool:
    """Whether it is: what is asked of every page by every account need not be asked in every way on both."""
    return isinstance(_database, Sqlite)


def _accounts(database: Sqlite | Postgres) -> list[Account]:
    every = ACCOUNTS[:SHOWN]
    return every if isinstance(database, Sqlite) else list({account.role: account for account in every}.values())


def _walk_as_each(app: Flask, accounts: list[Account]) -> Walked:
    clients = {account.login: StrictClient(app) for account in accounts}
    for account in accounts:
        clients[account.login].sign_in(account)
    before = _digest(app)
    walks = Walk({login: _walk_as(app, client) for login, client in clients.items()})
    walks.changed = _digest(app) != before
    return Walked(clients, walks)


def _walk_as(app: Flask, client: StrictClient) -> dict[str, Page]:
    found: dict[str, Page] = {}
    with statements(app) as sent:
        for url, answer in walk(app, client):
            if answer.status_code == 200:
                is_html, asked = answer.mimetype == "text/html", list(sent)
                found[url] = Page(answer.data, str(answer.headers), is_html, asked, _is_noted(app, asked))
            sent.clear()
    return found


def _is_noted(app: Flask, asked: list[str]) -> bool:
    """Whether a page that wrote in the journal wrote of a view, or of a search."""
    if not any(one.startswith("INSERT INTO journal_entry") for one in asked):
        return False
    with app.app_context(), transaction("read"):
        query = sa.select(JournalEntry.event, JournalEntry.request_id).order_by(JournalEntry.id.desc()).limit(40)
        rows = db.session.execute(query).all()
    return any(row.event.endswith(".viewed") or row.event == "search.made" for row in rows if row[1] == rows[0][1])


def _digest(app: Flask) -> str:
    """One number for all rows of all tables that looking may not change."""
    seen = hashlib.sha256()
    with app.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in UNCOUNTED:
                rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
                seen.update(repr(rows).encode())
    return seen.hexdigest()

"""The demonstration, loaded once a session and walked once a module by each of its accounts."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.db import Base, db
from app.demo.accounts import ACCOUNTS, SHOWN
from app.demo.load import load_demo
from tests.conftest import spare_the_collector
from tests.factories.auth import PASSWORD
from tests.support.client import StrictClient
from tests.support.statements import statements
from tests.support.walk import walk

UNCOUNTED = {"journal_entry", "journal_head", "user_session", "form_key"}


@dataclass(frozen=True)
class Page:
    """What an account was shown at an address, and the statements that it took."""

    content: bytes
    is_html: bool
    statements: list[str]


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
    """The demonstration as it is loaded, and as each of its accounts sees it."""
    key = f"walked on {_database.url}"
    _dispose(_app)
    if key in _built:
        _database.bring_back("walked")
    else:
        _database.reset()
        with _app.app_context():
            load_demo(PASSWORD)
            db.session.remove()
        _built[key] = _walk_as_each(_app)
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


def _walk_as_each(app: Flask) -> Walked:
    clients = {account.login: StrictClient(app) for account in ACCOUNTS[:SHOWN]}
    for account in ACCOUNTS[:SHOWN]:
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
                found[url] = Page(answer.data, answer.mimetype == "text/html", list(sent))
            sent.clear()
    return found


def _digest(app: Flask) -> str:
    """One number for all rows of all tables that looking may not change."""
    seen = hashlib.sha256()
    with app.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in UNCOUNTED:
                rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
                seen.update(repr(rows).encode())
    return seen.hexdigest()

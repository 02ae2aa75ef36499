"""The demonstration, loaded once a session and walked once a module by each of its accounts."""

import hashlib
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.db import Base, db
from app.demo.accounts import ACCOUNTS, SHOWN
from app.demo.load import load_demo
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


@pytest.fixture(scope="module")
def demo(_app: Flask, _database: Any, _built: dict[str, Any]) -> Flask:
    """The demonstration as it is loaded."""
    _dispose(_app)
    key = f"demonstration in {_database.url}"
    if key in _built:
        _database.bring_back("demonstration")
        return _app
    _database.reset()
    with _app.app_context():
        load_demo(PASSWORD)
        db.session.remove()
    _dispose(_app)
    _database.keep("demonstration")
    _built[key] = True
    return _app


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def clients(demo: Flask) -> dict[str, StrictClient]:
    """A signed-in browser for each account."""
    found = {}
    for account in ACCOUNTS[:SHOWN]:
        found[account.login] = StrictClient(demo)
        found[account.login].sign_in(account)
    return found


@pytest.fixture(scope="module")
def walks(demo: Flask, clients: dict[str, StrictClient]) -> Walk:
    before = _digest(demo)
    found = Walk({login: _walked(demo, client) for login, client in clients.items()})
    found.changed = _digest(demo) != before
    return found


def _walked(app: Flask, client: StrictClient) -> dict[str, Page]:
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

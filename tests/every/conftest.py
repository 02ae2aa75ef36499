"""The demonstration, loaded once a module and walked by each of its accounts."""

import pytest
from flask import Flask

from app.db import db
from app.demo.accounts import ACCOUNTS, SHOWN
from app.demo.load import load_demo
from tests.factories.auth import PASSWORD
from tests.support.client import StrictClient
from tests.support.walk import walk


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
    for account in ACCOUNTS[:SHOWN]:
        found[account.login] = StrictClient(demo)
        found[account.login].sign_in(account)
    return found


@pytest.fixture(scope="module")
def walks(demo: Flask, clients: dict[str, StrictClient]) -> dict[str, list[str]]:
    """Addresses each account reaches by following links, a few of each kind."""
    return {login: list(walk(demo, client)) for login, client in clients.items()}

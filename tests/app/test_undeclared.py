"""A view that does not say who may use it: the application does not start, and the gate opens to nobody (S-01)."""

import subprocess
import sys

import pytest
from flask import Flask

from app.auth.requires import Undeclared, public, refuse_undeclared, requires
from app.auth.vocab import Action, Role
from app.db import db
from app.factory import build_app
from tests.conftest import settings_for
from tests.support.client import StrictClient

STARTS = """
from tests.conftest import settings_for
from axes.routes.people import household_pages
{line}
from app.factory import build_app
build_app(settings_for("sqlite://"))
"""
FORGOTTEN = "household_pages.add_url_rule('/forgotten', 'forgotten', lambda: '')"


def started(line: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", STARTS.format(line=line)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_application_does_not_start_with_it():
    assert started("").returncode == 0
    refused = started(FORGOTTEN)
    assert refused.returncode != 0
    assert "Undeclared: households.forgotten answers GET" in refused.stderr


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_each_method_is_declared_by_itself(method):
    app = Flask("a page", static_folder=None)
    app.add_url_rule("/half", "half", requires(GET=Action.SITE_VIEW)(lambda: ""), methods=["GET", method])
    with pytest.raises(Undeclared, match=f"half answers {method}"):
        refuse_undeclared(app)


def test_a_public_view_needs_no_more():
    app = Flask("a page", static_folder=None)
    app.add_url_rule("/open", "open", public(lambda: ""))
    refuse_undeclared(app)


@pytest.fixture
def late(app):
    """The application with a view that came after the check."""
    made = build_app(settings_for(app.config["SQLALCHEMY_DATABASE_URI"]))
    made.add_url_rule("/forgotten", "forgotten", lambda: "open", methods=["GET", "POST"])
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("role", Role)
def test_the_gate_opens_it_to_nobody(late, make, role):
    client = StrictClient(late)
    assert client.http.get("/forgotten").status_code == 302, "nobody is signed in"
    client.sign_in(make.user(role))
    for method in ("get", "head", "post"):
        assert getattr(client.http, method)("/forgotten", data={"csrf_token": client.csrf_token()}).status_code == 404

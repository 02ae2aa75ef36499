"""The same strict headers on every kind of answer, errors and files included (S-43, S-45, S-51)."""

import pytest
from flask import Blueprint

from app.auth.requires import public
from app.db import db
from app.factory import build_app
from app.web.headers import ALWAYS
from tests.conftest import settings_for

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
ANSWERS = {
    "page": ("get", "/account", {}, 200),
    "signed-out page": ("get", "/sign-in", {}, 200),
    "fragment": ("get", "/who-sees-what", {"headers": FRAGMENT}, 200),
    "redirect": ("get", "/language/nl", {}, 302),
    "refused token": ("post", "/sign-out", {}, 400),
    "not found": ("get", "/nowhere", {}, 404),
    "not found fragment": ("get", "/nowhere", {"headers": FRAGMENT}, 404),
    "not allowed": ("get", "/journal", {}, 404),
    "wrong method": ("delete", "/account", {}, 405),
    "too large": ("post", "/account", {"data": {"name": "x" * 11_000_000}}, 413),
    "static": ("get", "/static/css/tremplin.css?v=1", {}, 200),
    "missing static": ("get", "/static/nothing.css", {}, 404),
    "health": ("get", "/healthz", {}, 200),
    "head": ("head", "/account", {}, 200),
}


@pytest.fixture
def client(make, sign_in):
    return sign_in(make.user())


def check(answer, *, static=False):
    for name, value in ALWAYS.items():
        assert answer.headers.get(name) == value, name
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if static:
        assert "immutable" in answer.headers["Cache-Control"]
    else:
        assert answer.headers["Cache-Control"] == "no-store"
        assert {"Cookie", "HX-Request"} <= {word.strip() for word in answer.headers["Vary"].split(",")}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_bears_them(client, kind):
    method, path, options, status = ANSWERS[kind]
    answer = getattr(client.http, method)(path, buffered=True, **options)
    assert answer.status_code == status
    check(answer, static=kind == "static")


def test_a_refused_form_bears_them(client):
    check(client.submit("/account", status=422, name=""))


def test_an_anonymous_fragment_bears_them(visitor):
    answer = visitor.get("/account", status=401, fragment=True)
    assert answer.headers["HX-Redirect"].startswith("/sign-in")
    assert len(answer.data) == 0
    check(answer)


@pytest.fixture
def broken(app):
    """The application with a view that fails, and one whose commit fails."""
    broken = build_app(settings_for(app.config["SQLALCHEMY_DATABASE_URI"], https=True))
    broken._got_first_request = False
    pages = Blueprint("broken", __name__)

    @pages.get("/broken")
    @public
    def fail():
        raise RuntimeError("a secret value")

    @pages.get("/file")
    @public
    def file():
        return broken.response_class(b"%PDF-", mimetype="application/pdf")

    broken.register_blueprint(pages)
    yield broken.test_client()
    with broken.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_an_unexpected_error_bears_them_and_tells_nothing(broken, headers):
    answer = broken.get("/broken", headers=headers)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    check(answer)


def test_a_file_bears_them(broken):
    check(broken.get("/file"))


def test_over_tls_browsers_are_told_to_stay_there(broken):
    assert broken.get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"

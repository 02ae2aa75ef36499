"""The host names an installation answers to, and cookies over TLS (S-37, S-72)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Mode, from_environment
from app.db import db
from app.factory import build_app
from tests.conftest import settings_for
from tests.support.field_keys import BEFORE

FORGED = ["e.example", "localhost.e.example", "127.0.0.1.e.example", "tremplin.lan@e.example", "", "localhost:99999999"]


def settings(url: str, **changes):
    """What a demonstration for a few colleagues is given."""
    given = {"TREMPLIN_MODE": "demo", "TREMPLIN_DATABASE_URL": url, "TREMPLIN_HOSTS": "tremplin.lan, other.lan"}
    return from_environment(given | {"TREMPLIN_SECRET_KEY": "s" * 32, "TREMPLIN_FIELD_KEYS": BEFORE} | changes)


@pytest.fixture
def built(app) -> Iterator[Flask]:
    made = build_app(settings(app.config["SQLALCHEMY_DATABASE_URI"], TREMPLIN_HTTPS="1"))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def browser(built) -> FlaskClient:
    return built.test_client()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8123", "localhost:8000", "tremplin.lan", "other.lan"])
def test_a_demonstration_answers_to_itself_and_to_the_names_given(browser, host):
    assert browser.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/", "/healthz", "/nowhere", "/static/css/tremplin.css"])
@pytest.mark.parametrize("host", FORGED)
def test_it_answers_to_no_other(browser, host, path):
    answer = browser.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "e.example" not in answer.text
    assert "e.example" not in str(answer.headers)


def test_a_form_sent_to_another_name_is_refused(browser):
    assert browser.post("/sign-in", headers={"Host": "e.example"}, data={"email": "a@b.be"}).status_code == 400


def test_links_in_mails_use_the_first_name_given():
    assert settings("sqlite://").public_url == "http://tremplin.lan"
    assert settings("sqlite://", TREMPLIN_HOSTS="", PORT="8123").public_url == "http://127.0.0.1:8123"


def test_production_answers_only_to_the_names_given():
    assert settings("sqlite://", TREMPLIN_MODE="production").hosts_answered == ("tremplin.lan", "other.lan")


def test_every_cookie_over_tls_is_secure(browser):
    for path in ("/sign-in", "/language/nl"):
        for cookie in browser.get(path, headers={"Host": "tremplin.lan"}).headers.getlist("Set-Cookie"):
            for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
                assert word in cookie, cookie
            assert "Domain" not in cookie
    assert browser.get_cookie("language", domain="tremplin.lan").value == "nl"


def test_tests_answer_as_a_demonstration_does(app):
    assert settings_for("sqlite://").mode is Mode.TEST
    assert app.test_client().get("/sign-in", headers={"Host": "e.example"}).status_code == 400


def test_who_is_signed_in_is_answered_by_no_other_name_either(app, make, sign_in):
    kept = sign_in(make.user()).http.get_cookie(app.config["SESSION_COOKIE_NAME"])
    browser = app.test_client(use_cookies=False)
    for path in ("/account", "/", "/nowhere"):
        answer = browser.get(path, headers={"Host": "e.example", "Cookie": f"{kept.key}={kept.value}"})
        assert (answer.status_code, answer.text) == (400, "400")

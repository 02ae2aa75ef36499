"""What was typed into a form whose session ended is given back, to the same account alone (S-44)."""

import re

import pytest
import sqlalchemy as sa

from app.auth.models.kept_forms import KeptForm
from app.auth.services.tidy import forget_what_expired
from app.auth.vocab import Role
from app.db import db, transaction
from tests.factories.auth import PASSWORD
from tests.support.moments import later

NAME, KEY = "Un nom tapé longuement", "k" * 22


def expired_post(client, *, fragment=False, path="/account"):
    """Send the account form half an hour too late; where the browser is led."""
    data = {"csrf_token": client.csrf_token(), "form_key": KEY, "version": "1", "name": NAME, "locale": "nl"}
    with later(minutes=31):
        answer = client.post(path, data, status=401 if fragment else 302, fragment=fragment)
    return answer.headers["HX-Redirect" if fragment else "Location"]


@pytest.mark.parametrize("fragment", [False, True])
def test_what_was_typed_comes_back_after_signing_in_again(app, make, sign_in, fragment):
    worker = make.user(Role.FIELD_WORKER)
    client = sign_in(worker)
    target = expired_post(client, fragment=fragment)
    assert NAME not in client.get(target).text
    client.submit(target, email=worker.email, password=PASSWORD)
    page = client.follow()
    assert page.text.count(NAME) == 2  # in the form, and to read again
    form = client.submit(client.url, "resume", status=200)
    assert f'value="{NAME}"' in form.text
    with app.app_context():
        assert db.session.scalar(sa.text("SELECT name FROM app_user")) != NAME
    fresh = dict(re.findall(r'name="(version|form_key|csrf_token)"[^>]*value="([^"]*)"', form.text))
    assert fresh["form_key"] != KEY
    client.post("/account", fresh | {"name": NAME, "locale": "nl"})
    assert NAME in client.get("/account").text


def open_form(client):
    """An account form as it stands open in one tab, with what was typed."""
    page = client.get("/account").text
    fresh = dict(re.findall(r'name="(version|form_key|csrf_token)"[^>]*value="([^"]*)"', page))
    return fresh | {"name": NAME, "locale": "nl"}


def names_in(app):
    with app.app_context():
        return set(db.session.scalars(sa.text("SELECT name FROM app_user")))


@pytest.mark.parametrize("fragment", [False, True])
def test_what_was_typed_comes_back_after_signing_out_in_another_tab(app, make, sign_in, fragment):
    worker = make.user(Role.FIELD_WORKER)
    client = sign_in(worker)
    typed = open_form(client)
    client.post("/sign-out")
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if fragment else {}
    answer = client.http.post("/account", data=typed, headers=headers)
    target = answer.headers["HX-Redirect" if fragment else "Location"]
    page = client.get(target).text
    assert "gardé une heure" in page
    assert NAME not in page
    client.submit(target, email=worker.email, password=PASSWORD)
    assert f'value="{NAME}"' in client.submit(client.last.headers["Location"], "resume", status=200).text
    assert NAME not in names_in(app)


def test_what_was_typed_comes_back_where_the_same_person_signed_in_again_meanwhile(app, make, sign_in):
    worker = make.user(Role.FIELD_WORKER)
    client = sign_in(worker)
    typed = open_form(client)
    client.post("/sign-out")
    client.sign_in(worker)
    target = client.http.post("/account", data=typed).headers["Location"]
    assert f'value="{NAME}"' in client.submit(target, "resume", status=200).text
    assert NAME not in names_in(app)


def test_a_form_of_somebody_else_s_session_is_refused_and_kept_by_nobody(app, make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    typed = open_form(client)
    client.post("/sign-out")
    client.sign_in(make.user(Role.FIELD_WORKER))
    assert client.http.post("/account", data=typed).status_code == 400
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0
    assert NAME not in names_in(app)


def test_after_signing_out_only_a_form_of_that_session_is_kept(app, make, sign_in):
    worker = make.user(Role.FIELD_WORKER)
    client, other = sign_in(worker), sign_in(worker)
    foreign = open_form(other)
    client.post("/sign-out")
    for data in (foreign, foreign | {"csrf_token": "forged"}, {"name": NAME}):
        assert "resume" not in client.http.post("/account", data=data).headers["Location"]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0


def test_somebody_else_sees_nothing_of_it(make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    other = make.user(Role.FIELD_WORKER)
    target = expired_post(client)
    assert client.submit(target, email=other.email, password=PASSWORD).headers["Location"] == "/"
    client.get("/resume/" + target.split("resume=")[1], status=404)


def test_a_kept_form_is_sealed_and_gone_in_an_hour(app, make, sign_in):
    worker = make.user(Role.FIELD_WORKER)
    client = sign_in(worker)
    target = expired_post(client)
    with app.app_context(), transaction("write"):
        kept = db.session.scalars(sa.select(KeptForm)).one()
        assert NAME not in kept.content_sealed
        assert NAME in kept.content
    client.submit(target, email=worker.email, password=PASSWORD)
    with later(hours=2):
        assert client.sign_in(worker).headers["Location"] == "/"
        client.get("/resume/" + target.split("resume=")[1], status=404)
        with app.app_context(), transaction("write"):
            assert forget_what_expired() >= 1
            assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0


def test_nothing_is_kept_for_strangers_or_from_foreign_pages(app, make, sign_in, visitor):
    visitor.post("/account", {"name": NAME}, status=302)
    client = sign_in(make.user(Role.FIELD_WORKER))
    client.csrf_token()
    with later(minutes=31):
        client.http.post("/account", data={"csrf_token": "forged", "name": NAME})
        client.http.post("/account", data={"name": NAME})
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0


def test_passwords_are_never_kept(app, make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    data = {"csrf_token": client.csrf_token(), "password": PASSWORD, "new_password": "x" * 20, "code": "123456"}
    with later(minutes=31):
        client.post("/account/password", data, status=302)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0


def test_one_browser_keeps_one_form_and_no_endless_one(app, make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER))
    data = {"csrf_token": client.csrf_token(), "name": NAME}
    with later(minutes=31):
        client.post("/account", data, status=302)
        client.post("/account", data | {"name": NAME + " bis"}, status=302)
        client.post("/account", data | {"name": "x" * 70_000}, status=302)
    with app.app_context():
        assert "bis" in db.session.scalars(sa.select(KeptForm)).one().content


def test_a_sensitive_form_waits_for_the_password_too(make, sign_in):
    admin = sign_in(make.user(Role.ADMINISTRATOR))
    data = {"csrf_token": admin.csrf_token(), "name": "Toit tout neuf", "kind": "funder"}
    for minutes in (10, 16):
        with later(minutes=minutes):
            answer = admin.post("/organisations/new", data, status=302) if minutes > 15 else admin.get("/account")
    with later(minutes=16):
        target = admin.submit(answer.headers["Location"], password=PASSWORD).headers["Location"]
        assert 'value="Toit tout neuf"' in admin.submit(target, "resume", status=200).text

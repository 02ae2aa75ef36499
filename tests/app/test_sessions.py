"""Sessions are rows: they idle out, grow old, are renewed by a proof, and give typed text back (S-31 to S-38, S-44)."""

import re

import pytest
import sqlalchemy as sa

from app.auth.models.kept_forms import KeptForm
from app.auth.models.users import UserSession
from app.auth.services.tidy import forget_what_expired
from app.auth.vocab import Role
from app.clock import now, today
from app.db import Base, db, transaction
from app.factory import build_app
from tests.conftest import settings_for
from tests.factories.auth import PASSWORD
from tests.support.client import StrictClient
from tests.support.moments import later

NAME = "Un nom tapé longuement"


@pytest.mark.parametrize(("role", "minutes"), [(Role.FIELD_WORKER, 30), (Role.ADMINISTRATOR, 15)])
def test_an_idle_session_ends_and_not_a_second_before(make, sign_in, role, minutes):
    worker = make.user(role)
    kept, lost = sign_in(worker), sign_in(worker)
    with later(minutes=minutes, seconds=-5):
        kept.get("/account")
    with later(minutes=minutes, seconds=5):
        lost.get("/account", status=302)


def test_use_keeps_a_session_alive_for_half_a_day_only(make, sign_in):
    client = sign_in(make.user())
    for minutes in range(20, 12 * 60, 20):
        with later(minutes=minutes):
            client.get("/account")
    with later(hours=12, seconds=5):
        client.get("/account", status=302)


@pytest.mark.parametrize("column", ["deactivated_at", "closed_on"])
def test_a_session_that_outlived_its_right_opens_nothing(app, make, sign_in, column):
    """Should a session ever be left open when the account or the organisation closes."""
    client = sign_in(make.user())
    table = Base.metadata.tables["app_user" if column == "deactivated_at" else "organisation"]
    since = now() if column == "deactivated_at" else today()
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.update(table).values({column: since}))
    client.get("/account", status=302)


def test_a_page_that_polls_keeps_nothing_alive(make, sign_in):
    client = sign_in(make.user())
    for minutes in range(5, 30, 5):
        with later(minutes=minutes):
            client.get("/account", headers={"X-Poll": "true"})
    with later(minutes=31):
        client.get("/account", status=302)


def test_the_token_is_in_the_cookie_alone(app, make, sign_in):
    client = sign_in(make.user())
    with app.app_context():
        row = db.session.scalars(sa.select(UserSession)).one()
        assert re.fullmatch("[0-9a-f]{64}", row.token_hash)
        assert row.token_hash not in client.http.get_cookie("tremplin").value


def test_signing_in_ends_the_session_before_it(app, make, sign_in):
    worker = make.user()
    client = sign_in(worker)
    thief = StrictClient(app)
    thief.http.set_cookie("tremplin", client.http.get_cookie("tremplin").value)
    client.sign_in(worker)
    thief.get("/account", status=302)
    client.get("/account")


def test_a_planted_cookie_is_not_kept(app, make, visitor):
    visitor.get("/sign-in")
    planted = visitor.http.get_cookie("tremplin").value
    visitor.sign_in(make.user())
    assert visitor.http.get_cookie("tremplin").value != planted


def test_cookies_are_closed_to_scripts_and_strangers(app, make):
    over_tls = build_app(settings_for(app.config["SQLALCHEMY_DATABASE_URI"], https=True))
    client = over_tls.test_client()
    page = client.get("/sign-in", base_url="https://localhost").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
    data = {"email": make.user(locale="nl").email, "password": PASSWORD, "csrf_token": token}
    answer = client.post(
        "/sign-in", data=data, base_url="https://localhost", headers={"Referer": "https://localhost/sign-in"}
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert answer.status_code == 303
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-tremplin", "__Host-device", "language"}
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie
        assert len(cookie) < 4096
    with over_tls.app_context():
        db.engine.dispose()


def test_a_sensitive_act_asks_for_a_recent_password(make, sign_in):
    client = sign_in(make.user())
    copied = client.http.get_cookie("tremplin").value
    with later(minutes=15, seconds=1):
        asked = client.get("/account/second-factor", status=302).headers["Location"]
        assert asked == "/confirm?next=/account/second-factor"
        client.submit(asked, status=422, password="pas le bon mot de passe")
        assert client.submit(asked, password=PASSWORD).headers["Location"] == "/account/second-factor"
        client.get("/account/second-factor")
        client.http.set_cookie("tremplin", copied)
        client.get("/account", status=302)


def test_guessing_in_an_open_browser_is_slowed(make, sign_in):
    client = sign_in(make.user())
    for _ in range(5):
        client.submit("/confirm", status=422, password="pas le bon mot de passe")
    assert client.submit("/confirm", status=429, password=PASSWORD).headers["Retry-After"]


def expired_post(client, *, fragment=False, path="/account"):
    """Send the account form half an hour too late; where the browser is led."""
    data = {"csrf_token": client.csrf_token(), "form_key": "k1", "version": "1", "name": NAME, "locale": "nl"}
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
    assert fresh["form_key"] != "k1"
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


@pytest.mark.parametrize(
    "target", ["//e.example", "/\\e.example", "https://e.example", "/%09/e", "\t//e", "javascript:x"]
)
def test_signing_in_leads_to_our_own_pages_only(make, visitor, target):
    worker = make.user()
    page = visitor.get("/sign-in", query_string={"next": target})
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1)
    data = {"csrf_token": token, "email": worker.email, "password": PASSWORD}
    answer = visitor.http.post("/sign-in", query_string={"next": target}, data=data)
    assert answer.headers["Location"] == "/"


CSRF_POSTS = ["/account", "/sign-out", "/account/sessions/end-all", "/confirm", "/account/second-factor/remove"]


@pytest.mark.parametrize("path", CSRF_POSTS)
def test_without_a_token_of_this_session_nothing_is_done(app, make, sign_in, path):
    worker = make.user()
    client, other = sign_in(worker), sign_in(worker)
    fields = {"name": NAME, "locale": "nl", "version": "1", "password": PASSWORD}
    foreign = other.csrf_token()
    before = digest(app)
    for data, query in (
        (fields, {}),
        (fields | {"csrf_token": foreign}, {}),
        (fields | {"csrf_token": "nonsense"}, {}),
        (fields, {"csrf_token": client.csrf_token()}),
    ):
        for headers in ({}, {"HX-Request": "true", "HX-Request-Type": "partial"}):
            assert client.http.post(path, data=data, query_string=query, headers=headers).status_code == 400
    assert digest(app) == before
    client.get("/account")


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://e.example"},
    {"Origin": "http://localhost.e.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_other_sites_cannot_send_our_forms(app, make, sign_in, headers):
    client = sign_in(make.user())
    before = digest(app)
    client.post("/sign-out", status=403, headers=headers)
    assert digest(app) == before


def test_our_own_site_can(make, sign_in):
    sign_in(make.user()).post("/sign-out", headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"})


def digest(app):
    """Every row of the tables of accounts, and the length of the journal."""
    tables = ("app_user", "user_session", "journal_entry", "known_device", "kept_form", "form_key", "access_link")
    with app.app_context():
        return [db.session.execute(sa.select(Base.metadata.tables[table])).all() for table in tables]

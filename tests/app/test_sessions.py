"""Sessions are rows: they idle out, grow old, and are renewed by a proof (S-31 to S-38)."""

import re

import pytest
import sqlalchemy as sa

from app.auth.models.users import UserSession
from app.auth.queries.readers import hash_token
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


def test_another_site_takes_no_message_away(make, sign_in):
    client = sign_in(make.user())
    client.submit("/account", name=NAME)
    onward = client.last.headers["Location"]
    for headers in FOREIGN:
        refused = client.http.post("/sign-out", headers=headers)
        assert (refused.status_code, "notice ok" in refused.text) == (403, False)
    assert "notice ok" in client.get(onward).text


def test_the_cookie_of_who_signed_out_holds_no_token(app, make, sign_in):
    """It is signed and not sealed: what it still knows of the session opens nothing, even to who could sign it."""
    client = sign_in(make.user())
    client.post("/sign-out")
    name = app.config["SESSION_COOKIE_NAME"]
    kept = app.session_interface.get_signing_serializer(app).loads(client.http.get_cookie(name).value)
    with app.app_context(), transaction("read"):
        tokens = set(db.session.scalars(sa.select(UserSession.token_hash)))
    assert "left_session" in kept
    assert not [value for value in kept.values() if hash_token(str(value)) in tokens]
    with client.http.session_transaction() as session:
        session["_user_id"] = kept["left_session"]
    client.get("/account", status=302)


def test_our_own_site_can(make, sign_in):
    sign_in(make.user()).post("/sign-out", headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"})


def digest(app):
    """Every row of the tables of accounts, and the length of the journal."""
    tables = ("app_user", "user_session", "journal_entry", "known_device", "kept_form", "form_key", "access_link")
    with app.app_context():
        return [db.session.execute(sa.select(Base.metadata.tables[table])).all() for table in tables]

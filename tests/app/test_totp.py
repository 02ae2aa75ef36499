"""The second factor: enrolling, one code one session, recovery, and no way round (S-23 to S-25)."""

import re

import pyotp
import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.models.proofs import RecoveryCode
from app.auth.models.users import User, UserSession
from app.auth.rules.codes import matching_step, recovery_in
from app.auth.services.sign_in import warn_of_unfinished
from app.clock import now
from app.db import db, transaction
from app.factory import build_app
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from tests.conftest import settings_for
from tests.factories.auth import PASSWORD
from tests.support.client import StrictClient, form_values
from tests.support.moments import later
from tests.support.race import at_once

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret=SECRET):
    return pyotp.TOTP(secret).now()


@pytest.fixture
def holder(app, make):
    """Somebody with an authenticator app."""
    user = make.user(totp_since=now())
    with app.app_context(), transaction("write"):
        kept = db.session.get_one(User, user.id)
        kept.totp_secret = SECRET
        from app.audit.actor import system
        from app.audit.journal import record

        record("test.made", kept, actor=system("tests"))
        db.session.commit()
    return user


@pytest.fixture
def strict(app):
    """The application where everyone needs the second factor."""
    strict = build_app(settings_for(app.config["SQLALCHEMY_DATABASE_URI"], require_totp=True))
    yield strict
    with strict.app_context():
        db.engine.dispose()


def half_in(app, user):
    """A browser whose password was right."""
    client = StrictClient(app)
    assert "/sign-in/code" in client.sign_in(user).headers["Location"]
    return client


def test_the_password_of_somebody_else_leaves_no_session_open_behind(app, make, sign_in, holder):
    """Their code is still to come; what this browser had before is over, not forgotten and open."""
    client = sign_in(make.user())
    client.submit("/sign-in", email=holder.email, password=PASSWORD)
    with app.app_context(), transaction("read"):
        assert db.session.scalars(sa.select(UserSession.ended_at)).one() is not None


def sessions(app):
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(UserSession))


def enrol(client):
    """Set up an authenticator app; gives its secret and the recovery codes."""
    page = client.get("/account/second-factor").text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    shown = form_values(html.fromstring(page).xpath("//main//form[@method='post']")[0])
    answer = client.post("/account/second-factor", shown | {"code": code(secret)}, status=200)
    return secret, re.findall(r"<code>([0-9A-Z-]{14})</code>", answer.text)


def test_enrolling_gives_ten_codes_and_ends_other_sessions(app, make, sign_in):
    worker = make.user()
    client, other = sign_in(worker), sign_in(worker)
    _, codes = enrol(client)
    assert len(set(codes)) == 10
    client.get("/account")
    other.get("/account", status=302)
    with app.app_context():
        kinds = db.session.scalars(sa.select(OutboxMail.kind)).all()
        hashes = db.session.scalars(sa.select(RecoveryCode.code_hash)).all()
    assert MailKind.FACTOR_CHANGED in kinds
    assert all(one.startswith("$argon2id$") for one in hashes)


def test_the_square_is_drawn_without_style_and_the_key_can_be_typed(make, sign_in):
    page = sign_in(make.user()).get("/account/second-factor").text
    assert '<svg class="qr" role="img"' in page
    assert "style=" not in page


def test_a_wrong_code_enrols_nothing_and_keeps_the_same_key(app, make, sign_in):
    client = sign_in(make.user())
    before = client.submit("/account/second-factor", status=422, code="000 000").text
    assert "Ce code n’est pas le bon" in before
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(User.totp_since.is_not(None))) == 0


def test_a_key_proposed_to_somebody_else_is_not_taken(app, make, sign_in):
    page = sign_in(make.user()).get("/account/second-factor").text
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', page).group(1)
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    sign_in(make.user()).post("/account/second-factor", {"sealed": sealed, "code": code(secret)}, status=422)


def test_the_password_alone_opens_nothing(app, holder):
    client = half_in(app, holder)
    client.get("/account", status=302)
    assert sessions(app) == 0
    client.submit("/sign-in/code", code=code())
    client.get("/account")


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "\u00a0{1}\u2009{2}"])
def test_codes_are_read_as_people_type_them(app, holder, typed):
    now_code = code()
    half_in(app, holder).submit("/sign-in/code", code=typed.format(now_code, now_code[:3], now_code[3:]))


@pytest.mark.parametrize("zero", ["\uff10", "\u0660", "\u06f0", "\u0966"], ids=["wide", "arabic", "persian", "hindi"])
def test_codes_are_read_in_other_digits(app, holder, zero):
    typed = "".join(chr(ord(zero) + int(digit)) for digit in code())
    half_in(app, holder).submit("/sign-in/code", code=typed)


def test_a_code_serves_once_however_it_is_written(app, holder):
    used = code()
    first, second = half_in(app, holder), half_in(app, holder)
    first.submit("/sign-in/code", code=used)
    for again in (used, f" {used[:3]} {used[3:]}", f"{used[:2]}-{used[2:]}"):
        second.submit("/sign-in/code", status=422, code=again)


def test_a_code_of_an_earlier_step_is_refused_after_a_later_one(app, holder):
    earlier = pyotp.TOTP(SECRET).at(int(now().timestamp()) - 30)
    half_in(app, holder).submit("/sign-in/code", code=code())
    half_in(app, holder).submit("/sign-in/code", status=422, code=earlier)


def test_eight_at_once_with_one_code_open_one_session(app, holder):
    browsers = [half_in(app, holder) for _ in range(8)]
    tokens, used = [browser.csrf_token() for browser in browsers], code()

    def send(browser, token):
        return browser.http.post("/sign-in/code", data={"csrf_token": token, "code": used}).status_code

    answers = at_once(*(lambda b=b, t=t: send(b, t) for b, t in zip(browsers, tokens, strict=True)))
    assert sessions(app) == 1
    assert answers.count(303) == 1
    assert set(answers) <= {303, 422, 429}


def test_a_step_takes_five_tries_and_five_minutes(app, holder):
    client = half_in(app, holder)
    for _ in range(5):
        client.submit("/sign-in/code", status=422, code="000000")
    with later(minutes=4):
        client.get("/sign-in/code", status=303)
    late = half_in(app, holder)
    with later(minutes=5, seconds=1):
        assert "/sign-in" in late.get("/sign-in/code", status=303).headers["Location"]


def test_guessing_codes_is_slowed_across_sign_ins(app, holder):
    client = half_in(app, holder)
    for _ in range(5):
        client.submit("/sign-in/code", status=422, code="000000")
    again = half_in(app, holder)
    assert int(again.submit("/sign-in/code", status=429, code=code()).headers["Retry-After"]) >= 1


def test_a_recovery_code_replaces_the_telephone_once(app, make, sign_in):
    worker = make.user()
    _, codes = enrol(sign_in(worker))
    half_in(app, worker).submit("/sign-in/code", code=codes[0].lower().replace("-", " "))
    half_in(app, worker).submit("/sign-in/code", status=422, code=codes[0])
    client = half_in(app, worker)
    client.submit("/sign-in/code", code=codes[9])
    assert "Il vous reste 8 codes" in client.get("/account").text


def test_one_recovery_code_at_once_in_four_places_opens_one_session(app, make, sign_in):
    worker = make.user()
    client = sign_in(worker)
    _, codes = enrol(client)
    before, browsers = sessions(app), [half_in(app, worker) for _ in range(4)]
    tokens = [browser.csrf_token() for browser in browsers]

    def send(browser, token):
        return browser.http.post("/sign-in/code", data={"csrf_token": token, "code": codes[3]}).status_code

    answers = at_once(*(lambda b=b, t=t: send(b, t) for b, t in zip(browsers, tokens, strict=True)))
    assert answers.count(303) == 1
    assert sessions(app) == before + 1


def test_new_recovery_codes_replace_the_old(app, make, sign_in):
    worker = make.user()
    client = sign_in(worker)
    _, codes = enrol(client)
    fresh = re.findall(
        r"<code>([0-9A-Z-]{14})</code>", client.post("/account/second-factor/recovery-codes", status=200).text
    )
    assert len(fresh) == 10
    half_in(app, worker).submit("/sign-in/code", status=422, code=codes[0])
    half_in(app, worker).submit("/sign-in/code", code=fresh[0])


def test_where_it_is_required_nothing_else_opens(make, strict):
    client = StrictClient(strict)
    client.sign_in(make.user())
    for path in ("/", "/account", "/who-sees-what", "/resume/x"):
        assert client.get(path, status=302).headers["Location"] == "/account/second-factor"
    refused = client.get("/", status=401, fragment=True)
    assert refused.headers["HX-Redirect"] == "/account/second-factor"
    enrol(client)
    client.get("/")


def test_where_it_is_required_it_cannot_be_removed(make, strict):
    client = StrictClient(strict)
    client.sign_in(make.user())
    enrol(client)
    client.post("/account/second-factor/remove", status=422)


def test_where_it_is_optional_it_can(app, make, sign_in):
    worker = make.user()
    client = sign_in(worker)
    enrol(client)
    client.post("/account/second-factor/remove")
    assert client.sign_in(worker).headers["Location"] == "/"


def test_an_unfinished_sign_in_is_told_once(app, holder):
    half_in(app, holder)
    with app.app_context(), transaction("write"):
        assert warn_of_unfinished() == 0
        with later(minutes=3, seconds=1):
            assert warn_of_unfinished() == 1
            assert warn_of_unfinished() == 0


def test_the_code_page_without_a_password_leads_to_the_front_door(app, make, sign_in):
    client = sign_in(make.user())
    client.get("/sign-in/code", status=303)
    client.get("/account")


def test_only_neighbouring_steps_are_taken():
    at = now()
    steps = [pyotp.TOTP(SECRET).at(int(at.timestamp()) + 30 * away) for away in (-2, -1, 0, 1, 2)]
    taken = [matching_step(SECRET, one, at) is not None for one in steps]
    assert taken == [False, True, True, True, False]


@pytest.mark.parametrize(("typed", "found"), [("abcd-efgh-jkmn", True), ("o1il-0000-0000", True), ("123456", False)])
def test_recovery_codes_forgive_what_is_read_alike(typed, found):
    assert (recovery_in(typed) is not None) is found

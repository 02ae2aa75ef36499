"""Guessing is slowed down, never an account locked; counters are shared by all processes (S-22, S-26)."""

import re

import pytest
import sqlalchemy as sa
from lxml import html as lxml_html

from app.auth import passwords
from app.auth.models.proofs import AttemptCounter
from app.auth.rules.waiting import Limit, wait
from app.clock import now
from app.db import db
from app.factory import build_app
from tests.conftest import settings_for
from tests.factories.auth import PASSWORD
from tests.support.client import StrictClient
from tests.support.moments import later

WRONG = "un autre long mot de passe"


@pytest.fixture
def hashes(monkeypatch):
    """How many passwords reached the hasher."""
    seen = []
    verify = type(passwords._hasher).verify
    monkeypatch.setattr(type(passwords._hasher), "verify", lambda *given: seen.append(1) or verify(*given))
    return seen


def guess(client, email, status=422, address="192.0.2.1", password=WRONG):
    data = {"email": email, "password": password}
    return client.post("/sign-in", data, status=status, environ_overrides={"REMOTE_ADDR": address})


def hammer(client, email, times=5, **place):
    for _ in range(times):
        guess(client, email, **place)


@pytest.mark.parametrize("exists", [True, False])
def test_the_sixth_failure_waits_and_says_how_long(make, visitor, exists):
    email = make.user().email if exists else "personne@exemple.be"
    hammer(visitor, email)
    answer = guess(visitor, email, status=429)
    assert answer.headers["Retry-After"] == "1"
    assert "réessayez dans 1 seconde" in answer.text
    assert WRONG not in answer.text


def test_pauses_grow_to_a_minute_and_no_further(make, visitor):
    email, pauses = make.user().email, []
    hammer(visitor, email)
    spent = 0
    for _ in range(9):
        with later(seconds=spent):
            pauses.append(int(guess(visitor, email, status=429).headers["Retry-After"]))
        spent += pauses[-1]
        with later(seconds=spent):
            guess(visitor, email)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_pause_is_checked_before_the_hash(make, visitor, hashes):
    email = make.user().email
    hammer(visitor, email)
    before = len(hashes)
    guess(visitor, email, status=429)
    assert len(hashes) == before == 5


def test_an_endless_password_never_reaches_the_hash(make, visitor, hashes):
    guess(visitor, make.user().email, password="é" * 129)
    guess(visitor, make.user().email, password="x" * 100_000)
    assert not hashes


def test_after_five_minutes_all_is_forgotten(make, visitor):
    worker = make.user()
    hammer(visitor, worker.email)
    with later(minutes=5, seconds=1):
        guess(visitor, worker.email)


def test_the_right_password_forgives_earlier_slips(make, visitor):
    worker = make.user()
    hammer(visitor, worker.email, times=4)
    visitor.sign_in(worker)
    hammer(visitor, worker.email, times=5)


def test_a_known_device_enters_while_a_stranger_hammers(app, make, visitor):
    worker = make.user()
    visitor.sign_in(worker)
    visitor.post("/sign-out")
    hammer(StrictClient(app), worker.email, address="198.51.100.7")
    guess(StrictClient(app), worker.email, status=429, address="198.51.100.8", password=PASSWORD)
    visitor.sign_in(worker)


def test_a_device_known_to_one_helps_nobody_else(app, make, visitor):
    worker, other = make.user(), make.user()
    visitor.sign_in(other)
    hammer(StrictClient(app), worker.email)
    guess(visitor, worker.email, status=429, password=PASSWORD)


def test_a_known_device_is_counted_too(make, visitor):
    worker = make.user()
    visitor.sign_in(worker)
    hammer(visitor, worker.email)
    guess(visitor, worker.email, status=429)


def test_an_address_that_tries_many_accounts_is_slowed(app, make, visitor):
    for number in range(50):
        guess(visitor, f"essai{number}@exemple.be", address="203.0.113.9")
    guess(visitor, make.user().email, status=429, address="203.0.113.9", password=PASSWORD)
    guess(visitor, "ailleurs@exemple.be", address="203.0.113.10")


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 422)])
def test_addresses_are_those_of_people_behind_our_proxy_and_never_claimed(app, proxies, status):
    fronted = build_app(settings_for(app.config["SQLALCHEMY_DATABASE_URI"], proxies=proxies))
    client = StrictClient(fronted)
    for number in range(51):
        data = {"email": f"essai{number}@exemple.be", "password": WRONG}
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        client.post("/sign-in", data, status=status if number == 50 else 422, headers=headers)
    with fronted.app_context():
        db.engine.dispose()


def test_signing_in_well_does_not_slow_a_shared_address(make, visitor, app):
    for _ in range(52):
        StrictClient(app).sign_in(make.user())


def test_another_process_counts_on(app, make, visitor):
    worker = make.user()
    hammer(visitor, worker.email)
    second = build_app(settings_for(app.config["SQLALCHEMY_DATABASE_URI"]))
    guess(StrictClient(second), worker.email, status=429)
    with second.app_context():
        db.engine.dispose()


def test_counters_name_nobody(app, make, visitor):
    worker = make.user()
    guess(visitor, worker.email)
    with app.app_context():
        keys = db.session.scalars(sa.select(AttemptCounter.key)).all()
    assert len(keys) == 3
    assert all(re.fullmatch("[0-9a-f]{64}|everywhere", key) for key in keys)


def answer_to(client, email, password):
    """What a stranger can compare: status, headers, and the page without its one-time values."""
    answer = guess(client, email, password=password)
    page = lxml_html.fromstring(answer.text)
    for node in page.xpath("//input[@type='hidden']|//input[@name='email']|//body"):
        for name in ("value", "data-hx-headers:inherited"):
            node.attrib.pop(name, None)
    return answer.status_code, sorted(set(dict(answer.headers)) - {"Set-Cookie"}), lxml_html.tostring(page)


def test_unknown_wrong_invited_closed_and_shut_answer_alike(app, make, hashes):
    accounts = {
        "unknown": "inconnue@exemple.be",
        "wrong": make.user().email,
        "invited": make.user(password_hash=None).email,
        "closed": make.user(deactivated_at=now()).email,
        "shut": make.user(organisation=make.organisation(closed_on=now().date())).email,
    }
    answers = set()
    for email in accounts.values():
        count = len(hashes)
        password = WRONG if email == accounts["wrong"] else PASSWORD
        answers.add(repr(answer_to(StrictClient(app), email, password)))
        assert len(hashes) == count + 1, "the same work for all"
    assert len(answers) == 1


def test_the_wait_is_a_function_of_failures_and_time():
    at, limit = now(), Limit("k", free=5)
    assert wait(limit, 4, at, at, at) == 0
    assert wait(limit, 5, at, at, at) == 1
    assert wait(limit, 10_000, at, at, at) == 60

"""Mails leave the outbox through a real server: once, through TLS, and without a word about anybody (R-20, S-93)."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.audit.actor import system
from app.auth.models.users import User
from app.auth.services.post import deliver
from app.auth.vocab import Role
from app.config import MailSettings, Tls
from app.db import db, transaction
from app.mail.outbox import OutboxMail
from app.mail.smtp import Unreachable
from app.mail.vocab import MailKind
from tests.conftest import settings_for
from tests.support.commands import tremplin
from tests.support.mails import SENDER, mailbox
from tests.support.moments import later
from tests.support.race import at_once

ACTOR = system("jobs.send_mails")
NAME = "Zéphyrine Canari"


@pytest.fixture
def box(tmp_path):
    with mailbox(tmp_path) as opened:
        yield opened


@pytest.fixture
def worker(make):
    return make.user(Role.FIELD_WORKER, name=NAME, locale="nl")


@pytest.fixture
def queue(app, make):
    """Put a mail in the outbox, as an act does."""

    def put(user, kind=MailKind.ACCESS_CHANGED, **given):
        mail = OutboxMail(kind=kind, user_id=user.id, **{key: value for key, value in given.items() if key != "link"})
        mail.link = given.get("link")
        return make.save(mail)

    return put


def send(app, settings: MailSettings) -> int:
    with app.app_context():
        try:
            return deliver(settings_for("", mail=settings, trusted_hosts=("tremplin.example",)), actor=ACTOR)
        finally:
            db.session.remove()


def rows(app):
    with app.app_context(), transaction("read"):
        return db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()


def test_an_invitation_arrives_and_opens_the_account(app, make, sign_in, visitor, box):
    admin, invited = sign_in(make.user(Role.ADMINISTRATOR)), make.user(name=NAME, locale="fr", password_hash=None)
    admin.post(f"/accounts/{invited.public_id}/link", status=200)
    done = tremplin(app, "jobs", "run", **box.environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "send_mails: 1\n" in done.stdout
    (message,) = box.taken
    assert (message["To"], message["X-Recipients"], message["From"]) == (invited.email, invited.email, SENDER)
    assert message["Subject"] == "Votre accès à Tremplin"
    link = re.search(r"http://127\.0\.0\.1:8000(/welcome/[\w-]{43})\s", message.get_content())[1]
    visitor.submit(link, new_password="neuf cormorans dorment ici", repeat_password="neuf cormorans dorment ici")
    (row,) = rows(app)
    assert row.sent_at is not None
    assert row.link_sealed is None


@pytest.mark.parametrize("kind", MailKind)
def test_no_mail_says_anything_about_anybody(app, box, queue, worker, kind):
    queue(worker, kind, link="https://tremplin.example/welcome/abc")
    assert send(app, box.settings) == 1
    (message,) = box.taken
    content = message["Subject"] + message.get_content()
    with app.app_context():
        user = db.session.get_one(User, worker.id, options=[sa.orm.joinedload(User.organisation)])
        for said in ("Canari", "phyrine", user.organisation.name, user.email, "field_worker", "mail."):
            assert said not in content
    assert "Bonjour" not in content, "the reader's language is Dutch"
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_dry_run_sends_nothing(app, box, queue, worker):
    queue(worker)
    done = tremplin(app, "jobs", "run", "--dry-run", **box.environment)
    assert "send_mails: 1 (dry run)" in done.stdout
    assert (box.taken, rows(app)[0].sent_at, rows(app)[0].tries) == ([], None, 0)


def test_two_runs_at_once_send_each_mail_once(app, make, box, queue):
    people = [make.user() for _ in range(12)]
    for person in people:
        queue(person)
    runs = at_once(*[lambda: tremplin(app, "jobs", "run", **box.environment)] * 3)
    assert [(one.returncode, one.stderr) for one in runs] == [(0, "")] * 3
    assert sorted(message["To"] for message in box.taken) == sorted(person.email for person in people)
    assert sum(int(re.search(r"send_mails: (\d+)", one.stdout)[1]) for one in runs) == len(people)


def test_days_late_it_sends_what_is_still_worth_it(app, box, queue, worker, make):
    queue(worker)
    queue(make.user(deactivated_at=worker.created_at))
    queue(worker, MailKind.INVITATION, link="https://tremplin.example/welcome/abc", send_before=worker.created_at)
    with later(days=5):
        assert send(app, box.settings) == 1
        assert send(app, box.settings) == 0
    assert len(box.taken) == 1
    assert [row.given_up_at is not None for row in rows(app)] == [False, True, True]
    assert rows(app)[2].link_sealed is None


def test_a_server_that_says_not_now_is_asked_again_later(app, box, queue, worker):
    queue(worker)
    box.to_recipient = "451 not now"
    assert send(app, box.settings) == 0
    box.to_recipient = "250 OK"
    assert send(app, box.settings) == 0, "it was asked too soon"
    with later(minutes=2):
        assert send(app, box.settings) == 1
    assert rows(app)[0].tries == 2


def test_it_is_not_asked_for_ever(app, box, queue, worker):
    queue(worker)
    box.to_text = "451 not now"
    for day in range(9):
        with later(days=day):
            send(app, box.settings)
    (row,) = rows(app)
    assert (row.tries, row.given_up_at is not None, box.taken) == (7, True, [])


@pytest.mark.parametrize("answer", [{"to_recipient": "550 nobody here"}, {"to_text": "554 no"}])
def test_a_server_that_says_no_is_believed(app, box, queue, worker, make, answer):
    queue(worker)
    for name, value in answer.items():
        setattr(box, name, value)
    assert send(app, box.settings) == 0
    box.to_recipient = box.to_text = "250 OK"
    queue(make.user())
    with later(days=1):
        assert send(app, box.settings) == 1
    assert [row.given_up_at is not None for row in rows(app)] == [True, False]


def test_a_mail_that_may_have_left_is_not_sent_again(app, box, queue, worker):
    queue(worker)
    box.hang_up = True
    assert send(app, box.settings) == 0
    box.hang_up = False
    with later(days=1):
        assert send(app, box.settings) == 0
    assert len(box.taken) == 1


def test_a_run_that_died_with_a_mail_in_hand_leaves_it(app, box, queue, worker):
    queue(worker, claimed_at=worker.created_at)
    assert send(app, box.settings) == 0
    with later(hours=2):
        assert send(app, box.settings) == 0
    assert box.taken == []
    assert rows(app)[0].given_up_at is not None


def test_a_server_that_is_down_is_said_and_costs_no_try(app, queue, worker, tmp_path):
    queue(worker)
    with mailbox(tmp_path) as gone:
        pass
    done = tremplin(app, "jobs", "run", **gone.environment)
    assert done.returncode == 1
    assert "send_mails: Unreachable" in done.stderr
    assert "expire_proposals: 0" in done.stdout
    (row,) = rows(app)
    assert (row.tries, row.claimed_at, row.given_up_at) == (0, None, None)
    with mailbox(tmp_path) as back:
        assert send(app, back.settings) == 1


def test_without_a_server_mails_wait(app, queue, worker):
    queue(worker)
    assert "send_mails: 0" in tremplin(app, "jobs", "run").stdout
    assert rows(app)[0].claimed_at is None


@pytest.mark.parametrize("wrong", [{"authority": ""}, {"password": "another"}, {"tls": Tls.TLS}, {"host": "localhost"}])
def test_a_server_that_is_not_the_right_one_gets_nothing(app, box, queue, worker, wrong):
    queue(worker)
    with pytest.raises(Unreachable):
        send(app, replace(box.settings, **wrong))
    assert box.taken == []


def test_tls_from_the_first_byte_works_too(app, queue, worker, tmp_path):
    queue(worker)
    with mailbox(tmp_path, Tls.TLS) as box:
        assert send(app, box.settings) == 1


def test_an_address_no_server_can_read_is_given_up(app, box, queue, make):
    queue(make.user(email="zoé@exemple.be"))
    queue(make.user(email="zoe@exemplé.be"))
    assert send(app, box.settings) == 1
    assert box.taken[0]["To"] == "zoe@xn--exempl-gva.be"

"""The mail of the day: to whoever has something to do, once, in numbers, through a real mail server (R-21, S-93)."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app.auth.models.notifications import DailyDigest
from app.auth.vocab import Role
from app.clock import brussels_midnight, now, today
from app.db import db, transaction
from app.jobs import JOBS, run_jobs
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from tests.conftest import settings_for
from tests.reports import told as things
from tests.reports.told import change, with_household, world_of
from tests.support.mails import mailbox
from tests.support.race import at_once

NAME = "Zéphyrine Canari"
DAILY = tuple(job for job in JOBS if job.name in {"tell_the_day", "send_mails"})
WRITING = DAILY[:1]


@pytest.fixture(autouse=True)
def morning():
    """Eight o'clock, whatever the hour of the machine: nothing leaves at night."""
    eight = brussels_midnight(today()) + timedelta(hours=8)
    with time_machine.travel(eight, tick=False) as clock:
        yield clock


@pytest.fixture
def box(app, tmp_path):
    """A mail server, which the application is set to use."""
    with mailbox(tmp_path) as opened:
        before = app.config["TREMPLIN"]
        app.config["TREMPLIN"] = settings_for("", mail=opened.settings, trusted_hosts=("tremplin.example",), https=True)
        yield opened
        app.config["TREMPLIN"] = before


@pytest.fixture
def world(make):
    """A worker with a late step and a proposal to answer."""
    made = world_of(make)
    change(make, made.worker, name=NAME, locale="fr")
    things.next_step(made)
    things.proposal(with_household(made))
    return made


def run(app, jobs=DAILY, **options):
    with app.app_context():
        return {one.name: one.error or one.done for one in run_jobs(jobs, **options)}


def rows(app, model):
    with app.app_context(), transaction("read"):
        return db.session.scalars(sa.select(model)).all()


def test_it_holds_numbers_and_a_link_and_nothing_else(app, world, box):
    assert run(app) == {"tell_the_day": 1, "send_mails": 1}
    (message,) = box.taken
    assert (message["To"], message["Subject"]) == (world.worker.email, "Votre journée dans Tremplin")
    text = message.get_content().replace("\r\n", "\n")
    assert "– 1 proposition à répondre\n– 1 suite à donner après un contact\ndont 1 en retard\n" in text
    assert re.findall(r"https?://\S+", text) == ["https://tremplin.example/notifications"]
    for said in ("Canari", "phyrine", "H-TEST", "DIOGENES", "Rappeler", "@", world.household.public_id):
        assert said not in text


@pytest.mark.parametrize(("locale", "subject"), [("nl", "Uw dag in Tremplin"), ("en", "Your day in Tremplin")])
def test_it_speaks_the_language_of_its_reader(app, make, world, box, locale, subject):
    change(make, world.worker, locale=locale)
    run(app)
    (message,) = box.taken
    assert message["Subject"] == subject
    assert "mail.count" not in message.get_content()


def test_it_leaves_once_a_day_however_often_the_jobs_run(app, world, box, morning):
    assert run(app)["tell_the_day"] == 1
    assert run(app) == {"tell_the_day": 0, "send_mails": 0}
    morning.shift(timedelta(hours=9))
    assert run(app)["tell_the_day"] == 0
    morning.shift(timedelta(days=3))
    assert run(app) == {"tell_the_day": 1, "send_mails": 1}
    assert len(box.taken) == len(rows(app, DailyDigest)) == 2


def test_several_runs_at_once_write_each_mail_once(app, make, world, box):
    for _ in range(4):
        things.next_step(with_household(world_of(make)))
    told = at_once(*[lambda: run(app)] * 3)
    assert sum(one["tell_the_day"] for one in told) == 5
    assert sum(one["send_mails"] for one in told) == len(box.taken) == 5
    assert len({message["To"] for message in box.taken}) == 5


def test_a_mail_that_waited_until_tomorrow_is_not_sent(app, world, box, morning):
    run(app, WRITING)
    morning.shift(timedelta(days=2))
    assert run(app) == {"tell_the_day": 1, "send_mails": 1}
    assert [mail.given_up_at is None for mail in rows(app, OutboxMail)] == [False, True]


def test_nothing_leaves_at_night(app, world, morning):
    morning.move_to(brussels_midnight(today()) + timedelta(hours=4, minutes=59))
    assert run(app, WRITING) == {"tell_the_day": 0}
    morning.shift(timedelta(minutes=2))
    assert run(app, WRITING) == {"tell_the_day": 1}


def test_a_dry_run_counts_and_writes_nothing(app, world):
    assert run(app, WRITING, dry_run=True) == {"tell_the_day": 1}
    assert rows(app, DailyDigest) == rows(app, OutboxMail) == []


@pytest.mark.parametrize("change_of", ["wants_digest", "deactivated_at", "password_hash"])
def test_it_is_for_open_accounts_that_want_it(app, make, world, change_of):
    values = {"wants_digest": False, "deactivated_at": now(), "password_hash": None}
    change(make, world.worker, **{change_of: values[change_of]})
    make.user(Role.FUNDER)  # has nothing to do
    assert run(app, WRITING) == {"tell_the_day": 0}


def test_each_turns_it_off_on_their_own_page(app, make, world, sign_in):
    client = sign_in(world.worker)
    assert 'name="wants_digest" type="checkbox" value="y"' in client.get("/account").text
    client.submit("/account", wants_digest=[])
    assert run(app, WRITING) == {"tell_the_day": 0}
    client.submit("/account", wants_digest="y")
    assert run(app, WRITING) == {"tell_the_day": 1}
    (mail,) = rows(app, OutboxMail)
    assert (mail.kind, mail.user_id) == (MailKind.DAILY_DIGEST, world.worker.id)


def test_coordination_reads_what_was_passed_on(app, make, world, box):
    coordinator = make.user(locale="fr")
    things.stay_overdue(with_household(world))
    run(app)
    (text,) = [message.get_content() for message in box.taken if message["To"] == coordinator.email]
    assert "– 1 séjour au-delà de la fin prévue" in text
    assert "dont 2 connus de la coordination" in text, "the stay, and the step after a contact, by organisation"


def test_one_account_that_fails_keeps_nobody_else_from_their_mail(app, make, world):
    second = world_of(make)
    things.next_step(second)
    with refused_once(app, "INSERT INTO daily_digest"):
        assert run(app, WRITING) == {"tell_the_day": "OperationalError"}
    assert [mail.user_id for mail in rows(app, OutboxMail)] == [second.worker.id]
    assert run(app, WRITING) == {"tell_the_day": 1}
    assert {mail.user_id for mail in rows(app, OutboxMail)} == {world.worker.id, second.worker.id}


@contextmanager
def refused_once(app, beginning):
    """The database refuses the first statement that begins so."""
    left = [beginning]

    def refuse(_connection, _cursor, statement, *_rest):
        if left and statement.startswith(left[0]):
            left.pop()
            raise sa.exc.OperationalError(statement, None, OSError("disk full"))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", refuse)

"""Production does not start, nor serve, in a state unfit for real people; the command line opens the first account."""

import os
import re

import pytest
import sqlalchemy as sa

from app.auth.models.users import User
from app.auth.vocab import Role
from app.config import MailSettings, Mode, Settings, Tls, UnsafeSetting, refuse_unsafe, unsafe
from app.db import db, transaction
from tests.support.commands import run_command, tremplin
from tests.support.field_keys import BEFORE

SAFE = Settings(Mode.PRODUCTION, "sqlite://", "s" * 32, BEFORE, trusted_hosts=("tremplin.example",))
UNSAFE = {
    "TREMPLIN_SECRET_KEY": {"secret_key": "short"},
    "TREMPLIN_FIELD_KEYS": {"field_keys": ""},
    "FLASK_DEBUG": {"debug": True},
    "TREMPLIN_SQLITE_SYNCHRONOUS": {"sqlite_synchronous": "NORMAL"},
    "TREMPLIN_HTTPS": {"https": False},
    "TREMPLIN_REQUIRE_TOTP": {"require_totp": False},
    "TREMPLIN_HOSTS": {"trusted_hosts": ()},
    "TREMPLIN_SMTP_TLS": {"mail": MailSettings(host="mail.example", tls=Tls.OFF)},
    "TREMPLIN_MAIL_FROM": {"mail": MailSettings(host="mail.example", tls=Tls.OFF)},
}


def test_safe_settings_pass():
    refuse_unsafe(SAFE)


@pytest.mark.parametrize("name", UNSAFE)
def test_each_unsafe_setting_is_refused_by_its_name(name):
    with pytest.raises(UnsafeSetting, match=name):
        refuse_unsafe(SAFE.with_(**UNSAFE[name]))


def test_all_are_named_at_once_and_no_secret_is_shown():
    changes = {key: value for change in UNSAFE.values() for key, value in change.items()}
    found = unsafe(SAFE.with_(**changes))
    assert len(found) == len(UNSAFE)
    assert "short" not in "".join(found)


def test_a_demonstration_is_not_held_to_it():
    refuse_unsafe(Settings(Mode.DEMO, "sqlite://", "x", BEFORE, https=False, require_totp=False))


def run(environment, *words):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TREMPLIN_")}
    return run_command(words, clean | environment)


@pytest.mark.parametrize("words", [("check-deploy",), ("serve",)])
def test_the_command_line_refuses_and_names_each(words, tmp_path):
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    done = run({"TREMPLIN_DATABASE_URL": url, "TREMPLIN_MODE": "production", "FLASK_DEBUG": "1"}, *words)
    assert done.returncode == 1
    assert done.stdout == ""
    for name in ("TREMPLIN_SECRET_KEY", "TREMPLIN_FIELD_KEYS", "FLASK_DEBUG", "TREMPLIN_HOSTS"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_migrated_database_is_fit(app):
    done = tremplin(app, "check-deploy")
    if "sqlite" in app.config["SQLALCHEMY_DATABASE_URI"]:
        assert (done.returncode, done.stderr) == (0, "")
    else:  # the server of tests forgets on a power cut, on purpose
        assert done.returncode == 1
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert name in done.stderr


def change(app, *statements):
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("words", [("check-deploy",), ("serve", "--port", "1")])
def test_a_schema_that_is_behind_is_refused(app, words):
    change(app, "UPDATE alembic_version SET version_num = '0000'")
    done = tremplin(app, *words)
    assert done.returncode == 1
    assert "0000" in done.stderr
    assert "tremplin db upgrade" in done.stderr


def test_an_empty_database_is_refused(app):
    change(app, "DROP TABLE alembic_version")
    assert "the schema is at nothing" in tremplin(app, "check-deploy").stderr


def test_a_missing_guard_is_named(app):
    lite = "sqlite" in app.config["SQLALCHEMY_DATABASE_URI"]
    guard = "journal_entry_no_delete" if lite else "journal_entry_no_change"
    change(app, f"DROP TRIGGER {guard}{'' if lite else ' ON journal_entry'}")
    done = tremplin(app, "check-deploy")
    assert done.returncode == 1
    assert guard in done.stderr


def test_open_demonstration_accounts_are_refused(app, make):
    make.user(email="admin@tremplin.example")
    assert "demonstration accounts" in tremplin(app, "check-deploy").stderr


def test_the_first_administrator_comes_from_the_command_line(app, visitor):
    words = ("--email", "Prem@exemple.be", "--name", "Première Personne", "--role", "administrator")
    done = tremplin(app, "user", "create", *words)
    assert (done.returncode, done.stderr) == (0, "")
    link = re.fullmatch(r"https://tremplin\.example(/welcome/[\w-]{43})\n", done.stdout).group(1)
    chosen = "deux loutres sous le pont de fer"
    visitor.submit(link, new_password=chosen, repeat_password=chosen)
    with app.app_context():
        user = db.session.scalars(sa.select(User)).one()
        assert (user.email, user.role) == ("prem@exemple.be", Role.ADMINISTRATOR)
    visitor.submit("/sign-in", email="prem@exemple.be", password=chosen)
    visitor.get("/accounts")


def test_an_address_already_taken_is_refused_with_exit_code_1(app, make):
    taken = make.user().email
    done = tremplin(app, "user", "create", "--email", taken, "--name", "X", "--role", "administrator")
    assert (done.returncode, done.stdout) == (1, "")
    assert "already exists" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--email", "a@b.be", "--name", "X"),
        ("--email", "a@b.be", "--name", "X", "--role", "king"),
        ("--email", "nowhere", "--name", "X", "--role", "administrator"),
    ],
)
def test_wrong_usage_is_exit_code_2(app, words):
    assert tremplin(app, "user", "create", *words).returncode == 2


def test_a_role_that_does_not_suit_is_refused(app):
    words = ("--email", "a@b.be", "--name", "X", "--role", "funder")
    done = tremplin(app, "user", "create", *words)
    assert done.returncode == 1
    assert "does not suit" in done.stderr


def test_who_lost_everything_is_let_back_in_from_the_machine(app, make, visitor):
    worker = make.user()
    done = tremplin(app, "user", "reset", "--email", worker.email, "--factor")
    assert done.returncode == 0
    visitor.get(done.stdout.strip().removeprefix("https://tremplin.example"))
    assert tremplin(app, "user", "reset", "--email", "personne@exemple.be").returncode == 1

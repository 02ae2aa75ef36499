"""Fixtures of every test: each database built by the real migrations, copied before each test, CSRF and policy on."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app.config import Mode, Settings
from app.crypto import FieldKeys, use_keys
from app.db import db
from app.factory import build_app
from tests.factories import Make
from tests.support.client import StrictClient
from tests.support.field_keys import BEFORE
from tests.support.one_day import stay_in_one_day
from tests.support.postgres import Broom, clone_database, drop_database, temporary_postgres
from tests.support.quick_folder import quick_folder

SECRET = "a secret of tests, forty characters long"
DATABASES = ("sqlite", "postgresql")


def settings_for(url: str, **changes: Any) -> Settings:
    """Those of production, but for HTTPS, a second factor asked of everybody, and waiting for the disk."""
    plain = Settings(Mode.TEST, url, SECRET, BEFORE, https=False, require_totp=False, sqlite_synchronous="OFF")
    return plain.with_(**changes)


def migrated(url: str) -> None:
    app = build_app(settings_for(url))
    with app.app_context():
        upgrade()
        db.engine.dispose()


def pytest_configure(config: pytest.Config) -> None:
    """Before the modules of tests are read: their parameters ask for the day."""
    stay_in_one_day(by_workers=bool(config.getoption("numprocesses", None)))


LONGEST = ("tests/journeys/test_axe", "tests/every/", "tests/journeys/", "tests/app/test_backup")


def pytest_itemcollected(item: pytest.Item) -> None:
    """A file stays whole, for what its module builds once; those that walk the demonstration together, by database."""
    item.add_marker(pytest.mark.xdist_group(_group(item)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that no worker begins one when the other has nothing left."""
    items.sort(key=lambda item: next((n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), 9))


def _group(item: pytest.Item) -> str:
    asked = getattr(item, "fixturenames", ())
    if "walked" in asked:
        return f"demonstration on {item.callspec.params['_database']}"
    return "demonstration in the browser" if "demo_file" in asked else item.nodeid.split("::")[0]


def spare_the_collector() -> None:
    """Have it look no more at what is there by now."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def _spared() -> Iterator[None]:
    """As the server does: statements once built stay. To look at millions of them again stops everything for seconds,
    also whoever holds a lock while another waits for it."""
    yield
    spare_the_collector()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with temporary_postgres() as url:
        yield url


@pytest.fixture(scope="session", params=DATABASES)
def bare_engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """An engine on an empty database of each kind."""
    with tempfile.TemporaryDirectory(prefix="tremplin-", dir=quick_folder()) as folder:
        if request.param == "sqlite":
            url = f"sqlite:///{folder}/bare.sqlite3"
        else:
            drop_database(request.getfixturevalue("postgres"), "bare")
            url = clone_database(request.getfixturevalue("postgres"), "template0", "bare")
        engine = sa.create_engine(url)
        yield engine
        engine.dispose()


def _use_own_keys() -> None:
    """Keys belong to the process: another application built in it, for a browser, brought its own."""
    use_keys(FieldKeys.parse(BEFORE))


class Sqlite:
    """A migrated file, copied over the application's own before each test."""

    def __init__(self, folder: Path) -> None:
        self.template, self.file = folder / "template.sqlite3", folder / "test.sqlite3"
        migrated(f"sqlite:///{self.template}")
        self.url = f"sqlite:///{self.file}"

    def empty(self) -> bool:
        return False  # another copy is as quick

    def reset(self) -> None:
        _use_own_keys()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.template, self.file)

    def keep(self, name: str) -> None:
        shutil.copy(self.file, self.template.with_name(name))

    def bring_back(self, name: str) -> None:
        _use_own_keys()
        shutil.copy(self.template.with_name(name), self.file)


class Postgres:
    """A migrated database, emptied before each test, and cloned again after one that changed its tables or guards."""

    def __init__(self, admin: str) -> None:
        self.admin = admin
        migrated(clone_database(admin, "template0", "migrated"))
        self.url = clone_database(admin, "migrated", "test")
        self.broom = Broom(self.url)

    def empty(self) -> bool:
        """Empty it under the application's own connections: they know the tables by now. False where one is at work."""
        _use_own_keys()
        try:
            return not self.broom.drive_out() and self.broom.sweep()
        except psycopg.OperationalError:  # it is not there
            return False

    def reset(self) -> None:
        if not self.empty() and not self.empty():
            self._copy("migrated")

    def keep(self, name: str) -> None:
        self.broom.close()
        clone_database(self.admin, "test", name)

    def bring_back(self, name: str) -> None:
        _use_own_keys()
        self.broom.close()
        self._copy(name)

    def _copy(self, name: str) -> None:
        drop_database(self.admin, "test")
        clone_database(self.admin, name, "test")


@pytest.fixture(scope="session")
def _built() -> Iterator[dict[str, Any]]:
    """What was built once for the whole session: pytest forgets a parameter each time another one is asked for."""
    # A folder of our own: pytest's are swept away by the third session that starts after this one.
    with tempfile.TemporaryDirectory(prefix="tremplin-", dir=quick_folder()) as folder:
        built: dict[str, Any] = {"folder": Path(folder)}
        yield built
        for one in built.values():
            if isinstance(one, Flask):
                _dispose(one)
            elif isinstance(one, Postgres):
                one.broom.close()


@pytest.fixture(scope="session", params=DATABASES)
def _database(request: pytest.FixtureRequest, _built: dict[str, Any]) -> Sqlite | Postgres:
    if request.param not in _built:
        postgres = request.param == "postgresql"
        _built[request.param] = Postgres(request.getfixturevalue("postgres")) if postgres else Sqlite(_built["folder"])
    return _built[request.param]


@pytest.fixture(scope="session")
def _app(_database: Sqlite | Postgres, _built: dict[str, Any]) -> Flask:
    if _database.url not in _built:
        _built[_database.url] = build_app(settings_for(_database.url))
    return _built[_database.url]


@pytest.fixture
def app(_app: Flask, _database: Sqlite | Postgres) -> Iterator[Flask]:
    """The application on a fresh database; every test that asks for it runs on SQLite and on PostgreSQL."""
    if not _database.empty():
        _dispose(_app)
        _database.reset()
    yield _app
    with _app.app_context():
        db.session.remove()


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def filled(app: Flask, _database: Sqlite | Postgres, _built: dict[str, Any]) -> Callable[..., Flask]:
    """`filled("published", fill)`: the application on what `fill()` writes, written once a session."""

    def bring(name: str, fill: Callable[[], Any]) -> Flask:
        if f"{name} in {_database.url}" in _built:
            _database.bring_back(name)
            return app
        with app.app_context():
            fill()
        _dispose(app)
        _database.keep(name)
        _built[f"{name} in {_database.url}"] = True
        return app

    return bring


@pytest.fixture
def make(app: Flask) -> Make:
    """Factories with honest defaults; a test names only what matters to it."""
    return Make(app)


@pytest.fixture
def visitor(app: Flask) -> StrictClient:
    """A browser that nobody signed in with."""
    return StrictClient(app)


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., StrictClient]:
    """`sign_in(user)` gives a browser where this person has signed in; `StrictClient.sign_in` does so at the door."""

    def enter(user: Any) -> StrictClient:
        client = StrictClient(app)
        client.arrive(user)
        return client

    return enter


os.environ.setdefault("TREMPLIN_MODE", Mode.TEST)
# A busy machine must not fail a property: speed is measured in benchmarks/.
hypothesis.settings.register_profile("tremplin", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("tremplin")

"""The schema: what migrations make is what the models say, on both databases, and each step goes both ways."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app import guards
from app.config import ROOT
from app.db import Base, db, transaction
from app.factory import build_app
from tests.conftest import settings_for
from tests.factories import Make
from tests.support.postgres import clone_database

SPACES = re.compile(r"\s+")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request, tmp_path) -> Iterator[object]:
    """The application on a database with nothing in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        url = clone_database(request.getfixturevalue("postgres"), "template0", f"schema_{abs(hash(tmp_path))}")
    app = build_app(settings_for(url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def schema() -> dict[str, str]:
    """The database's own account of itself: every table, index, constraint and trigger as text."""
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL).all()
    return {f"{kind} {name}": _tidy(text or "") for kind, name, text in rows if "alembic" not in name}


SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
POSTGRESQL = """
SELECT 'column', c.relname || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', t.relname || '.' || o.conname, pg_get_constraintdef(o.oid)
FROM pg_constraint o JOIN pg_class t ON t.oid = o.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND o.contype <> 't'
UNION ALL
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger', t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal
UNION ALL
SELECT 'function', p.proname, pg_get_functiondef(p.oid)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
"""


def _tidy(text: str) -> str:
    """One spelling, and the clauses of a table in one order: batch operations write them in their own."""
    text = SPACES.sub(" ", text.replace('"', "")).strip()
    if not text.upper().startswith("CREATE TABLE"):
        return text
    head, _, body = text.partition("(")
    clauses = re.split(r",\s*(?![^()]*\))", body.rsplit(")", 1)[0])
    return f"{head.strip()}({', '.join(sorted(clause.strip() for clause in clauses))})"


def test_migrations_make_what_the_models_say(empty_app):
    upgrade()
    migrated = schema()
    downgrade(revision="base")
    with transaction("write"), db.engine.begin() as connection:
        Base.metadata.create_all(connection)
        guards.apply(connection)
    assert schema() == migrated


def test_every_step_goes_down_and_up_again_with_rows_in_place(empty_app):
    steps = len(list((ROOT / "migrations" / "versions").glob("*.py")))
    upgrade()
    whole = schema()
    Make(empty_app).stay()
    for _ in range(steps):
        downgrade(revision="-1")
    upgrade()
    assert schema() == whole


def test_all_guards_stand_after_an_upgrade(empty_app):
    upgrade()
    with db.engine.connect() as connection:
        assert guards.missing(connection) == set()
        assert guards.expected(connection.dialect.name)


def test_a_guard_that_is_gone_is_missed(empty_app):
    upgrade()
    with transaction("write"), db.engine.begin() as connection:
        name = "journal_entry_no_update" if connection.dialect.name == "sqlite" else "journal_entry_no_change"
        table = "" if connection.dialect.name == "sqlite" else " ON journal_entry"
        connection.execute(sa.text(f"DROP TRIGGER {name}{table}"))
        assert guards.missing(connection) == {name}
    upgrade()
    with db.engine.connect() as connection:
        assert guards.missing(connection) == set()

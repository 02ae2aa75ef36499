"""`tremplin check-deploy`: is this installation fit for real people? Each thing that is not is named (S-94)."""

import os
from collections.abc import Callable, Iterator

import click
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from app import guards
from app.auth.models.users import User
from app.config import ROOT, Mode, from_environment, unsafe
from app.db import db, transaction

DEMO_ADDRESSES = "%@tremplin.example"
NEEDED_OF_POSTGRESQL = ("fsync", "synchronous_commit", "full_page_writes")
FULL = 2


@click.command("check-deploy")
@click.pass_obj
def check_deploy(open_app: Callable[[], Flask]) -> None:
    """Say whether this installation is fit for real people; exits with 1 and names what is not."""
    wrong = unsafe(from_environment(os.environ))
    if not wrong:
        wrong = unready(open_app())
    _refuse(wrong)
    click.echo("check-deploy: fit for real people")


def refuse_unready(app: Flask) -> None:
    """In production, refuse to serve from a database that is behind, unguarded, or quick to forget."""
    if app.config["TREMPLIN"].mode is Mode.PRODUCTION:
        _refuse(unready(app))


def _refuse(wrong: list[str]) -> None:
    if wrong:
        raise click.ClickException("not fit for real people:\n" + "\n".join(f"- {line}" for line in wrong))


def unready(app: Flask) -> list[str]:
    """What is wrong with the database, a line each; empty when nothing is."""
    with app.app_context(), transaction("read"):
        try:
            with db.engine.connect() as connection:
                return list(_wrong_with(connection))
        except sa.exc.OperationalError as error:
            return [f"the database does not answer ({type(error.orig).__name__})"]
        finally:
            db.engine.dispose()  # the server's processes open their own


def _wrong_with(connection: sa.Connection) -> Iterator[str]:
    behind = _schema(connection)
    if behind:
        yield behind
        return
    missing = guards.missing(connection)
    if missing:
        yield f"guards are missing from the database: {', '.join(sorted(missing))} (run: tremplin db upgrade)"
    yield from _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)
    demo = sa.select(sa.func.count()).select_from(User).where(User.email.like(DEMO_ADDRESSES))
    if connection.scalar(demo.where(User.deactivated_at.is_(None))):
        yield "demonstration accounts are open: this is a database of invented people"


def _schema(connection: sa.Connection) -> str | None:
    present = set(MigrationContext.configure(connection).get_current_heads())
    wanted = set(ScriptDirectory(str(ROOT / "migrations")).get_heads())
    if present == wanted:
        return None
    return f"the schema is at {', '.join(sorted(present)) or 'nothing'}, not at head (run: tremplin db upgrade)"


def _sqlite(connection: sa.Connection) -> Iterator[str]:
    if connection.exec_driver_sql("PRAGMA synchronous").scalar_one() < FULL:
        yield "SQLite runs with synchronous below FULL: a power cut could undo saved work"
    if not connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one():
        yield "SQLite runs without foreign keys"


def _postgresql(connection: sa.Connection) -> Iterator[str]:
    for name in NEEDED_OF_POSTGRESQL:
        if connection.scalar(sa.select(sa.func.current_setting(name))) == "off":
            yield f"PostgreSQL runs with {name} off: a power cut could undo saved work"

"""`tremplin demo`: a running copy with invented people, in one command, started again in a second."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app.auth.models.users import User
from app.config import DEMO_MARKER, VAR, Settings, demo_databases
from app.db import db
from app.demo.accounts import ACCOUNTS, SHOWN
from app.demo.load import DATASETS
from app.server import run_server

PASSWORD_FILE = VAR / "demo-password"


@click.command()
@click.option("--dataset", type=click.Choice(sorted(DATASETS)), default="demo", show_default=True)
@click.option("--no-serve", is_flag=True, help="Load the data and stop.")
@click.pass_context
def demo(context: click.Context, dataset: str, no_serve: bool) -> None:
    """Load demonstration data (invented people) and serve it on http://127.0.0.1:8000 (PORT)."""
    open_app: Callable[[], Flask] = context.obj
    app = open_app()
    settings: Settings = app.config["TREMPLIN"]
    if demo_databases().get(settings.database_url, dataset) != dataset:
        app = _start_anew(open_app, app, settings)
    with app.app_context():
        upgrade()
        password = _loaded(dataset)
        db.engine.dispose()
    _mark(settings.database_url, dataset)
    port = int(os.environ.get("PORT", "8000"))
    click.echo(_accounts(password, port))
    if not no_serve:
        run_server("127.0.0.1", port)


def _start_anew(open_app: Callable[[], Flask], app: Flask, settings: Settings) -> Flask:
    """Replace a demonstration by another. Only a SQLite file that a demonstration made is ever removed."""
    file = sa.make_url(settings.database_url).database
    if not settings.database_url.startswith("sqlite") or not file:
        raise click.ClickException("this database holds another demonstration: name an empty one")
    with app.app_context():
        db.engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    return open_app()


def _loaded(dataset: str) -> str:
    """Load the data unless it is there; the password of the accounts."""
    if db.session.scalar(sa.select(sa.func.count()).select_from(User)):
        db.session.remove()
        return os.environ.get("TREMPLIN_DEMO_PASSWORD") or _kept_password()
    password = os.environ.get("TREMPLIN_DEMO_PASSWORD") or _new_password()
    db.session.remove()
    DATASETS[dataset](password)
    return password


def _new_password() -> str:
    password = secrets.token_urlsafe(12)
    VAR.mkdir(exist_ok=True)
    PASSWORD_FILE.write_text(password)
    PASSWORD_FILE.chmod(0o600)
    return password


def _kept_password() -> str:
    return PASSWORD_FILE.read_text() if PASSWORD_FILE.exists() else "(the one of the first start)"


def _mark(url: str, dataset: str) -> None:
    """Remember that this database is a demonstration: later commands on it need no keys of production."""
    VAR.mkdir(exist_ok=True)
    DEMO_MARKER.write_text(json.dumps({**demo_databases(), url: dataset}))


def _accounts(password: str, port: int) -> str:
    lines = [f"  {account.email:34} {account.name}" for account in ACCOUNTS[:SHOWN]]
    return "\n".join(
        [f"Tremplin, demonstration (invented people): http://127.0.0.1:{port}", f"password: {password}", *lines]
    )

"""`tremplin backup FILE`, `tremplin restore FILE`."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
import sqlalchemy as sa
from flask import Flask

from app.backup.acts import check_backup, make_backup, restore_backup
from app.backup.erasures import read_list, replay, write_list
from app.backup.errors import BackupRefused
from app.backup.keys import backup_keys
from app.backup.manifest import Manifest

Result = TypeVar("Result")
KEY_FILE = click.option("--key-file", type=click.Path(path_type=Path), help="A file that holds the keys of backups.")
FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@FILE
@KEY_FILE
@click.pass_obj
def backup(open_app: Callable[[], Flask], file: Path, key_file: Path | None) -> None:
    """Write the whole database, papers included, into one sealed file; it may be in use meanwhile."""
    _tell("backup made", lambda: make_backup(open_app(), file, backup_keys(os.environ, key_file)))


@click.command()
@FILE
@KEY_FILE
@click.option("--replace", "replace_all", is_flag=True, help="Put it in place of a database that holds rows.")
@click.option("--check", "only_check", is_flag=True, help="Open it to its end and touch nothing.")
@click.pass_obj
def restore(
    open_app: Callable[[], Flask], file: Path, key_file: Path | None, replace_all: bool, only_check: bool
) -> None:
    """Put a backup in place of the database, then verify what it said of itself and the journal."""

    def act() -> Manifest:
        keys = backup_keys(os.environ, key_file)
        if only_check:
            return check_backup(open_app(), file, keys)
        return restore_backup(open_app(), file, keys, replace_all=replace_all)

    _tell("backup sound" if only_check else "restored", act)


@click.group()
def erasures() -> None:
    """The list of erasures, to be kept away from the machine: who was erased does not come back with a backup."""


@erasures.command("write")
@FILE
@KEY_FILE
@click.pass_obj
def write_erasures(open_app: Callable[[], Flask], file: Path, key_file: Path | None) -> None:
    """Add to FILE what was erased since it was written; FILE only grows."""

    def act() -> int:
        with open_app().app_context():
            return write_list(file, backup_keys(os.environ, key_file))

    click.echo(f"erasures: {_done(act)} in the list")


@erasures.command("replay")
@FILE
@KEY_FILE
@click.pass_obj
def replay_erasures(open_app: Callable[[], Flask], file: Path, key_file: Path | None) -> None:
    """Erase again whoever FILE names and the database still knows; a second run changes nothing."""
    again = _done(lambda: replay(open_app(), read_list(file, backup_keys(os.environ, key_file))))
    click.echo(f"erasures: {again} done again")


def _tell(done: str, act: Callable[[], Manifest]) -> None:
    manifest = _done(act)
    rows = sum(manifest.rows.values())
    click.echo(f"{done}: {manifest.database}, schema {manifest.revision}, {rows} rows, made at {manifest.made_at}")


def _done(act: Callable[[], Result]) -> Result:
    try:
        return act()
    except BackupRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except sa.exc.OperationalError as error:
        raise click.ClickException(f"the database does not answer ({type(error.orig).__name__})") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'a file'}: {error.strerror}") from error

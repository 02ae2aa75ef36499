"""`tremplin import`: housing operators, sites and units from CSV files. Errors go to stderr, a line each."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from flask_babel import force_locale

from app.audit.actor import system
from app.db import db, transaction
from sites.importing.kinds import KINDS
from sites.importing.lines import Done, take
from sites.importing.table import Line, WrongFile, read_table

ACTOR = system("import")
MOST_SHOWN = 200
CSV = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.option("--operators", type=CSV, help="Housing operators: name, short_name, kind, contact.")
@click.option("--sites", type=CSV, help="Sites: name, housing_operator, rental_manager, address, postal_code, …")
@click.option("--units", type=CSV, help="Units: site, code, use, bedrooms, max_persons, …")
@click.option("--update", is_flag=True, help="Change records that stand otherwise, instead of refusing their lines.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.pass_obj
def import_files(open_app: Callable[[], Flask], /, update: bool, dry_run: bool, **files: Path | None) -> None:
    """Take in CSV files, all of them or nothing; the same files a second time change nothing."""
    tables = _read(files)
    app = open_app()
    with app.app_context(), app.test_request_context(), transaction("write"), force_locale("en"):
        try:
            told, problems = _take_all(tables, files, update)
            if problems:
                raise click.ClickException(_listed(problems))
            if not dry_run:
                db.session.commit()
        finally:
            db.session.rollback()
    for name, done in told.items():
        counts = ", ".join(f"{done[one]} {one}" for one in Done)
        click.echo(f"{name}: {counts}{' (dry run)' if dry_run else ''}")


def _read(files: dict[str, Path | None]) -> dict[str, list[Line]]:
    """The tables given, by kind; anything that is not one is wrong usage."""
    tables = {}
    for kind in KINDS:
        file = files[kind.name]
        if file is not None:
            try:
                tables[kind.name] = read_table(file, kind.columns, kind.needed)
            except WrongFile as wrong:
                raise click.BadParameter(f"{file}: {wrong}", param_hint=f"--{kind.name}") from wrong
    if not tables:
        raise click.UsageError("name at least one file: --operators, --sites or --units")
    return tables


def _take_all(
    tables: dict[str, list[Line]], files: dict[str, Path | None], update: bool
) -> tuple[dict[str, Counter[Done]], list[str]]:
    told, problems = {}, []
    for kind in KINDS:
        if kind.name in tables:
            told[kind.name], wrong = take(kind(), tables[kind.name], update=update, actor=ACTOR)
            problems += [
                f"{files[kind.name]}:{line}: {f'{column}: ' if column else ''}{text}" for line, column, text in wrong
            ]
    return told, problems


def _listed(problems: list[str]) -> str:
    more = len(problems) - MOST_SHOWN
    lines = [f"nothing was taken in: {len(problems)} to correct", *problems[:MOST_SHOWN]]
    return "\n".join([*lines, f"… and {more} more"] if more > 0 else lines)

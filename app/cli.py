"""The command `tremplin`. Errors go to stderr; exit code 1 for a refused act, 2 for wrong usage (DESIGN §7)."""

import os
import sys
from typing import Any

import click

from app.auth.commands import user
from app.backup.commands import backup, erasures, restore
from app.config import Mode, UnsafeSetting
from app.demo.commands import demo
from app.deploy import check_deploy, refuse_unready
from axes.commands import index
from reports.commands import report
from sites.commands import import_files


class Refused(click.ClickException):
    """An act that was refused: exit code 1, its reason on stderr."""

    exit_code = 1


def open_app() -> Any:
    from app.factory import build_app

    try:
        return build_app()
    except (UnsafeSetting, ValueError) as error:
        raise Refused(str(error)) from error


@click.group()
@click.pass_context
def tremplin(context: click.Context) -> None:
    """Tremplin: temporary occupancy, from a vacant dwelling to a lasting home."""
    context.obj = open_app


tremplin.add_command(report)
tremplin.add_command(demo)
tremplin.add_command(user)
tremplin.add_command(check_deploy)
tremplin.add_command(import_files)
tremplin.add_command(index)
tremplin.add_command(backup)
tremplin.add_command(restore)
tremplin.add_command(erasures)


@tremplin.group(name="db")
def database() -> None:
    """The database's schema."""


@database.command("upgrade")
def upgrade_database() -> None:
    """Bring the schema and its guards to the present, and load the lists that are missing."""
    from flask_migrate import upgrade

    from app.lists import load_lists

    with open_app().app_context():
        upgrade()
        added = load_lists()
    for name, count in added.items():
        click.echo(f"{name}: {count} added")


@tremplin.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), type=int)
@click.option("--workers", default=2)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the application with Granian; in production, only in a state fit for real people."""
    refuse_unready(open_app())
    from app.server import run_server

    run_server(host, port, workers)


@tremplin.group()
def journal() -> None:
    """The journal of acts and views."""


@journal.command("verify")
def verify_journal() -> None:
    """Check every chain; names the first broken entry of each and exits with 1."""
    from app.audit.verify import verify

    with open_app().app_context():
        breaks = verify()
    if breaks:
        lines = [f"organisation {b.organisation_id}: entry {b.seq}: {b.why}" for b in breaks]
        raise Refused("\n".join(lines))
    click.echo("journal: every chain holds")


@tremplin.group()
def jobs() -> None:
    """Scheduled work, for a timer."""


@jobs.command("run")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
def run_scheduled(dry_run: bool) -> None:
    """Run every job once; exits with 1 when one fails."""
    with open_app().app_context():
        from app.jobs import run_jobs

        outcomes = list(run_jobs(dry_run=dry_run))
    for outcome in outcomes:
        if not outcome.error:
            click.echo(f"{outcome.name}: {outcome.done}{' (dry run)' if dry_run else ''}")
    failed = [f"{outcome.name}: {outcome.error}" for outcome in outcomes if outcome.error]
    if failed:
        raise Refused("\n".join(failed))


def main() -> None:
    if "demo" in sys.argv[1:2]:
        os.environ.setdefault("TREMPLIN_MODE", Mode.DEMO)  # for the workers of its server too
    tremplin()

"""`tremplin index names`: the words that persons are found by, made again after the search or its key changed."""

from collections.abc import Callable

import click
from flask import Flask

from app.audit.actor import system
from app.db import db, transaction
from axes.services.persons import index_again

ACTOR = system("command-line")
AT_ONCE = 200


@click.group()
def index() -> None:
    """What is searched instead of sealed texts."""


@index.command("names")
@click.option("--at-once", default=AT_ONCE, show_default=True, type=click.IntRange(1, 5000), help="Persons a commit.")
@click.pass_obj
def names(open_app: Callable[[], Flask], at_once: int) -> None:
    """Index the names of persons again, a batch a commit; the server may run meanwhile. Again, it changes nothing."""
    seen, changed, after = 0, 0, -1
    with open_app().app_context(), transaction("write"):
        while after:
            after, looked_at, stale = index_again(max(after, 0), actor=ACTOR, at_once=at_once)
            db.session.commit()
            db.session.expunge_all()
            seen, changed = seen + looked_at, changed + stale
    click.echo(f"names: {seen} looked at, {changed} indexed again")

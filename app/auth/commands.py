"""`tremplin user …`: the first account of an installation, and the way back when everything is lost."""

from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from app.audit.actor import system
from app.auth.queries.users import user_by_email
from app.auth.services.first_account import invite_first
from app.auth.services.links import send_link
from app.auth.services.second_factor import give_up_factor
from app.auth.vocab import OrganisationKind, Role
from app.config import Settings
from app.db import db, transaction
from app.web.errors import Refusal

ACTOR = system("command-line")
ROLES = click.Choice([role.value for role in Role])
KINDS = click.Choice([kind.value for kind in OrganisationKind])


@click.group()
def user() -> None:
    """Accounts, from the machine itself."""


@user.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=ROLES)
@click.option("--organisation", default="Coordination", show_default=True, help="Its name; a new one is noted.")
@click.option("--kind", default="coordination", show_default=True, type=KINDS)
@click.pass_obj
def create(open_app: Callable[[], Flask], email: str, name: str, role: str, organisation: str, kind: str) -> None:
    """Open an account and print its invitation: a link that works once, for 48 hours."""
    if not email.strip().count("@") == 1 or any(char.isspace() for char in email.strip()):
        raise click.BadParameter(f"{email!r} is not an address", param_hint="--email")

    def act(settings: Settings) -> str:
        return invite_first(
            email=email,
            name=name.strip(),
            role=Role(role),
            organisation=organisation.strip(),
            kind=OrganisationKind(kind),
            public_url=settings.public_url,
            actor=ACTOR,
        )[1]

    click.echo(_done(open_app, act))


@user.command("reset")
@click.option("--email", required=True)
@click.option("--factor", is_flag=True, help="Also take the second factor away: telephone and codes are lost.")
@click.pass_obj
def reset(open_app: Callable[[], Flask], email: str, factor: bool) -> None:
    """Print a link to choose another password. The person is told by mail."""

    def act(settings: Settings) -> str:
        found = user_by_email(email)
        if found is None:
            raise click.ClickException(f"no account has the address {email}")
        if factor:
            give_up_factor(found, actor=ACTOR)
        return send_link(found, public_url=settings.public_url, actor=ACTOR)

    click.echo(_done(open_app, act))


def _done(open_app: Callable[[], Flask], act: Callable[[Settings], Any]) -> Any:
    """Carry out an act in a transaction of its own; a refusal is told on stderr, with exit code 1."""
    app = open_app()
    with app.app_context(), app.test_request_context(), transaction("write"):
        try:
            answer = act(app.config["TREMPLIN"])
            db.session.commit()
        except Refusal as refusal:
            raise click.ClickException(_words(refusal)) from refusal
        finally:
            db.session.rollback()
    return answer


def _words(refusal: Refusal) -> str:
    from flask_babel import force_locale, gettext

    with force_locale("en"):
        return str(gettext(refusal.key, **refusal.values_named))

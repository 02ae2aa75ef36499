"""`python -m tests.support.failing URL TEXT`: pages that fail in every way, sent a form that holds TEXT.

In a process of its own, so that everything it writes can be read.
"""

import sys

import sqlalchemy as sa
from flask import Blueprint, request

from app.auth.models.organisations import Organisation
from app.auth.requires import public
from app.auth.vocab import OrganisationKind
from app.db import db
from app.factory import build_app
from tests.conftest import settings_for
from tests.support.client import StrictClient

INSERT = (
    "INSERT INTO organisation (public_id, created_at, version, name, kind, is_real) "
    "VALUES (:name, :at, 1, :name, 'funder', :no)"
)


def in_words(text: str) -> None:
    raise RuntimeError(f"no dwelling for {text}")


def as_a_number(text: str) -> None:
    try:
        int(text)
    except ValueError as error:
        error.add_note(text)
        raise LookupError(text) from error


def while_handled(text: str) -> None:
    try:
        {}[text]
    except KeyError:
        text.encode("ascii").decode(text)


def several(text: str) -> None:
    raise ExceptionGroup(text, [ValueError(text), ExceptionGroup("more", [OSError(2, text)])])


def in_sql(text: str) -> None:
    values = {"name": text[:20], "at": "2026-01-01 00:00:00+00:00", "no": False}
    for _ in range(2):
        db.session.execute(sa.text(INSERT), values)


def at_the_commit(text: str) -> None:
    """Without a journal entry, the commit itself is refused."""
    db.session.add(Organisation(name=text, kind=OrganisationKind.FUNDER))


def in_a_type(text: str) -> None:
    db.session.execute(sa.text("SELECT CAST(:text AS integer) / 0, json(:text)"), {"text": text})


ACTS = (in_words, as_a_number, while_handled, several, in_sql, at_the_commit, in_a_type)
FAILURES = {act.__name__: act for act in ACTS}


def main(url: str, text: str) -> None:
    app = build_app(settings_for(url))
    pages = Blueprint("failing", __name__)

    @pages.post("/failing/<kind>")
    @public
    def fail(kind):
        FAILURES[kind](request.form["text"])
        return "done"

    app.register_blueprint(pages)
    client = StrictClient(app)
    for kind in FAILURES:
        answer = client.http.post(f"/failing/{kind}", data={"csrf_token": client.csrf_token(), "text": text})
        sys.stdout.write(f"{kind} {answer.status_code}\n{answer.text}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

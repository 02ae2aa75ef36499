"""Who may see what, row by row: the default matrix of the capteur's founding paper (features §3.13), asked for real.

Of each row there is a word found nowhere else. Whoever has nothing there finds it on no page, in no fragment, export or
search that anybody else finds it on; whoever reads it does.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.db import db
from tests.every.matrix_world import Ask, World, build
from tests.factories import Make
from tests.support.client import FRAGMENT, StrictClient

# The accounts of each column: one of them at least sees what the column may, none what it may not.
COLUMNS = {
    "prospector": ("prospector",),
    "mediator": ("mediator", "mediator_colleague"),
    "sender org": ("sender", "sender_colleague"),
    "accompanier org": ("support", "worker", "worker_plain"),
    "axis team (stay)": ("axis", "axis_colleague"),
    "other axis team": ("other",),
    "coordinator": ("coordinator",),
    "funder": ("funder",),
    "admin": ("admin",),
}
# R read, W write, A counts only, - nothing; a word after says of what.
MATRIX = """
owner + opportunity        | W        | R           | -             | -             | -             | - | R | A | -
housing profile of request | R        | R           | W own         | R own         | -             | - | R | A | -
identity of the household  | selected | R           | W own         | R own         | W             | - | R | - | -
social notes (shared)      | -        | -           | R own         | W own         | W             | - | - | - | -
team notes                 | -        | -           | own org       | own org       | own org       | - | - | - | -
private notes              | -        | -           | author        | author        | author        | - | - | - | -
health area                | -        | -           | -             | health right  | health right  | - | - | - | -
protected address          | -        | if assigned | if assigned   | if assigned   | if assigned   | - | - | - | -
stays, units, occupancy    | -        | -           | -             | -             | W             | A | R | A | -
alerts, due visits         | R        | W           | R own         | W own         | R             | - | R | A | -
mediation case             | R        | W           | R own         | R own         | -             | - | R | A | -
conventions, agreements    | R        | R           | R own         | R own         | R own site    | - | W | A | -
users, roles, settings     | -        | -           | own org admin | own org admin | own org admin | - | - | - | W
"""
# Where the product differs, and after what (DESIGN §4 decides).
OTHERWISE = {
    # It supports a letting; what was asked before, the budget first of all, is the sender's.
    ("housing profile of request", "accompanier org"): "-",
    # Names where the person agreed to be known to the partnership, or by break-glass.
    ("identity of the household", "coordinator"): "-",
    # A referring partner has its own requests: notes are of files, and it writes none.
    ("social notes (shared)", "sender org"): "-",
    ("team notes", "sender org"): "-",
    ("private notes", "sender org"): "-",
    # Sites, units and dates are every field worker's (domain §9).
    ("conventions, agreements", "other axis team"): "R",
    # Accounts are the administrator's alone.
    ("users, roles, settings", "sender org"): "-",
    ("users, roles, settings", "accompanier org"): "-",
    ("users, roles, settings", "axis team (stay)"): "-",
}
NOTHING = {"-", "A"}
COUNTED = (("funder", "/figures"), ("funder", "/figures.csv"))


def _rows() -> dict[str, dict[str, str]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in MATRIX.strip().splitlines()]
    return {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in lines}


ROWS = _rows()


class Seen:
    """What each account was shown: pages and fragments, exports and searches, by account and address."""

    def __init__(self, app: Flask, world: World) -> None:
        self.world = world
        self.texts = {login: self._all(app, user) for login, user in world.people.items()}

    def _all(self, app: Flask, user: Any) -> dict[Ask, str]:
        client = StrictClient(app)
        client.arrive(user)
        return {asked: self._told(client, asked) for asked in self.world.asked()}

    def _told(self, client: StrictClient, asked: Ask) -> str:
        if isinstance(asked, tuple):
            url, words = asked
            return client.post(url, {"q": words}, status={200, 404}).text
        answer = client.http.get(asked)
        assert answer.status_code in (200, 404), asked
        if answer.status_code == 404:  # so is its piece: `test_access.py`
            return ""
        return answer.text + (client.http.get(asked, headers=FRAGMENT).text if answer.mimetype == "text/html" else "")

    def finds(self, login: str, word: str) -> list[Ask]:
        """Where the account finds the word; what it searched for itself is no finding."""
        return [asked for asked, text in self.texts[login].items() if word in text.replace(f'value="{word}"', "")]


@pytest.fixture(scope="module")
def seen(_app: Flask, _database: Any) -> Iterator[Seen]:
    with _app.app_context():
        db.engine.dispose()
    _database.reset()
    yield Seen(_app, build(Make(_app)))
    with _app.app_context():
        db.engine.dispose()


def test_the_matrix_is_whole():
    assert len(ROWS) == 13
    assert {row for row, _ in OTHERWISE} <= ROWS.keys()


@pytest.mark.parametrize("row", ROWS)
def test_what_must_not_be_seen_is_nowhere_and_what_may_is_there(seen: Seen, row: str) -> None:
    wrong = []
    for column, logins in COLUMNS.items():
        cell = OTHERWISE.get((row, column), ROWS[row][column])
        found = {(login, one.word): seen.finds(login, one.word) for login in logins for one in seen.world.data[row]}
        leaks = {key: where for key, where in found.items() if where and (cell in NOTHING or _never(seen, row, *key))}
        if leaks or (cell not in NOTHING and not any(found.values())):
            wrong.append((column, cell, leaks or "nothing is there"))
    data = seen.world.data[row]
    wrong += [(login, one.word) for one in data for login in one.always if not seen.finds(login, one.word)]
    assert not wrong


def _never(seen: Seen, row: str, login: str, word: str) -> bool:
    return any(login in one.never for one in seen.world.data[row] if one.word == word)


@pytest.mark.parametrize("row", [row for row in ROWS if row != "users, roles, settings"])
def test_what_is_own_is_no_other_partners(seen: Seen, row: str) -> None:
    """Whoever has a convention of its own reads nothing of the others'."""
    assert not [one.word for one in seen.world.data[row] if seen.finds("stranger", one.word)]


def test_a_prospector_reads_a_first_name_and_an_initial_until_a_household_is_selected(seen: Seen) -> None:
    (short,) = seen.world.data["first name + initial"]
    for login in ("prospector", "mediator"):
        assert seen.finds(login, short.word)
        assert seen.finds(login, "Zyxloge")
        assert not seen.finds(login, "Zyxattente")


def test_who_reads_counts_alone_has_pages_of_counts(seen: Seen) -> None:
    for login, page in COUNTED:
        assert seen.texts[login][f"{seen.world.base}{page}"], page
    for login in ("other", "funder"):
        assert seen.texts[login]["/reports/sites"]

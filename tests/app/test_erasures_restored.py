"""Who was erased does not come back with an older backup (S-90, AC16)."""

import pytest
import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.verify import verify
from app.backup.erasures import NAME as LIST
from app.db import db, transaction
from axes.models.erasures import Erasure
from axes.models.people import Household, Person
from axes.services.erasures import confirm_erasure
from tests.app.test_backup import KEY
from tests.support.commands import tremplin
from tests.support.postgres import find_programs

NAME = "Zyxélie Revenante"


@pytest.fixture
def run(app, tmp_path):
    programs = find_programs()
    given = {"TREMPLIN_BACKUP_KEYS": KEY, "TMPDIR": str(tmp_path)} | (
        {"TREMPLIN_PG_BIN": str(programs)} if programs and (programs / "pg_dump").exists() else {}
    )
    return lambda *words, **more: tremplin(app, *map(str, words), **(given | more))


@pytest.fixture
def erased(app, make, run, tmp_path):
    """A household erased by two people after a backup in which it still has its name."""
    household = make.household(adults=0)
    make.member(household, person=make.person(name=NAME))
    make.member(make.household(adults=0), person=make.person(name="Qui reste"))
    assert run("backup", tmp_path / "older.backup").returncode == 0
    waiting, user = make.erasure(household), make.user()
    with app.app_context(), transaction("write"):
        joined = sa.orm.joinedload(Erasure.household)
        found = db.session.scalars(sa.select(Erasure).where(Erasure.id == waiting.id).options(joined)).one()
        confirm_erasure(found, actor=Actor(organisation_id=user.organisation_id, user_id=user.id))
        db.session.commit()
        db.session.remove()
    return household


def stands(app, household):
    """The names there are, the day on which the household was erased, and whether the journal holds."""
    with app.app_context(), transaction("read"):
        names = {one.name for one in db.session.scalars(sa.select(Person))}
        days = db.session.scalars(sa.select(Household.erased_on).where(Household.id == household.id)).all()
        return names, days != [None], verify()


def test_the_database_replaced_knew_who_was_erased(app, erased, run, tmp_path):
    (tmp_path / LIST).unlink()
    done = run("restore", tmp_path / "older.backup", "--replace")
    assert (done.returncode, done.stderr) == (0, "")
    assert stands(app, erased) == ({"", "Qui reste"}, True, [])


def test_the_list_knows_where_the_database_is_lost(app, erased, make, run, tmp_path):
    away = tmp_path / "away.sealed"
    assert run("erasures", "write", away).stdout == "erasures: 1 in the list\n"
    with app.app_context(), transaction("write"), db.engine.begin() as connection:  # as another machine would have it
        connection.execute(sa.text("ALTER TABLE erasure RENAME TO gone"))
    assert run("restore", tmp_path / "older.backup", "--replace").returncode == 0
    assert stands(app, erased)[0] == {NAME, "Qui reste"}
    for again in (1, 0):
        assert run("erasures", "replay", away).stdout == f"erasures: {again} done again\n"
    assert stands(app, erased) == ({"", "Qui reste"}, True, [])
    assert NAME.encode() not in away.read_bytes()


def test_a_list_beside_the_backup_is_read_and_never_shrinks(erased, run, tmp_path):
    assert run("backup", tmp_path / "newer.backup").returncode == 0
    assert run("restore", tmp_path / "older.backup", "--replace").returncode == 0
    assert run("erasures", "write", tmp_path / LIST).stdout == "erasures: 1 in the list\n"
    (tmp_path / LIST).write_bytes(b"TREMPLIN BACKUP 1\n{}\n")
    refused = run("restore", tmp_path / "older.backup", "--replace")
    assert (refused.returncode, refused.stdout) == (1, "")

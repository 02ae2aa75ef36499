"""The whole database in one sealed file, and back: proven, or refused before anything is lost (R-15)."""

import base64
import json
import sqlite3
import threading
from contextlib import closing

import pytest
import sqlalchemy as sa

from app.audit.verify import verify
from app.db import Base, db, transaction
from tests.support.commands import tremplin
from tests.support.postgres import clone_database, drop_database, find_programs

KEY, OTHER = (f"{name}:" + base64.urlsafe_b64encode(name.encode() * 16).decode().rstrip("=") for name in ("b1", "b2"))
CANARY = "Zéphyrine Canari"


@pytest.fixture
def run(app, tmp_path):
    """The command on the database of the test, with a key of backups."""
    programs = find_programs()
    with_clients = programs is not None and (programs / "pg_dump").exists()
    given = {"TREMPLIN_BACKUP_KEYS": KEY, "TMPDIR": str(tmp_path)}
    given |= {"TREMPLIN_PG_BIN": str(programs)} if with_clients else {}
    return lambda *words, **more: tremplin(app, *map(str, words), **(given | more))


@pytest.fixture
def lived_in(app, make, sign_in):
    """A database with people, papers, a chain of several entries."""
    programme = make.programme()
    make.allocation(programme)
    make.user(name=CANARY)
    sign_in(make.user()).get("/account")
    return app


def content(app) -> dict[str, list]:
    """Every row of every table but what backups themselves note."""
    with app.app_context(), transaction("read"), db.engine.connect() as connection:
        tables = [table for table in Base.metadata.sorted_tables if not table.name.startswith("journal_")]
        return {one.name: connection.execute(sa.select(one).order_by(*one.primary_key)).all() for one in tables}


def entries(app) -> list:
    with app.app_context(), transaction("read"), db.engine.connect() as connection:
        table = Base.metadata.tables["journal_entry"]
        return connection.execute(sa.select(table).order_by(table.c.organisation_id, table.c.seq)).all()


def change(app, *statements):
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_what_was_there_comes_back(lived_in, make, run, tmp_path):
    file, before, chain = tmp_path / "today.backup", content(lived_in), entries(lived_in)
    made = run("backup", file)
    assert (made.returncode, made.stderr) == (0, "")
    make.user(name="Somebody who came after")
    change(lived_in, "UPDATE organisation SET name = name || ' bis'")
    back = run("restore", file, "--replace")
    assert (back.returncode, back.stderr) == (0, "")
    assert content(lived_in) == before
    assert set(chain) <= set(entries(lived_in))
    with lived_in.app_context():
        assert verify() == []
    assert run("journal", "verify").returncode == 0


def test_guards_come_back_too(lived_in, run, tmp_path):
    run("backup", tmp_path / "a")
    assert run("restore", tmp_path / "a", "--replace").returncode == 0
    assert "guards are missing" not in run("check-deploy").stderr
    with pytest.raises(sa.exc.DBAPIError, match=r"append_only|journal"):
        change(lived_in, "UPDATE journal_entry SET event = 'x.y'")


@pytest.mark.parametrize("installed", [False, True])
def test_it_goes_into_an_empty_place(lived_in, run, request, tmp_path, installed):
    """A new one, or one that was only set up: the lists it was given then are nothing to lose."""
    file = tmp_path / "today.backup"
    run("backup", file)
    if "sqlite" in lived_in.config["SQLALCHEMY_DATABASE_URI"]:
        url = f"sqlite:///{tmp_path}/{'' if installed else 'deep/er/'}new.sqlite3"
    else:
        admin = request.getfixturevalue("postgres")
        drop_database(admin, "elsewhere")
        url = clone_database(admin, "template0", "elsewhere")
    assert not installed or run("db", "upgrade", TREMPLIN_DATABASE_URL=url).returncode == 0
    done = run("restore", file, TREMPLIN_DATABASE_URL=url)
    assert (done.returncode, done.stderr) == (0, "")
    assert run("journal", "verify", TREMPLIN_DATABASE_URL=url).returncode == 0


def test_a_database_that_holds_rows_is_not_replaced_unasked(lived_in, run, tmp_path):
    run("backup", tmp_path / "a")
    before = content(lived_in), len(entries(lived_in))
    done = run("restore", tmp_path / "a")
    assert (done.returncode, done.stdout) == (1, "")
    assert "--replace" in done.stderr
    assert (content(lived_in), len(entries(lived_in))) == before


def altered(content: bytes) -> dict[str, bytes]:
    """A backup that somebody or a disk changed, in every part."""
    head = content.index(b"\n", content.index(b"\n") + 1) + 1
    middle = head + (len(content) - head) // 2
    return {
        "first byte": content[:head] + bytes([content[head] ^ 1]) + content[head + 1 :],
        "middle": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "end": content[:-1] + bytes([content[-1] ^ 1]),
        "head": content.replace(b'"made_at": "2', b'"made_at": "1', 1),
        "cut": content[:-100],
        "cut at the head": content[:head],
        "longer": content + b"\0",
        "empty": b"",
        "another file": b"SQLite format 3\0" + content,
        "nonsense in the head": content[: content.index(b"\n") + 1] + b"{]\n" + content[head:],
    }


def test_an_altered_file_is_refused_and_nothing_changes(lived_in, run, tmp_path):
    file = tmp_path / "a"
    run("backup", file)
    before = content(lived_in), len(entries(lived_in))
    for name, wrong in altered(file.read_bytes()).items():
        bad = tmp_path / "bad"
        bad.write_bytes(wrong)
        for option in ("--replace", "--check"):
            done = run("restore", bad, option)
            assert (done.returncode, done.stdout) == (1, ""), name
            assert "backup" in done.stderr, name
            assert "Traceback" not in done.stderr, name
    assert (content(lived_in), len(entries(lived_in))) == before


def test_only_its_own_key_opens_it(lived_in, run, tmp_path):
    file = tmp_path / "a"
    run("backup", file)
    wrong = "b1:" + OTHER.partition(":")[2]
    for keys, said in ((OTHER, "b1"), (wrong, "altered"), ("", "no key"), ("b1:short", "id:base64url")):
        done = run("restore", file, "--replace", TREMPLIN_BACKUP_KEYS=keys)
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
        assert KEY.partition(":")[2] not in done.stderr
    named = tmp_path / "keys"
    named.write_text(f"{OTHER}\n{KEY}\n")
    assert run("restore", file, "--replace", "--key-file", named, TREMPLIN_BACKUP_KEYS="").returncode == 0


def test_nothing_can_be_read_in_it_nor_beside_it(lived_in, run, tmp_path):
    file = tmp_path / "a"
    run("backup", file)
    sealed = file.read_bytes()
    for text in (CANARY.encode(), b"Association", b"journal_entry", b"CREATE TABLE", b"exemple.test", b"alembic"):
        assert text not in sealed
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in tmp_path.iterdir() if one.name != "a") == ["erasures.sealed"]


def test_two_files_of_one_database_have_nothing_in_common(lived_in, run, tmp_path):
    run("backup", tmp_path / "a")
    run("backup", tmp_path / "b")
    first, second = ((tmp_path / name).read_bytes().split(b"\n", 2)[2][:4096] for name in "ab")
    assert sum(one == other for one, other in zip(first, second, strict=True)) < 100


def test_a_file_that_is_there_is_kept(lived_in, run, tmp_path):
    (tmp_path / "a").write_text("mine")
    done = run("backup", tmp_path / "a")
    assert (done.returncode, (tmp_path / "a").read_text()) == (1, "mine")
    assert run("restore", tmp_path / "nowhere").returncode == 1
    assert run("backup").returncode == 2


def test_a_check_touches_nothing(lived_in, run, tmp_path):
    run("backup", tmp_path / "a")
    before = len(entries(lived_in))
    done = run("restore", tmp_path / "a", "--check")
    assert (done.returncode, "backup sound" in done.stdout) == (0, True)
    assert len(entries(lived_in)) == before


def test_a_broken_journal_is_told(lived_in, run, tmp_path):
    lite = "sqlite" in lived_in.config["SQLALCHEMY_DATABASE_URI"]
    guard = "journal_entry_no_update" if lite else "journal_entry_no_change"
    change(
        lived_in,
        f"DROP TRIGGER {guard}{'' if lite else ' ON journal_entry'}",
        "UPDATE journal_entry SET event = 'x.y' WHERE seq = 1",
    )
    run("backup", tmp_path / "a")
    done = run("restore", tmp_path / "a", "--replace")
    assert done.returncode == 1
    assert "entry 1: altered" in done.stderr


def test_without_the_keys_of_the_fields_it_says_so(lived_in, run, tmp_path):
    run("backup", tmp_path / "a")
    done = run("restore", tmp_path / "a", "--replace", TREMPLIN_FIELD_KEYS=OTHER)
    assert done.returncode == 1
    assert "TREMPLIN_FIELD_KEYS" in done.stderr


def test_both_acts_are_in_the_journal(lived_in, run, tmp_path):
    run("backup", tmp_path / "a")
    run("restore", tmp_path / "a", "--replace")
    found = [(entry.event, entry.job, sorted(json.loads(entry.facts))) for entry in entries(lived_in)]
    assert ("backup.restored", "backup", ["rows", "size"]) in found
    run("backup", tmp_path / "b")
    assert "backup.made" in [entry.event for entry in entries(lived_in)]


def test_a_backup_taken_while_others_write_is_whole(lived_in, make, run, tmp_path):
    done, stop = [], threading.Event()

    def write():
        while not stop.is_set():
            make.user()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            done.append(run("backup", tmp_path / f"{number}"))
    finally:
        stop.set()
        writer.join()
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 3
    for number in range(3):
        back = run("restore", tmp_path / f"{number}", "--replace")
        assert (back.returncode, back.stderr) == (0, "")


def test_a_backup_of_the_other_kind_is_refused(lived_in, run, tmp_path):
    run("backup", tmp_path / "a")
    lite = "sqlite" in lived_in.config["SQLALCHEMY_DATABASE_URI"]
    url = "postgresql://nobody@127.0.0.1:1/none" if lite else f"sqlite:///{tmp_path}/x.sqlite3"
    done = run("restore", tmp_path / "a", TREMPLIN_DATABASE_URL=url)
    assert done.returncode == 1
    assert "this is a backup of" in done.stderr


def test_who_reads_meanwhile_sees_the_one_or_the_other(lived_in, run, tmp_path):
    """A running SQLite server keeps its connection over a restore."""
    url = lived_in.config["SQLALCHEMY_DATABASE_URI"]
    if "sqlite" not in url:
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as reader:
        run("backup", tmp_path / "a")
        change(lived_in, "UPDATE organisation SET name = name || ' bis'")
        assert reader.execute("SELECT count(*) FROM organisation WHERE name LIKE '% bis'").fetchone()[0] > 0
        assert run("restore", tmp_path / "a", "--replace").returncode == 0
        assert reader.execute("SELECT count(*) FROM organisation WHERE name LIKE '% bis'").fetchone()[0] == 0

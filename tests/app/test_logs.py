"""What is written about an error nobody foresaw: its types and lines, never what somebody typed (S-92)."""

import json
import subprocess
import sys

from app.db import db, transaction
from tests.support.commands import tremplin

CANARY = "Zéphyrine-7f3a9c de la rue cachée"
PIECES = ("phyrine", "7f3a9c", "rue cach")
STATUSES = {
    "in_words": 500,
    "as_a_number": 500,
    "while_handled": 500,
    "several": 500,
    "in_sql": 500,
    "at_the_commit": 500,
}


def failed(app) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.support.failing", app.config["SQLALCHEMY_DATABASE_URI"], CANARY]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)


def test_no_failure_writes_what_was_typed(app):
    done = failed(app)
    for kind, status in STATUSES.items():
        assert f"{kind} {status}\n" in done.stdout
    for piece in PIECES:
        assert piece not in done.stderr
        assert piece not in done.stdout


def test_the_log_says_which_errors_and_where(app):
    written = [json.loads(line) for line in failed(app).stderr.splitlines()]
    lines = [line for line in written if "errors" in line]
    kinds = [[error["type"] for error in line["errors"]] for line in lines]
    assert ["RuntimeError"] in kinds
    assert ["LookupError", "ValueError"] in kinds
    assert ["ExceptionGroup", "ValueError", "ExceptionGroup", "FileNotFoundError"] in kinds
    assert any(found[0] == "sqlalchemy.exc.IntegrityError" for found in kinds)
    last = next(line for line in lines if line["errors"][0]["type"] == "RuntimeError")
    assert last["errors"][0]["lines"][-1].startswith("__main__:")
    assert last["errors"][0]["lines"][-1].endswith(" in_words")
    assert all(len(line["request_id"]) == 16 for line in lines if line["event"].startswith("unexpected"))


def test_a_command_that_stops_writes_no_more(app):
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE access_link RENAME TO gone")
    words = ("--email", "zephyrine-7f3a9c@exemple.be", "--name", CANARY, "--role", "administrator")
    done = tremplin(app, "user", "create", *words)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["errors"][0]["type"].startswith("sqlalchemy.exc.")
    for piece in PIECES:
        assert piece not in line

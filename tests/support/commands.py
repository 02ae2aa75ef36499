"""The command `tremplin`, as an operator types it."""

import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from flask import Flask

from tests.support.field_keys import BEFORE

PATIENCE = 60
# Each command is a process of its own, forked from one that has imported the product and opened nothing: it starts in
# a few hundredths of a second instead of two seconds.
forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["app.cli", "app.packages", "flask_migrate", "tests.support.commands"])


def tremplin(app: Flask, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command on the database of `app`, in a process of its own, with production settings and `more`."""
    environment = os.environ | {
        "TREMPLIN_MODE": "production",
        "TREMPLIN_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "TREMPLIN_SECRET_KEY": app.config["SECRET_KEY"],
        "TREMPLIN_FIELD_KEYS": BEFORE,
        "TREMPLIN_HOSTS": "tremplin.example",
        **more,
    }
    return run_command(words, environment)


def run_command(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What the command `tremplin` answers to these words, in this environment alone."""
    with tempfile.TemporaryDirectory(prefix="tremplin-") as folder:
        said = [f"{folder}/stdout", f"{folder}/stderr"]
        process = forks.Process(target=_become, args=(list(words), dict(environment), *said))
        process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            raise subprocess.TimeoutExpired(list(words), PATIENCE)
        code = process.exitcode or 0
        process.close()
        texts = [Path(name).read_text(encoding="utf-8") for name in said]
    return subprocess.CompletedProcess(list(words), code, *texts)


def _become(words: list[str], environment: dict[str, str], stdout: str, stderr: str) -> None:
    """Be `tremplin` from here on, as if the system had just started it."""
    sys.stdout, sys.stderr = _stream(1, stdout), _stream(2, stderr)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["tremplin", *words]
    code: object = 0
    try:
        from app.cli import main

        main()
    except SystemExit as done:
        code = done.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _stream(number: int, name: str) -> IO[str]:
    file = os.open(name, os.O_WRONLY | os.O_CREAT)
    os.dup2(file, number)
    return io.TextIOWrapper(os.fdopen(number, "wb", closefd=False), encoding="utf-8", line_buffering=True)

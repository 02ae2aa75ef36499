"""The demonstration served for real: loaded once, copied for whoever changes it, through `tremplin serve`."""

import http.client
import os
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade

from app.config import from_environment
from app.db import db
from app.demo.load import DATASETS
from app.factory import build_app

PASSWORD = "une phrase de passe pour les essais"
COMMAND = str(Path(sys.executable).parent / "tremplin")
PATIENCE = 60  # seconds; a busy machine starts slowly


def environment(file: Path) -> dict[str, str]:
    """What a demonstration on this SQLite file is told; it does not wait for the disk."""
    url = f"sqlite:///{file}"
    return {"TREMPLIN_MODE": "demo", "TREMPLIN_DATABASE_URL": url, "TREMPLIN_SQLITE_SYNCHRONOUS": "OFF"}


def load_demo(file: Path) -> None:
    """Migrate an empty file and load the demonstration, by the application itself."""
    app = build_app(from_environment(environment(file)))
    with app.app_context():
        upgrade()
        DATASETS["demo"](PASSWORD)
        db.engine.dispose()


@contextmanager
def served(template: Path, folder: Path) -> Iterator[str]:
    """Serve a copy of `template` on a free port of the loopback; gives its address, and stops the server at the end."""
    file = folder / "served.sqlite3"
    shutil.copy(template, file)
    port = _free_port()
    command = [COMMAND, "serve", "--port", str(port), "--workers", "1"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=_whole(environment(file)), stdout=log, stderr=log)
        try:
            _wait(process, port, folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _whole(changes: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **changes}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Until the server answers; says what it wrote when it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if _answers(port):
            return
    raise RuntimeError(f"the server does not answer:\n{log.read_text()}")


def _answers(port: int) -> bool:
    """Whether the server is there; gives it a moment where it is not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        select.select([], [], [], 0.1)
        return False
    finally:
        connection.close()

"""The real server with two workers, and a plain browser for it that keeps its cookies."""

import http.cookiejar
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Flask

from tests.factories.auth import PASSWORD
from tests.support.field_keys import BEFORE

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@contextmanager
def served(app: Flask, workers: int = 2) -> Iterator[str]:
    """Granian on the database of `app`, in processes of its own; gives its address and stops it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    environment = os.environ | {
        "TREMPLIN_MODE": "test",
        "TREMPLIN_DATABASE_URL": url,
        "TREMPLIN_SECRET_KEY": app.config["SECRET_KEY"],
        "TREMPLIN_FIELD_KEYS": BEFORE,
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(workers)]
    command += ["--no-ws", "--blocking-threads", "2", "app.wsgi:application"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(port: int, server: subprocess.Popen[bytes], patience: float = 60) -> None:
    """Until the server takes connections, or has died."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.1)
            break
    raise RuntimeError("the server does not answer")


class Browser:
    """Signs in and posts forms; follows no redirect."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar, _Stay())

    def sign_in(self, user: Any) -> None:
        status, _ = self.post("/sign-in", {"email": user.email, "password": PASSWORD})
        assert status == 303, status

    def token(self) -> str:
        found = TOKEN.search(self._open("/sign-in")[1])
        assert found, "no form on the page"
        return found[1]

    def post(self, path: str, data: dict[str, str]) -> tuple[int, str]:
        """Send a form with a token and a one-time key; gives status and text."""
        return self.send(path, self.machinery() | data)

    def machinery(self) -> dict[str, str]:
        """What every form of ours carries beside what is typed."""
        return {"csrf_token": self.token(), "form_key": secrets.token_urlsafe(16)}

    def send(self, path: str, data: dict[str, str]) -> tuple[int, str]:
        """Send a form as it is."""
        return self._open(path, urllib.parse.urlencode(data).encode())

    def _open(self, path: str, body: bytes | None = None) -> tuple[int, str]:
        try:
            with self.opener.open(self.base + path, body, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None

"""One page measured: speed and CPU through the server, statements and weight beside it."""

import gzip
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.db import db
from benchmarks.server import Server

CONNECTIONS = 4
WARM_UP = 1.0  # seconds
LEAST = 20  # requests whose CPU is counted
ENCODING = "gzip, deflate, br"
LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')


@dataclass(frozen=True)
class Result:
    """What a page costs. CPU in milliseconds a request, the server's processes together."""

    per_second: float
    p99: float  # milliseconds
    cpu: float
    statements: int
    weight: int  # bytes on the wire, compressed
    first_visit: int  # with everything it links to


def load(server: Server, path: str, cookie: str, seconds: float) -> tuple[float, float, float]:
    """(requests a second, p99 in ms, CPU in ms a request) of a page, warmed up.

    Speed is that of wrk on four connections. CPU is counted over whole requests, one after the other: under wrk, those
    that its end cuts off would be paid for and not counted, and threads that wait for each other cost more.
    """
    _wrk(server, path, cookie, WARM_UP)
    cpu = _cpu(server, path, cookie, seconds)
    count, took, p99 = _wrk(server, path, cookie, seconds)
    return count / took, p99, cpu


def _cpu(server: Server, path: str, cookie: str, seconds: float) -> float:
    """Milliseconds of processor a request."""
    _settle(server)
    before, begun, count = server.cpu(), time.monotonic(), 0
    connection = HTTPConnection("127.0.0.1", server.port)
    while count < LEAST or time.monotonic() - begun < seconds:
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": ENCODING})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        count += 1
    connection.close()
    return 1000 * (server.cpu() - before) / count


def _settle(server: Server) -> None:
    """Wait until the server has finished what was asked before."""
    while True:
        before = server.cpu()
        time.sleep(0.3)
        if server.cpu() - before < 0.02:
            return


def _wrk(server: Server, path: str, cookie: str, seconds: float) -> tuple[int, float, float]:
    headers = ["-H", f"Cookie: {cookie}", "-H", f"Accept-Encoding: {ENCODING}"]
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{max(1, round(seconds))}s",
        "--latency",
        *headers,
        server.url(path),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{path}: not every answer was a page\n{said}")
    found = re.search(r"(\d+) requests in ([\d.]+)(ms|s)", said)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if found is None or late is None:
        raise RuntimeError(said)
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    return int(found[1]), float(found[2]) * unit[found[3]] / 1000, float(late[1]) * unit[late[2]]


def weigh(server: Server, path: str, cookie: str) -> tuple[int, int]:
    """Bytes of a page on the wire, and with all it links to, as a browser that comes for the first time."""
    body, size = _fetch(server, path, cookie)
    linked = set(LINKED.findall(body))
    return size, size + sum(_fetch(server, one, cookie)[1] for one in linked)


def _fetch(server: Server, path: str, cookie: str) -> tuple[str, int]:
    request = urllib.request.Request(  # noqa: S310
        server.url(path), headers={"Cookie": cookie, "Accept-Encoding": ENCODING}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        raw = answer.read()
        clear = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
    return clear.decode(errors="replace"), len(raw)


def statements(app: Flask, path: str, cookie: str) -> list[str]:
    """The statements of one visit, those that note the view in the journal included."""
    client = app.test_client(use_cookies=False)
    with app.app_context(), _heard(db.engine) as said:
        for _ in range(2):  # the first one also notes that the session is alive
            said.clear()
            answer = client.get(path, headers={"Cookie": cookie})
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return list(said)


@contextmanager
def _heard(engine: sa.Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)


def wait_for_calm(limit: float, patience: float) -> float:
    """Wait until others leave the machine alone, a while at most; the load that remains."""
    begun = time.monotonic()
    while _others() > limit and time.monotonic() - begun < patience:
        time.sleep(1)
    return _others()


def _others() -> float:
    """Share of the processors in use over half a second, 0 to 1."""
    first = _busy()
    time.sleep(0.5)
    second = _busy()
    return (second[0] - first[0]) / max(1, second[1] - first[1])


def _busy() -> tuple[int, int]:
    with open("/proc/stat", encoding="ascii") as file:
        fields = [int(value) for value in file.readline().split()[1:]]
    total = sum(fields)
    return total - fields[3] - fields[4], total

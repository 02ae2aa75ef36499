"""A server under measure: started on a free port, asked over loopback, its CPU read from /proc."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from app.config import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
Served = tuple[list[str], int, Mapping[str, str], str, str]
PATIENCE = 60.0  # seconds to answer for the first time


@dataclass(frozen=True)
class Server:
    """A running server: its address, the process above its workers, and that above PostgreSQL's, which work for it."""

    port: int
    pid: int
    database: int | None = None

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def cpu(self) -> float:
        """Seconds of processor used so far by the server, its workers, and a database that is a process of its own."""
        above = [self.pid, *([self.database] if self.database else [])]
        return sum(_cpu_of(pid) for one in above for pid in _family(one))


@contextmanager
def serving(
    command: Sequence[str], port: int, environment: Mapping[str, str], ready: str, url: str
) -> Iterator[Server]:
    """Run `command` on the database at `url` until the end of the block; `ready` is a path that answers once up."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        server = Server(port, process.pid, _postmaster(url))
        _wait(server, ready)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def product(port: int, environment: Mapping[str, str], url: str) -> Served:
    """Arguments of `serving` for the product itself, as an installation starts it."""
    program = Path(sys.executable).with_name("tremplin")
    return [str(program), "serve", "--port", str(port)], port, environment, "/healthz", url


def floor(port: int, url: str) -> Served:
    """The same for the floor page."""
    return [sys.executable, "-m", "benchmarks.floor", url, str(port)], port, {}, "/stays", url


def _postmaster(url: str) -> int | None:
    """The process above those of a PostgreSQL that we started, found in the folder of its socket."""
    folder = parse_qs(urlsplit(url).query).get("host")
    return int(Path(folder[0], "data", "postmaster.pid").read_text().split()[0]) if folder else None


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(server: Server, path: str) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        try:
            with urllib.request.urlopen(server.url(path), timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer on {path}")


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    parents = {one: _parent(one) for one in (int(path.name) for path in Path("/proc").glob("[0-9]*"))}
    family = [pid]
    for one in family:
        family += [child for child, parent in parents.items() if parent == one]
    return family


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[1]) if fields else 0


def _cpu_of(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0

"""`make bench`: what the main pages cost on 10,000 and on 100,000 stays, beside a floor page in the same run.

python -m benchmarks.run [--stays 10000 100000] [--seconds 3] [--rounds 3] [--calm 30] [--only board]
    [--database postgresql] [--write]
"""

import argparse
import shutil
import statistics
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from app.db import db
from benchmarks.load import KINDS, environment, open_app, sign_in, worlds
from benchmarks.measure import Result, load, statements, wait_for_calm, weigh
from benchmarks.pages import LIST, Page, main_pages
from benchmarks.report import Run, tell, write
from benchmarks.server import Server, floor, free_port, product, serving

BUSY = 0.15  # share of the processors others may use while we measure


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stays", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seconds", type=float, default=3, help="how long each page is asked, per round")
    parser.add_argument("--rounds", type=int, default=3, help="the median round counts for CPU, the best for speed")
    parser.add_argument("--calm", type=float, default=30, help="seconds to wait for an idle machine before each page")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--database", choices=KINDS, default=KINDS[0])
    parser.add_argument("--write", action="store_true", help="also put the tables into benchmarks/README.md")
    asked = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("wrk is missing: apt-get install wrk", file=sys.stderr)
        return 2
    with worlds(asked.database) as world:
        told = tell([_run(world(stays), stays, asked) for stays in asked.stays])
    print(told)
    if asked.write:
        write(asked.database, told, arguments if arguments is not None else sys.argv[1:])
    return 0


def _run(url: str, stays: int, asked: argparse.Namespace) -> Run:
    pages = [page for page in main_pages(url) if asked.only in page.name or page.name == LIST]
    app = open_app(url)
    cookies = {email: sign_in(app, email) for email in {page.reader for page in pages}}
    told = {page: statements(app, page.path, cookies[page.reader]) for page in pages}
    with ExitStack() as stack:
        bare = stack.enter_context(serving(*floor(free_port(), url)))
        server = stack.enter_context(serving(*product(free_port(), environment(url), url)))
        weights = {page: weigh(server, page.path, cookies[page.reader]) for page in pages}
        rounds = [_round(server, bare, pages, cookies, asked) for _ in range(asked.rounds)]
    with app.app_context():
        db.engine.dispose()
    results = {page.name: Result(*_best(rounds, page.name), len(told[page]), *weights[page]) for page in pages}
    return Run(stays, Result(*_best(rounds, "floor"), 1, 0, 0), results)


def _round(
    server: Server, bare: Server, pages: list[Page], cookies: dict[str, str], asked: argparse.Namespace
) -> dict[str, tuple[float, float, float]]:
    wait_for_calm(BUSY, asked.calm)
    found = {"floor": load(bare, "/stays", "", asked.seconds)}
    for page in pages:
        wait_for_calm(BUSY, asked.calm)
        found[page.name] = load(server, page.path, cookies[page.reader], asked.seconds)
        print(f"  {page.name}: {found[page.name][2]:.2f} ms CPU", file=sys.stderr, flush=True)
    return found


def _best(rounds: list[dict[str, tuple[float, float, float]]], name: str) -> tuple[float, float, float]:
    """Requests and p99 of the best round, CPU of the median one."""
    tried = [one[name] for one in rounds]
    return max(one[0] for one in tried), min(one[1] for one in tried), statistics.median(one[2] for one in tried)


if __name__ == "__main__":
    sys.exit(main())

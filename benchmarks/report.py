"""The figures as Markdown tables, and whether each target is reached."""

import os
import platform
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.measure import Result
from benchmarks.pages import LIST

FLOOR_TIMES, STATEMENTS, GROWTH, BOARD_TIMES, REPORT_TIMES = 2.5, 8, 1.3, 10.0, 5.0
README = Path(__file__).with_name("README.md")
FIRST_VISIT, NEXT_VISIT = 100_000, 25_000
BOARD, REPORT = "allocation board, 200 free units", "site report, a year ago"


@dataclass(frozen=True)
class Run:
    """Everything measured on one world."""

    stays: int
    floor: Result
    pages: dict[str, Result]


def tell(runs: Sequence[Run]) -> str:
    return "\n\n".join([*(_table(run) for run in runs), "\n".join(_targets(runs))])


def write(database: str, told: str, arguments: Sequence[str]) -> None:
    """Put the tables into the README, between the markers of their database."""
    text = README.read_text()
    begin, end = (f"<!-- {word} of {database} -->" for word in ("results", "end"))
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    if not after:
        raise ValueError(f"{README.name} has no place for {database}")
    command = " ".join([".venv/bin/python -m benchmarks.run", *arguments])
    README.write_text(f"{before}{begin}\n    {command}\n\n{_machine()}\n\n{told}\n{end}{after}")


def _machine() -> str:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    cores = f"{os.cpu_count()} cores" + (f" ({model[1]})" if model else "")
    return f"{cores}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."


def _table(run: Run) -> str:
    lines = [
        f"### {run.stays:,} stays",
        "",
        "| page | requests/s | p99 ms | CPU ms | × floor | statements | kB | first visit kB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
        f"| floor | {run.floor.per_second:.0f} | {run.floor.p99:.1f} | {run.floor.cpu:.2f} | 1.0 | 1 | | |",
    ]
    for name, page in run.pages.items():
        costs = f"{page.per_second:.0f} | {page.p99:.0f} | {page.cpu:.2f} | {page.cpu / run.floor.cpu:.1f}"
        weights = f"{page.weight / 1000:.1f} | {page.first_visit / 1000:.1f}"
        lines.append(f"| {name} | {costs} | {page.statements} | {weights} |")
    return "\n".join(lines)


def _targets(runs: Sequence[Run]) -> Iterator[str]:
    yield "### Targets"
    yield ""
    for run in runs:
        yield from _of_run(run)
    for small, large in pairwise(runs):
        for name, page in large.pages.items():
            ratio = page.cpu / small.pages[name].cpu
            yield _line(ratio <= GROWTH, f"{name}: {large.stays:,} stays cost {ratio:.2f} × {small.stays:,}", GROWTH)


def _of_run(run: Run) -> Iterator[str]:
    least, most = (pick(page.cpu / run.floor.cpu for page in run.pages.values()) for pick in (min, max))
    at = f"{run.stays:,} stays"
    yield _line(most <= FLOOR_TIMES, f"{at}: pages cost {least:.1f} to {most:.1f} × the floor", FLOOR_TIMES)
    count = max(page.statements for page in run.pages.values())
    yield _line(count <= STATEMENTS, f"{at}: {count} statements at most", STATEMENTS)
    for name, times in ((BOARD, BOARD_TIMES), (REPORT, REPORT_TIMES)):
        if name in run.pages:
            ratio = run.pages[name].cpu / run.pages[LIST].cpu
            yield _line(ratio <= times, f"{at}: {name} costs {ratio:.1f} × the list", times)
    for what, sizes, limit in (
        ("first visit", [page.first_visit for page in run.pages.values()], FIRST_VISIT),
        ("next pages", [page.weight for page in run.pages.values()], NEXT_VISIT),
    ):
        yield _line(max(sizes) <= limit, f"{at}: {what} weigh {max(sizes) / 1000:.1f} kB at most", limit / 1000)


def _line(reached: bool, text: str, limit: float) -> str:
    return f"- {'reached' if reached else '**not reached**'}: {text} (target {limit:g})"

"""The figures as Markdown tables, and whether each target is reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.measure import Result
from benchmarks.pages import LIST

FLOOR_TIMES, STATEMENTS, GROWTH, BOARD_TIMES, REPORT_TIMES = 2.5, 8, 1.3, 10.0, 5.0
FIRST_VISIT, NEXT_VISIT = 100_000, 25_000
BOARD, REPORT = "allocation board", "site report, a year ago"


@dataclass(frozen=True)
class Run:
    """Everything measured on one world."""

    stays: int
    floor: Result
    pages: dict[str, Result]


def tell(runs: Sequence[Run]) -> str:
    return "\n\n".join([*(_table(run) for run in runs), "\n".join(_targets(runs))])


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

"""`python -m tools.limits`: functions stay under 30 lines, modules under 300, tests too (docs/house.md).

A function is counted from its `def` to its last line, its docstring included. What programs write
(migrations/versions) is nobody's to read, and is left out.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.console import ROOT, say

FUNCTION, MODULE = 30, 300
WRITTEN_BY_HAND = (
    "app", "sites", "axes", "occupancy", "capteur", "accompaniment", "reports", "tests", "tools", "benchmarks",
    "migrations/*.py",
)  # fmt: skip


def too_long(root: Path = ROOT) -> list[str]:
    """What goes beyond the limits, by place and name."""
    files = (file for place in WRITTEN_BY_HAND for found in root.glob(place) for file in _modules(found))
    return [line for file in sorted(files) for line in _told(file, str(file.relative_to(root)))]


def _modules(found: Path) -> Iterator[Path]:
    return found.rglob("*.py") if found.is_dir() else iter((found,))


def _told(file: Path, name: str) -> Iterator[str]:
    text = file.read_text()
    lines = len(text.splitlines())
    if lines > MODULE:
        yield f"{name}: {lines} lines"
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines"


def main() -> int:
    found = too_long()
    say("\n".join(found) or f"Every function has at most {FUNCTION} lines, every module at most {MODULE}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

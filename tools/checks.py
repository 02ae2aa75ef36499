"""`.venv/bin/python -m tools.checks fast|all [pytest arguments]`: all run, then a summary."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.console import ROOT, VENV, VENV_PYTHON, Failure, exit_code, say
from tools.system import ensure_test_programs

BIN = VENV / "bin"
FAST: dict[str, list[str]] = {
    "ruff check": [f"{BIN}/ruff", "check"],
    "ruff format": [f"{BIN}/ruff", "format", "--check"],
    "mypy": [f"{VENV_PYTHON}", "-m", "mypy"],
    "lint-imports": [f"{VENV_PYTHON}", f"{BIN}/lint-imports", "--no-logo"],
    "limits": [f"{VENV_PYTHON}", "-m", "tools.limits"],
}
# Two workers, each with its own databases; what stays together, and in which order: tests/conftest.py.
WORKERS = ["-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]


@dataclass(frozen=True)
class Result:
    name: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED':7} {self.name:13} {self.seconds:7.1f} s"


def main() -> int:
    scope, *arguments = sys.argv[1:] or ["all"]
    if scope not in ("fast", "all"):
        raise Failure("usage: python -m tools.checks fast|all [pytest arguments]")
    checks = dict(FAST)
    environment: dict[str, str] = {}
    if scope == "all":
        environment = ensure_test_programs()
        checks["pytest"] = [f"{VENV_PYTHON}", "-m", "pytest", *WORKERS, *arguments]
    results = [_check(name, command, environment) for name, command in checks.items()]
    return _sum_up(results)


def _check(name: str, command: Sequence[str], environment: Mapping[str, str]) -> Result:
    say(f"\n== {name}")
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    result = Result(name, done.returncode == 0, time.monotonic() - begun)
    say(f"-- {result}")
    return result


def _sum_up(results: Sequence[Result]) -> int:
    failed = [result.name for result in results if not result.passed]
    say("\n== summary")
    for result in results:
        say(str(result))
    say(f"FAILED: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(exit_code(main))

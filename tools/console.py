"""One line a step, one line a failure; what programs print goes to a log."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STATE = VAR / "setup"
LAST_LINES = 20


class Failure(Exception):
    """Set-up cannot go on; the text says what is missing and what to do."""


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Announce a step before it starts, then how many seconds it took."""
    print(f"setup: {name} …", end="", flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - begun:.1f} s", flush=True)


def run(command: Sequence[str | Path], hint: str, env: Mapping[str, str] | None = None) -> None:
    """Run quietly, keeping the output in `var/setup/last.log`.

    Raises `Failure` with the last lines of the output and the hint.
    """
    STATE.mkdir(parents=True, exist_ok=True)
    log = STATE / "last.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        tail = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        raise Failure("\n".join([*tail, hint, f"(all it printed: {log.relative_to(ROOT)})"]))


def answer(command: Sequence[str | Path]) -> str:
    """What a program prints, or an empty string if it cannot run."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def exit_code(action: Callable[[], int]) -> int:
    """Run a command's body; a `Failure` becomes its text and 1."""
    try:
        return action()
    except Failure as failure:
        say(f"\n{failure}")
    except KeyboardInterrupt:
        say("\ninterrupted")
    return 1

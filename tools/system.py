"""What the tests need beyond Python: Chromium with a font, what drives it, PostgreSQL's server programs."""

import os
from pathlib import Path

from tests.support.postgres import WHEEL, find_programs
from tools.console import ROOT, VENV, Failure, answer, say, timed
from tools.packages import apt_install, has_apt
from tools.python_env import pip_into

DEBIAN_CHROMIUM = "/usr/bin/chromium"
FONTS = Path("/usr/share/fonts")
DRIVER = "lib/python3.*/site-packages/playwright/driver/node"
PGSERVER = ROOT / "requirements" / "pgserver.txt"


def ensure_test_programs() -> dict[str, str]:
    """Install what is missing and return the environment that tells the tests where it lies.

    Raises `Failure` naming what could not be installed: nothing is left out in silence.
    """
    missing = _missing()
    if missing and has_apt():
        _try_apt(missing)
    if find_programs() is None:
        with timed("PostgreSQL from its wheel"):
            pip_into(WHEEL, PGSERVER)
    if not _driver_runs():
        raise Failure("Playwright's own Node.js does not run here: install libatomic1.")
    return {"TREMPLIN_CHROMIUM": _chromium(), "TREMPLIN_PG_BIN": _postgres()}


def _missing() -> list[str]:
    """Debian packages for what is not there."""
    names = []
    if "TREMPLIN_CHROMIUM" not in os.environ and not Path(DEBIAN_CHROMIUM).exists():
        names.append("chromium")
        if not any(FONTS.rglob("*.ttf")):
            names.append("fonts-noto-core")  # without a font, pages have no letters to look at
    if not _driver_runs():
        names.append("libatomic1")  # not part of a minimal Debian
    if find_programs() is None:
        names.append("postgresql")
    return names


def _driver_runs() -> bool:
    """Whether the Node.js inside Playwright's wheel starts."""
    return any(answer([driver, "--version"]) for driver in VENV.glob(DRIVER))


def _try_apt(names: list[str]) -> None:
    """A failure is not the end: PostgreSQL has another way, and `_chromium` says what is missing."""
    try:
        with timed(f"apt-get install {' '.join(names)}"):
            apt_install(names)
    except Failure as failure:
        say(str(failure))


def _chromium() -> str:
    path = os.environ.get("TREMPLIN_CHROMIUM", DEBIAN_CHROMIUM)
    if not os.access(path, os.X_OK):
        raise Failure(f"Chromium is missing ({path}): install it, or set TREMPLIN_CHROMIUM to its path.")
    return path


def _postgres() -> str:
    programs = find_programs()
    if programs is None or not os.access(programs / "initdb", os.X_OK):
        raise Failure("PostgreSQL is missing: install its server, or set TREMPLIN_PG_BIN to the folder of initdb.")
    return str(programs)

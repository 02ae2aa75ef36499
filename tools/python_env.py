"""The virtual environment `.venv` and the command `.venv/bin/tremplin`."""

import importlib.util
import sys
from pathlib import Path

from tools.console import ROOT, VENV, VENV_PYTHON, Failure, answer, run
from tools.packages import apt_install, has_apt

COMMAND = VENV / "bin" / "tremplin"
# The shell starts Python, since a "#!" line cannot hold spaces nor a long path.
LAUNCHER = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from app.cli import main

sys.exit(main())
"""
PIP = (VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check")
PINNED = ("--require-hashes", "--only-binary", ":all:", "-r")
OFFLINE = "Python packages could not be installed: is the package index reachable from here?"


def install(requirements: Path) -> None:
    """Bring `.venv` to these pinned packages, and write the launcher."""
    if not _is_usable():
        _create()
    run([*PIP, *PINNED, requirements], OFFLINE)
    _write_command()


def pip_into(folder: Path, requirements: Path) -> None:
    """Unpack pinned wheels into a folder of their own, away from `.venv`."""
    run([*PIP, "--no-deps", "--upgrade", "--target", folder, *PINNED, requirements], OFFLINE)


def _is_usable() -> bool:
    """A `.venv` made elsewhere, by another Python, or half made is not."""
    settings = VENV / "pyvenv.cfg"
    if not settings.exists() or str(VENV) not in settings.read_text():
        return False
    version = "python {}.{}".format(*sys.version_info[:2])
    return version in answer([VENV_PYTHON, "-m", "pip", "--version"])


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        if not has_apt():
            raise Failure("This Python cannot make a virtual environment: install python3-venv.")
        apt_install(["python3-venv"])
    run([sys.executable, "-m", "venv", "--clear", VENV], "The virtual environment .venv could not be made.")


def _write_command() -> None:
    site_packages = next(VENV.glob("lib/python3.*/site-packages"))
    (site_packages / "tremplin.pth").write_text(f"{ROOT}\n")
    COMMAND.write_text(LAUNCHER.format(python=VENV_PYTHON))
    COMMAND.chmod(0o755)

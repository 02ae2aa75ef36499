"""Debian's packages, where we may install them."""

import os
import shutil
from collections.abc import Sequence

from tools.console import run

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def has_apt() -> bool:
    """Whether this is Debian (or a child of it) and we are root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(names: Sequence[str]) -> None:
    """Raises `Failure` if apt cannot bring them."""
    hint = f"apt-get could not install {' '.join(names)}: install them by hand, then run again."
    run(["apt-get", "update", "-qq"], hint, QUIET)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names], hint, QUIET)

"""`python3 -m tools.setup core|dev`: what a fresh clone needs to run (`core`), and to be checked (`dev`)."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools import assets, python_env
from tools.console import ROOT, STATE, VENV, VENV_PYTHON, Failure, exit_code, run, say
from tools.steps import Step, bring_all_up_to_date

OLDEST_PYTHON = (3, 11)
TOOLS = ROOT / "tools"
COMPILER = ROOT / "app" / "i18n" / "compile.py"
PROFILES = ("core", "dev")


def main() -> int:
    profile = sys.argv[1] if len(sys.argv) == 2 else "core"
    if profile not in PROFILES:
        raise Failure(f"usage: python3 -m tools.setup {'|'.join(PROFILES)}")
    if sys.version_info < OLDEST_PYTHON:
        found = "{}.{}".format(*sys.version_info[:2])
        raise Failure(f"Python 3.11 or newer is needed, this is {found}: try `make … PYTHON=python3.12`.")
    with _alone():
        bring_all_up_to_date([_packages(profile), *_browser(), *_catalogues()])
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups of the same tree wait for each other."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("setup: another set-up is at work here, waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _packages(profile: str) -> Step:
    """`dev` holds all of `core`: where it is in place, nothing is left to do."""
    development = _python("dev")
    return development if profile == "dev" or development.is_current() else _python("core")


def _python(profile: str) -> Step:
    requirements = ROOT / "requirements" / f"{profile}.txt"
    return Step(
        f"Python packages ({profile})",
        VENV / f"{profile}.stamp",
        [requirements, TOOLS / "python_env.py"],
        [VENV_PYTHON, python_env.COMMAND],
        lambda: python_env.install(requirements),
    )


def _browser() -> list[Step]:
    locked = [assets.MANIFEST, assets.LOCK, TOOLS / "assets.py"]
    return [
        Step("browser packages", assets.WORK / "npm.stamp", locked, [assets.MODULES], assets.fetch),
        Step(
            "static/vendor",
            STATE / "vendor.stamp",
            [*locked, assets.ICON_NAMES],
            [assets.VENDOR, assets.SPRITE, assets.AXE],
            assets.publish,
        ),
    ]


def _catalogues() -> list[Step]:
    if not COMPILER.exists():
        return []
    texts = list(COMPILER.parent.rglob("*.po"))
    return [Step("translations", STATE / "catalogues.stamp", [COMPILER, *texts], [], _compile_catalogues)]


def _compile_catalogues() -> None:
    run([VENV_PYTHON, "-m", "app.i18n.compile"], "The gettext catalogues could not be compiled.")


if __name__ == "__main__":
    sys.exit(exit_code(main))

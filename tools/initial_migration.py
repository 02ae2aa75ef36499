"""Writes migrations/versions/0001_initial.py anew from the models. For use before the first release only.

The new file is written in a copy of the folder and put in place once it is whole: a failure leaves the old one.
"""

import os
import shutil
import tempfile
from pathlib import Path

from flask_migrate import revision

from app.config import ROOT, Mode, Settings
from app.factory import build_app

MIGRATIONS = ROOT / "migrations"
FILE = Path("versions", "0001_initial.py")


def main() -> None:
    with tempfile.TemporaryDirectory(dir=MIGRATIONS.parent, prefix=".migrations-") as folder:
        copy = Path(folder, "migrations")
        shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__", "versions"))
        (copy / "versions").mkdir()
        _write(copy, f"sqlite:///{folder}/empty.sqlite3")
        os.replace(copy / FILE, MIGRATIONS / FILE)


def _write(migrations: Path, url: str) -> None:
    key = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    app = build_app(Settings(Mode.TEST, url, "x" * 32, key, https=False))
    with app.app_context():
        revision(directory=str(migrations), message="initial", autogenerate=True, rev_id="0001")


if __name__ == "__main__":
    main()

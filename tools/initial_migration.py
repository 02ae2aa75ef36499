"""Writes migrations/versions/0001_initial.py anew from the models. For use before the first release only."""

import tempfile
from pathlib import Path

from flask_migrate import revision

from app.config import Mode, Settings
from app.factory import build_app

VERSIONS = Path("migrations/versions")


def main() -> None:
    (VERSIONS / "0001_initial.py").unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        key = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        settings = Settings(Mode.TEST, f"sqlite:///{folder}/empty.sqlite3", "x" * 32, key, https=False)
        app = build_app(settings)
        with app.app_context():
            revision(message="initial", autogenerate=True, rev_id="0001")


if __name__ == "__main__":
    main()

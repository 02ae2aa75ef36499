"""The command `tremplin`, as an operator types it."""

import os
import subprocess
import sys

from flask import Flask

from tests.support.field_keys import BEFORE


def tremplin(app: Flask, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command on the database of `app`, in a process of its own, with production settings and `more`."""
    environment = os.environ | {
        "TREMPLIN_MODE": "production",
        "TREMPLIN_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "TREMPLIN_SECRET_KEY": app.config["SECRET_KEY"],
        "TREMPLIN_FIELD_KEYS": BEFORE,
        "TREMPLIN_HOSTS": "tremplin.example",
        **more,
    }
    command = [sys.executable, "-c", "from app.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)

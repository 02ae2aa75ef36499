"""A whole run on one day: parameters are written when it begins, and hold when it ends.

A run that would go on past midnight has its clock put back: it ticks as always, an hour and a half earlier, in this
process and in each that it starts.
"""

import os
import runpy
from datetime import datetime, timedelta
from pathlib import Path

from app.clock import local, now

LONG = timedelta(minutes=90)  # more than a run takes on a busy machine
TOLD = "TESTS_PUT_BACK"  # seconds, to the processes of the run
FOLDER = Path(__file__).parent / "clock"


def put_back(begun: datetime) -> timedelta:
    """By how much, for a run that begins at this instant."""
    return LONG if local(begun).date() != local(begun + LONG).date() else timedelta(0)


def stay_in_one_day(*, by_workers: bool) -> None:
    """Once in each process that runs tests; who has them run by workers tells these by how much."""
    by = float(os.environ.setdefault(TOLD, str(put_back(now()).total_seconds())))
    if by and not by_workers:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(FOLDER), os.environ.get("PYTHONPATH")]))
        runpy.run_path(str(FOLDER / "sitecustomize.py"))

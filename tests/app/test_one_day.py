"""A run of the tests begins and ends on one day, in each of its processes."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import local
from tests.support.one_day import FOLDER, LONG, TOLD, put_back


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)))
def test_it_is_the_day_of_its_beginning_until_its_end(begun: datetime) -> None:
    at = begun - put_back(begun)
    assert local(begun).date() == local(at).date() == local(at + LONG).date()


@pytest.mark.parametrize(("begun", "by"), [("21:29", 0), ("21:31", 90), ("22:59", 90), ("23:00", 0), ("11:00", 0)])
def test_the_clock_is_the_real_one_unless_midnight_is_near(begun: str, by: int) -> None:
    """Hours of UTC: Brussels is an hour ahead in winter."""
    assert put_back(datetime.fromisoformat(f"2026-11-23T{begun}:00+00:00")) == timedelta(minutes=by)


def clock_of_a_process(seconds: str) -> datetime:
    """What it shows, in a run that put its clock back by so much."""
    program = "from datetime import UTC, datetime; print(datetime.now(UTC))"
    environment = os.environ | {TOLD: seconds, "PYTHONPATH": str(FOLDER)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return datetime.fromisoformat(done.stdout.strip())


def test_what_a_run_starts_follows_its_clock() -> None:
    earlier, real = clock_of_a_process("86400"), clock_of_a_process("0")
    assert real - timedelta(hours=25) < earlier < real - timedelta(hours=23)

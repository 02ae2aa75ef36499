"""Run a block as if the server stood elsewhere (security R-11)."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

ZONES = ("UTC", "Europe/Brussels", "Pacific/Kiritimati", "America/Los_Angeles")


@contextmanager
def process_zone(name: str) -> Iterator[None]:
    """Give this process the zone `name`, and its own zone back at the end."""
    before = os.environ.get("TZ")
    _set(name)
    try:
        yield
    finally:
        _set(before)


def _set(name: str | None) -> None:
    if name is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = name
    time.tzset()

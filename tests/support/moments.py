"""Moving the clock in tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import time_machine

from app.clock import now


@contextmanager
def later(**spent: Any) -> Iterator[None]:
    """Within, it is that much later, and time stands still."""
    with time_machine.travel(now() + timedelta(**spent), tick=False):
        yield

"""How long a stranger waits: some free failures in five minutes, then ever longer pauses, never a lock (S-26)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

WINDOW = timedelta(minutes=5)
LONGEST_WAIT = 60


@dataclass(frozen=True)
class Limit:
    """`free` failures of `key` in five minutes cost nothing; each further one doubles the pause."""

    key: str
    free: int
    longest: int = LONGEST_WAIT
    of_calendar: bool = False  # of an agenda that asks, rather than of somebody who signs in


def is_over(since: datetime, at: datetime) -> bool:
    """Whether the five minutes that began at `since` have passed."""
    return at - since > WINDOW


def wait(limit: Limit, failures: int, since: datetime, last_at: datetime, at: datetime) -> int:
    """Seconds to wait before the next attempt: 1, 2, 4… up to `longest`; 0 when it may be made now."""
    beyond = failures - limit.free
    if beyond < 0 or is_over(since, at):
        return 0
    pause = timedelta(seconds=min(limit.longest, 2 ** min(beyond, 10)))
    return max(0, ceil((last_at + pause - at).total_seconds()))

"""Where databases of tests live: in memory where there is room, since a disk that others use may stall for seconds."""

import shutil
from pathlib import Path

MEMORY, ROOM = Path("/dev", "shm"), 2 * 1024**3  # bytes: two servers and their copies take a quarter of it
SHORT = Path("/", "tmp")  # a socket's path has 107 bytes at most: not what TMPDIR may name


def quick_folder() -> Path:
    """Where `tempfile` is to make folders."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else SHORT

"""The server that answers: Granian, processes without state behind any balancer (DESIGN §8)."""

from granian import Granian
from granian.constants import Interfaces

WORKERS = 2
THREADS = 2


def run_server(host: str, port: int, workers: int = WORKERS) -> None:
    """Serve until told to stop."""
    Granian(
        "app.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()

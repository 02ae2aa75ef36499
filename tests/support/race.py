"""Several people who act at the same instant, each in a thread of their own, against the real application."""

import threading
from collections.abc import Callable
from typing import Any


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts together, released by one barrier; gives what each answered, in order. An error is raised here."""
    barrier = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)
    errors: list[BaseException] = []

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=30)
            answers[place] = act()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if errors:
        raise errors[0]
    return answers

"""What happens on a floor, told to the floors above: they listen, the act tells, in its own transaction.

A lower floor never imports a higher one: it declares a `Happening` beside the act, and tells it.
"""

from collections.abc import Callable
from typing import Any


class Happening:
    """Something that happens; `listen` once when a package is imported, `tell` within the act, before it ends."""

    def __init__(self) -> None:
        self._listeners: list[Callable[..., Any]] = []

    def listen(self, act: Callable[..., Any]) -> None:
        """Have `act` called with what is told. Twice the same is once."""
        if act not in self._listeners:
            self._listeners.append(act)

    def tell(self, **facts: Any) -> None:
        """Call those who listen, in the order in which they came; what one raises refuses the whole act."""
        for act in self._listeners:
            act(**facts)

"""What the steps of a mediation case add up to."""

from collections.abc import Iterable
from typing import Protocol

from capteur.vocab_mediation import Hat


class Step(Protocol):
    """What is read of a step."""

    hat: Hat
    minutes: int | None


def minutes_by_hat(steps: Iterable[Step]) -> dict[Hat, int]:
    """The hats worn, in their own order, each with its minutes; none where nobody noted any."""
    found = dict.fromkeys(Hat, -1)
    for one in steps:
        found[one.hat] = max(found[one.hat], 0) + (one.minutes or 0)
    return {hat: minutes for hat, minutes in found.items() if minutes >= 0}

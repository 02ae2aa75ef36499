"""What an exit cannot say at once: where somebody went against why they left, as a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from occupancy.vocab import ExitReason

DEATH = frozenset({"DEATH"})
NO_HOME = frozenset({"STREET", "SQUAT", "SHEL", "FAMT", "FEDA", "HOSP", "PSY", "ADDI", "PRIS", "UNK"})


@dataclass(frozen=True)
class Contradiction:
    """Holds where all that it names is so: a destination of these codes (`elsewhere`: none of them), this reason
    (`other_reason`: any but this one), a choice or not.

    `field` is the answer to look at again; the words are `stay.refusal.exit.<name>`.
    """

    name: str
    field: str
    destinations: frozenset[str] | None = None
    elsewhere: bool = False
    reason: ExitReason | None = None
    other_reason: bool = False
    voluntary: bool | None = None

    def holds(self, destination: str, reason: ExitReason, voluntary: bool) -> bool:
        """Whether these answers contradict one another."""
        where = self.destinations is None or (destination in self.destinations) is not self.elsewhere
        why = self.reason is None or (reason is self.reason) is not self.other_reason
        return where and why and self.voluntary in (None, voluntary)


CONTRADICTIONS = (
    Contradiction("death_reason", "reason", destinations=DEATH, reason=ExitReason.DEATH, other_reason=True),
    Contradiction("death_elsewhere", "destination", destinations=DEATH, elsewhere=True, reason=ExitReason.DEATH),
    Contradiction("death_chosen", "voluntary", destinations=DEATH, voluntary=True),
    Contradiction("no_home", "reason", destinations=NO_HOME, reason=ExitReason.HOME_FOUND),
)


def contradictions(destination: str, reason: ExitReason, voluntary: bool) -> Iterator[Contradiction]:
    """The lines of the table that these answers meet, in its order."""
    return (one for one in CONTRADICTIONS if one.holds(destination, reason, voluntary))

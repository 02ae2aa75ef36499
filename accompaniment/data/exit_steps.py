"""Steps towards each target, with how many days after the plan begins each is due.

The steps follow `domain.md` §3.2, §3.3 and §4; the days are a first setting, for people to change: no source gives
them. A step that changes is a further row with its first day, so that plans made before keep the words they had.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accompaniment.vocab_exits import ExitTarget

FILE = Path(__file__).parent / "exit_steps.csv"


@dataclass(frozen=True)
class StepRow:
    """A step as it is shipped; `position` is its place among those of its target."""

    target: ExitTarget
    name_fr: str
    name_nl: str
    name_en: str
    days: int
    position: int


@cache
def step_rows() -> tuple[StepRow, ...]:
    """The shipped list, target by target, in order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            StepRow(
                target=ExitTarget(row["target"]),
                name_fr=row["name_fr"],
                name_nl=row["name_nl"],
                name_en=row["name_en"],
                days=int(row["days"]),
                position=position,
            )
            for position, row in enumerate(csv.DictReader(file))
        )

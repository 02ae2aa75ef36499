"""Destinations of exits and what each counts as: `domain.md` §3.2, from the first day of any agreement on file.

Classes are a first setting, explained row by row in the list's last column. Four choices deserve a word. Housing First
is durable and counted apart. Care homes are durable: a place for life. Death, voluntary return, leaving the region and
being taken over inside the project are neutral: shown beside the rate, never in it (rule 29). Prison and hospitals are
institutions, whatever happens after. A class that changes is a further row with its first day, so that last year's
figures stay what they were (DESIGN §3.8).
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from occupancy.vocab import OutcomeClass

FILE = Path(__file__).parent / "destinations.csv"
OTHER = "OTHER"  # asks for a text


@dataclass(frozen=True)
class DestinationRow:
    """A destination and its class from `first_day` on."""

    code: str
    name_fr: str
    name_nl: str
    name_en: str
    outcome: OutcomeClass
    first_day: date
    position: int


@cache
def destination_rows() -> tuple[DestinationRow, ...]:
    """The shipped list, in the order it is shown."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            DestinationRow(
                code=row["code"],
                name_fr=row["name_fr"],
                name_nl=row["name_nl"],
                name_en=row["name_en"],
                outcome=OutcomeClass(row["outcome"]),
                first_day=date.fromisoformat(row["first_day"]),
                position=position,
            )
            for position, row in enumerate(csv.DictReader(file))
        )

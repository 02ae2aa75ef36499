"""The world that is measured, as rows of tables: the same for the same number of stays and the same day.

Ten stays per unit one after the other, twenty units per site, three sites in five still open. Of every twenty stays
two are the second half of a transfer. Only 200 units are free and 2,000 households wait, however long the history.
"""

import base64
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any


@dataclass(frozen=True)
class Crew:
    """Who works in a team."""

    team: int
    organisation: int
    members: Sequence[int]


@dataclass(frozen=True)
class Base:
    """Keys of what stands before: records made by the demonstration's own loaders."""

    programme: int
    teams: Sequence[tuple[int, int]]  # team, its axis
    workers: Sequence[int]
    crews: Mapping[int, Crew]  # by team
    rights: Sequence[int]
    conventions: Sequence[tuple[int, int]]  # convention, its organisation
    operators: Sequence[int]
    destinations: Sequence[int]
    communes: Sequence[str]


@dataclass
class World:
    """Rows by table, and what later rows need to know of earlier ones."""

    base: Base
    today: date
    chance: random.Random = field(default_factory=lambda: random.Random(20261122))
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    last_id: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    members: dict[int, list[int]] = field(default_factory=dict)  # persons of each household
    references: set[str] = field(default_factory=set)  # of households
    episodes: dict[int, dict[str, Any]] = field(default_factory=dict)  # last assignment of each household
    supports: dict[int, dict[str, Any]] = field(default_factory=dict)  # of each household that was housed

    def add(self, table: str, **values: Any) -> dict[str, Any]:
        """A row with the next key and a public name."""
        self.last_id[table] += 1
        row = {"id": self.last_id[table], "public_id": self.public_id(), **values}
        self.rows[table].append(row)
        return row

    def add_bare(self, table: str, **values: Any) -> None:
        """A row of a table without a key of its own."""
        self.rows[table].append(values)

    def public_id(self) -> str:
        return base64.urlsafe_b64encode(self.chance.randbytes(16)).decode()[:22]

    def ago(self, least: int, most: int) -> date:
        """A day so many days ago."""
        return self.today - timedelta(days=self.chance.randint(least, most))

    def ahead(self, least: int, most: int) -> date:
        return self.today + timedelta(days=self.chance.randint(least, most))


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)

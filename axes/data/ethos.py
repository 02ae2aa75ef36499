"""Living situations of ETHOS Light, from the shipped list; group 7 is the Belgian counts' own."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "ethos_light.csv"


@dataclass(frozen=True)
class LivingSituation:
    """A code with a dot is a situation, one without is the group it belongs to (group 7 stands for itself)."""

    code: str
    name_fr: str
    name_nl: str
    name_en: str

    @property
    def group(self) -> str:
        return self.code.split(".")[0]


@cache
def living_situations() -> dict[str, LivingSituation]:
    """All groups and situations by code, in the list's order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: LivingSituation(**row) for row in csv.DictReader(file)}


def by_group() -> dict[LivingSituation, list[LivingSituation]]:
    """Situations one may choose, under their group."""
    everything = living_situations()
    groups: dict[LivingSituation, list[LivingSituation]] = {}
    for one in everything.values():
        if one.code == one.group:
            groups[one] = []
        else:
            groups[everything[one.group]].append(one)
    return {group: members or [group] for group, members in groups.items()}

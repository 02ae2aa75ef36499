"""The rights checklist of `domain.md` §4 with its sources, row by row: a first setting, for people to change.

Exact dates, amounts and conditions move: the source beside each hint says where it was read.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from accompaniment.vocab import ResidenceRule, RightTheme

FILE = Path(__file__).parent / "entitlements.csv"
NUMBERS = ("warn_days", "every_days", "papers_days", "entry_days")


@cache
def entitlement_rows() -> tuple[dict[str, Any], ...]:
    """The shipped list as values of `Entitlement`, in the order it is shown."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_row(dict(row), position) for position, row in enumerate(csv.DictReader(file), start=1))


def _row(row: dict[str, str], position: int) -> dict[str, Any]:
    flags = set(row.pop("flags").split())
    values: dict[str, Any] = {name: text or None for name, text in row.items()}
    values |= {name: int(row[name]) if row[name] else None for name in NUMBERS}
    return values | {
        "position": position,
        "theme": RightTheme(row["theme"]),
        "residence": next((rule for rule in ResidenceRule if rule in flags), ResidenceRule.ANY),
        "adults_only": "adults" in flags,
        "once_in_lifetime": "once" in flags,
        "for_lasting_home": "lasting" in flags,
        "for_papers": "papers" in flags,
        "sensitive": "sensitive" in flags,
    }

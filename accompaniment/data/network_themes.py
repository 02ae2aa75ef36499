"""The themes of the network, row by row: a first setting, for people to change."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "network_themes.csv"


@cache
def theme_rows() -> tuple[dict[str, Any], ...]:
    """The shipped list as values of `NetworkTheme`, in the order it is shown."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = enumerate(csv.DictReader(file), start=1)
        return tuple({**row, "position": place, "sensitive": row["sensitive"] == "yes"} for place, row in rows)

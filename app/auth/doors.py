"""Doors: entries of the menu that an organisation sees only once something waits for it behind them.

Packages say what waits; the statement that finds the reader asks it along, so that no page costs one more.
"""

import sqlalchemy as sa

_doors: dict[str, sa.ColumnElement[bool]] = {}


def register_door(name: str, opens: sa.ColumnElement[bool]) -> None:
    """`opens`: condition on `app_user`. Called when a package is imported, before anybody reads."""
    _doors[name] = opens


def door_columns() -> list[sa.Label[bool]]:
    """What the reader's statement asks of each door."""
    return [opens.label(f"door_{name}") for name, opens in _doors.items()]


def doors_open(row: sa.Row[*tuple[object, ...]]) -> frozenset[str]:
    """The doors that are open, in the answer of that statement."""
    return frozenset(name for name in _doors if getattr(row, f"door_{name}"))

"""The menu: packages register their entries, each reader sees those the policy allows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A menu entry: catalogue key of its label, where it leads, which action opens it."""

    key: str
    endpoint: str
    action: Any
    icon: str
    group: str
    order: int
    on_phone: bool = False


_entries: list[Entry] = []
_by_role: dict[str, tuple[Entry, ...]] = {}


def register_entry(entry: Entry) -> None:
    """Add an entry; called by a package when it is registered. Twice the same is once."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda one: one.order)
        _by_role.clear()


def entries_for(role: str, may: Callable[[Any], bool]) -> tuple[Entry, ...]:
    """Entries that `may` allows, in order; kept per role, since the policy is fixed at start."""
    if role not in _by_role:
        _by_role[role] = tuple(entry for entry in _entries if may(entry.action))
    return _by_role[role]

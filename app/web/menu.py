"""The menu: packages register their entries, each reader sees those the policy allows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
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


def register_entry(entry: Entry) -> None:
    """Add an entry; called by a package when it is registered. Twice the same is once."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda one: one.order)
        entries_for.cache_clear()


@cache
def entries_for(may: Callable[[Any], bool]) -> tuple[Entry, ...]:
    """Entries that `may` allows, in order; cached per role, since the policy is fixed at start."""
    return tuple(entry for entry in _entries if may(entry.action))

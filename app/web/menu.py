"""The menu: packages register their entries, each reader sees those the policy allows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A menu entry: catalogue key of its label, where it leads, which action (and `door`, if any) opens it."""

    key: str
    endpoint: str
    action: Any
    icon: str
    group: str
    order: int
    on_phone: bool = False
    door: str | None = None


_entries: list[Entry] = []
_by_role: dict[tuple[str, frozenset[str]], tuple[Entry, ...]] = {}


def register_entry(entry: Entry) -> None:
    """Add an entry; called by a package when it is registered. Twice the same is once."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda one: one.order)
        _by_role.clear()


def entries_for(role: str, may: Callable[[Any], bool], doors: frozenset[str]) -> tuple[Entry, ...]:
    """Entries that `may` and the open doors allow, in order; kept by both, since the policy is fixed at start."""
    key = role, doors
    if key not in _by_role:
        found = (entry for entry in _entries if may(entry.action))
        _by_role[key] = tuple(entry for entry in found if entry.door is None or entry.door in doors)
    return _by_role[key]

"""Things to do, by when: late, today, to come (DESIGN §6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LATE, TODAY, COMING = "late", "today", "coming"
MOMENTS = (LATE, TODAY, COMING)
SHOWN = 8


@dataclass(frozen=True)
class Item:
    """One thing to do. `values` fill the words of `code`; `endpoint` and `args` lead to the thing itself.

    Without `due_on` it can be done any day, so today. `axis` colours it.
    """

    code: str
    endpoint: str
    args: Mapping[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    due_on: date | None = None
    axis: int | None = None

    def moment(self, day: date) -> str:
        if self.due_on is None or self.due_on == day:
            return TODAY
        return LATE if self.due_on < day else COMING


@dataclass(frozen=True)
class Found:
    """The first items of a list, how many it has in all, and where the whole list is."""

    code: str
    items: Sequence[Item]
    total: int
    endpoint: str
    args: Mapping[str, Any]

    @property
    def others(self) -> int:
        return self.total - len(self.items)


@dataclass(frozen=True)
class Section:
    """What is to be done at one moment, and the lists that go on beyond what is shown."""

    moment: str
    items: Sequence[Item]
    more: Sequence[Found]


def sections(found: Iterable[Found], day: date) -> list[Section]:
    """Items by moment, the most pressing first. A list that goes on is named after the last of its items shown."""
    by_moment: dict[str, list[Item]] = {moment: [] for moment in MOMENTS}
    more: dict[str, list[Found]] = {moment: [] for moment in MOMENTS}
    for one in found:
        for item in one.items:
            by_moment[item.moment(day)].append(item)
        if one.others:
            moments = [item.moment(day) for item in one.items]
            more[max(moments, key=MOMENTS.index, default=TODAY)].append(one)
    for items in by_moment.values():
        items.sort(key=lambda item: item.due_on or day)
    return [Section(name, by_moment[name], more[name]) for name in MOMENTS if by_moment[name] or more[name]]


def total_of(found: Iterable[Found]) -> int:
    """How many things there are in all: those shown and those named as others."""
    return sum(one.total for one in found)

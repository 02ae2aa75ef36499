"""Things to do, by when: late, today, to come (DESIGN §6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

LATE, TODAY, COMING = "late", "today", "coming"
MOMENTS = (LATE, TODAY, COMING)
FIRST, NEWS = "first", "news"  # what comes before all, whatever its day; and what is only to be read, after all
SHOWN = 8
FEW = 4  # shown of a list that would push the others down


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

    def of(self, name: str) -> "Item":
        """The same, the household told by its reference and its name."""
        return replace(self, values={**self.values, "household": f"{self.values['household']} · {name}"})

    def moment(self, day: date) -> str:
        if self.due_on is None or self.due_on == day:
            return TODAY
        return LATE if self.due_on < day else COMING


@dataclass(frozen=True)
class Found:
    """The first items of a list, how many it has in all, and where the whole list is.

    `place` puts the whole list first, or after all as news; without it each item goes by its day. Where the items stand
    for the whole list (`in_one`), it does not go on beyond them.
    """

    code: str
    items: Sequence[Item]
    total: int
    endpoint: str
    args: Mapping[str, Any]
    place: str | None = None
    in_one: bool = False

    @property
    def others(self) -> int:
        return 0 if self.in_one else self.total - len(self.items)


@dataclass(frozen=True)
class Section:
    """What is to be done at one moment, or stands at a place of its own, and the lists that go on beyond it."""

    moment: str
    items: Sequence[Item]
    more: Sequence[Found]


def sections(found: Iterable[Found], day: date) -> list[Section]:
    """Items by moment, the most pressing first. A list that goes on is named after the last of its items shown."""
    order = (FIRST, *MOMENTS, NEWS)
    by_moment: dict[str, list[Item]] = {moment: [] for moment in order}
    more: dict[str, list[Found]] = {moment: [] for moment in order}
    for one in found:
        moments = [one.place or item.moment(day) for item in one.items]
        for moment, item in zip(moments, one.items, strict=True):
            by_moment[moment].append(item)
        if one.others:
            more[max(moments, key=order.index, default=TODAY)].append(one)
    for moment in MOMENTS:
        by_moment[moment].sort(key=lambda item: item.due_on or day)
    return [Section(name, by_moment[name], more[name]) for name in order if by_moment[name] or more[name]]


def few(rows: Sequence[Any], total: int) -> Sequence[Any]:
    """The first of a long list; one more rather than a line that says that there is one more."""
    return rows if total <= FEW + 1 else rows[:FEW]


def due_now(found: Iterable[Found], day: date) -> int:
    """How many things are late or for today; news asks for nothing.

    A list comes by day: where its last item shown is still to be done now, so are those that it names as others.
    """
    return sum(_due_of(one, day) for one in found if one.place != NEWS)


def _due_of(found: Found, day: date) -> int:
    pressing = [item for item in found.items if item.moment(day) != COMING]
    if len(pressing) < len(found.items):
        return len(pressing)
    return found.total

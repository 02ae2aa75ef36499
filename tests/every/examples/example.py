"""What an example of a page with a form is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.clock import today

TEAM = (2, "Pierre d’Angle")


@dataclass(frozen=True)
class Example:
    """A page with a form: who opens it where. `change`: (field, the first saver's text, the second one's)."""

    who: str
    url: str
    edits: bool = False
    change: tuple[str, Any, Any] | None = None


def act(who: str, url: str) -> Example:
    return Example(who, url)


def edit(who: str, url: str, field: str, first: Any, second: Any) -> Example:
    return Example(who, url, True, (field, first, second))


def days(count: int) -> Any:
    return today() + timedelta(days=count)

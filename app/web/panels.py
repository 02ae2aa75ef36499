"""Pages composed across floors: a higher package hands a panel to a lower page, which loads it by its address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A fragment shown on another package's page: `endpoint` takes the same arguments as that page."""

    slot: str
    key: str
    endpoint: str
    action: Any
    order: int


_panels: list[Panel] = []


def register_panel(panel: Panel) -> None:
    """Offer a panel; called by a package when it is registered. Twice the same is once."""
    if panel not in _panels:
        _panels.append(panel)
        _panels.sort(key=lambda one: one.order)


def panels_of(slot: str, reader: Any) -> list[Panel]:
    """The panels of a page that `reader` may open."""
    return [panel for panel in _panels if panel.slot == slot and reader.may(panel.action)]


Onward = Callable[..., str | None]
_onward: dict[str, list[Onward]] = {}


def register_onward(slot: str, way: Onward) -> None:
    """Say where an act of a lower page leads: `way` takes what it was about, and gives an address or None."""
    ways = _onward.setdefault(slot, [])
    if way not in ways:
        ways.append(way)


def onward(slot: str, **about: Any) -> str | None:
    """The first address that a higher package gives after an act; None where the page leads where it always does."""
    return next((url for way in _onward.get(slot, ()) if (url := way(**about))), None)

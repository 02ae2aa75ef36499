"""Where an attempt comes from, as the web hands it to services."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Network address, what the browser says of itself, and the long-lived token of a known device."""

    address: str
    agent: str = ""
    device: str | None = None

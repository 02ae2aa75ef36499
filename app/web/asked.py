"""What the address of a list asks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Self

LONGEST = 60


@dataclass(frozen=True)
class Filters:
    """Ancestor of what a list is narrowed to: texts, each None where nothing is asked."""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """From the address; what is empty narrows nothing."""
        return cls(**{one.name: args.get(one.name, "").strip()[:LONGEST] or None for one in fields(cls)})

    @property
    def kept(self) -> dict[str, str]:
        """The filters in use, for an address."""
        return {name: value for name, value in asdict(self).items() if value}

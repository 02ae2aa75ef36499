"""Codes of a list as one text to be sealed."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

Code = TypeVar("Code", bound=StrEnum)


def packed_codes(codes: Iterable[Code], of: type[Code]) -> str | None:
    """The codes in the list's own order; None for none."""
    chosen = set(codes)
    return ",".join(code.value for code in of if code in chosen) or None


def unpacked_codes(text: str | None, of: type[Code]) -> tuple[Code, ...]:
    """The codes of a sealed text; one that is no more is left out."""
    return tuple(of(code) for code in (text or "").split(",") if code in set(of))

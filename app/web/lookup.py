"""Finding the record an address names: what is not there and what one may not see answer alike (S-05)."""

from typing import TypeVar

from flask import abort

Found = TypeVar("Found")


def or_404(item: Found | None) -> Found:
    """The record, or the same 404 as for one that does not exist."""
    if item is None:
        abort(404)
    return item

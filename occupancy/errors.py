"""Refusals of occupancy: each names what stands in the way."""

from typing import Any

from app.web.errors import Conflict


class UnitTaken(Conflict):
    """Somebody else holds the unit. `values` name who and until when, for readers who may know."""

    def __init__(self, **values: Any) -> None:
        super().__init__("conflict.unit_taken", **values)

"""Tremplin: temporary occupancy, from a vacant dwelling to a lasting home."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(**overrides: Any) -> "Flask":
    """Build the application; imported late so that the floors below never see the composition above them."""
    from app.factory import build_app

    return build_app(**overrides)

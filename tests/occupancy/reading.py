"""A reader without a request, for tests of queries and services."""

from typing import Any

from app.audit.actor import system
from app.auth.reader import Reader

ALL_SEEING = system("tests")


def reader_of(user: Any) -> Reader:
    """The account as the gate would know it."""
    return Reader(
        user_id=user.id,
        organisation_id=user.organisation_id,
        role=user.role,
        name=user.name,
        organisation_name="",
        session_token="",
        health_right=user.health_right,
    )

"""Searches leave a trace, without their words."""

from app.audit.actor import Actor
from app.audit.journal import record


def note_search(*, found: int, actor: Actor) -> None:
    """Journal that `actor` searched, and how many answers they were shown (S-75)."""
    record("search.made", None, actor=actor, found=found)

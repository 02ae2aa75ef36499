"""Telling the supervisor (SLRB) that occupants of a SISP's dwelling change (rule 5)."""

from datetime import date

from app.audit.actor import Actor


def tell_of_new_occupants(*, unit_id: int, on: date, actor: Actor) -> None:
    """Note that the supervisor is to be told, where the unit is lent by a SISP."""

"""Scheduled work of occupancy; the registry is `app.jobs`."""

from app.audit.actor import Actor
from occupancy.services.allocations import release_expired


def expire_proposals(actor: Actor) -> int:
    """Close the proposals that nobody answered in time; returns how many. Nothing is left for a second run."""
    return release_expired(actor=actor)

"""How much room a team has, as it is told: in steps, so that nobody learns who among its households is out of sight.

Beside the list of those that one may open, an exact number of all would be a subtraction; an exact number of those in
sight would fall on the day on which one is protected (docs/decisions/0013). `axes.queries.assignments` says it in SQL.
"""

STEP = 5


def places_told(capacity: int, load: int) -> int:
    """Places that a team surely has: 0 when it is full, 1 below five, then by fives."""
    room = capacity - load
    return max(1, room - room % STEP) if room > 0 else 0


def told_as(places: int) -> str:
    """The words for it: "full", "few" or "room"."""
    return "full" if not places else "few" if places < STEP else "room"

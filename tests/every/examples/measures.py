"""Pages of what figures of a capteur programme are measured against."""

from typing import Any

from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def measure_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    programme = make.capteur_programme()
    make.capteur_seat(programme, people["coordination"])
    month = make.worked_month(programme, days(-40), 36)
    goal = make.capture_goal(programme, days(-100), days(100), 12)
    who, base = "coordination", f"/capteur/{programme.public_id}/measures"
    return {
        "capteur_measures.new_month": act(who, f"{base}/months/new"),
        "capteur_measures.month": edit(who, f"{base}/months/{month.public_id}/edit", "days", "17.5", "19.0"),
        "capteur_measures.new_goal": act(who, f"{base}/goals/new"),
        "capteur_measures.goal": edit(who, f"{base}/goals/{goal.public_id}/edit", "dwellings", "15", "20"),
    }

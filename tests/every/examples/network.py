"""Pages on the network: its directory, its themes, what is asked of a service."""

from typing import Any

from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def network_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    theme, worker = make.network_themes()["debts"], people["worker"]
    doubted = {"doubt": "contact", "doubted_on": days(0), "doubted_by_id": worker.id}
    service = make.network_service("debts", "budget", conditions="Sur rendez-vous", **doubted)
    own = f"/network/{service.public_id}"
    settings = "/settings/network-themes"
    return {
        "network.new": act("coordination", "/network/new"),
        "network.edit": edit("coordination", f"{own}/edit", "conditions", "Deux mots", "Trois mots"),
        "network.doubt": edit("worker", f"{own}/doubt", "doubt", "area", "gone"),
        "network_themes.new": act("administrator", f"{settings}/new"),
        "network_themes.edit": edit("administrator", f"{settings}/{theme.public_id}/edit", "name_nl", "Een", "Twee"),
    }

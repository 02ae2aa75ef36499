"""The delays after which coordination is told."""

from typing import Any

from app.auth.models.notifications import EscalationDelay
from app.auth.vocab import NotificationKind
from tests.every.examples.example import Example, edit
from tests.factories import Make


def delay_pages(make: Make) -> dict[str, Example]:
    known: Any = make.save(EscalationDelay(kind=NotificationKind.RIGHT, days=20))
    return {"delays.edit": edit("administrator", f"/settings/delays/{known.kind.value}", "days", "10", "15")}

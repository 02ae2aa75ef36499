"""Refusals of support: each names what stands in the way."""

from typing import Any

from app.i18n.formats import instant
from app.web.errors import Conflict


class AlreadyNoted(Conflict):
    """The same worker noted the same a moment ago: `contact` stands, as if it had been sent once."""

    def __init__(self, contact: Any) -> None:
        super().__init__("contact.conflict.already_noted", at=instant(contact.created_at))
        self.contact = contact

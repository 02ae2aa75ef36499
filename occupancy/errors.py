"""Refusals of occupancy: each names what stands in the way."""

from collections.abc import Callable
from typing import Any

from app.web.errors import Conflict, Refusal, refuse_all


class UnitTaken(Conflict):
    """Somebody else holds the unit. `how` chooses the words; `values` name who and until when, as the reader may know.

    Without `how` it only says that the unit is taken.
    """

    def __init__(self, how: str | None = None, **values: Any) -> None:
        super().__init__(f"conflict.unit_taken.{how}" if how else "conflict.unit_taken", **values)


class HouseholdTaken(Conflict):
    """The household was proposed another unit meanwhile, or does not wait any more."""

    def __init__(self, how: str, **values: Any) -> None:
        super().__init__(f"conflict.household_taken.{how}", **values)


class AgreementRefusal(Refusal):
    """A rule of agreements says no (`domain.md` §9, rules 1 to 12)."""


def told_at_once(*checks: Callable[[], None]) -> None:
    """Make every check, and raise all that they refuse together: whoever is refused hears it once."""
    found: list[Refusal] = []
    for check in checks:
        try:
            check()
        except Conflict:
            raise
        except Refusal as refusal:
            found += refusal.every
    refuse_all(found)


class AmendmentOpen(Conflict):
    """One amendment at a time: names the one in the way."""

    def __init__(self, number: int, drafted_on: str) -> None:
        super().__init__("amendment.refused.open", number=number, drafted_on=drafted_on)


class StaysBeyond(Conflict):
    """The agreement would end under stays that have no outcome yet; `theirs` lists them by unit (DESIGN §3.5).

    Where it is only about others than those listed, it says that something is left, in words said of anybody.
    """

    def __init__(self, last_day: str, listed: dict[str, str]) -> None:
        if listed:
            super().__init__("agreement.refused.stays_beyond", count=len(listed), last_day=last_day)
        else:
            super().__init__("agreement.refused.not_ready", last_day=last_day)
        self.theirs = listed

"""Refusals about dwellings: each names what is missing or what stands in the way."""

from app.web.errors import Refusal


class Taken(Refusal):
    """A name or a code that another record already bears."""


class NotReady(Refusal):
    """A unit that may not be opened yet: `missing` names the items of the checklist (`domain.md` §9, rule 6)."""


class PeriodInTheWay(Refusal):
    """Another period of the same unit covers one of the days."""


class OutsideAgreement(Refusal):
    """No agreement in force covers the unit on all these days."""


class StayInTheWay(Refusal):
    """Somebody lives in the unit, or is expected there, on one of the days."""


class NotSo(Refusal):
    """What was typed does not hold together."""

"""How long a stay in a dwelling of a social rental agency may last: a word at 15 months, an alert at 18 (rule 24).

Transit housing is for 18 months at most; that binds a stay in such a dwelling, not the site (`domain.md` §2.3).
"""

from datetime import date

from app.periods import add_months
from occupancy.vocab import TransitStage
from sites.vocab import OperatorKind

WARN_MONTHS, LIMIT_MONTHS = 15, 18


def transit_until(start_on: date) -> date:
    """The day on which the eighteen months are over."""
    return add_months(start_on, LIMIT_MONTHS)


def transit_stage(kind: OperatorKind, start_on: date, day: date) -> TransitStage | None:
    """What a stay that began then in a dwelling of such a lender asks for on a day; None while nothing."""
    if kind is not OperatorKind.AIS or day < add_months(start_on, WARN_MONTHS):
        return None
    return TransitStage.OVER if day >= transit_until(start_on) else TransitStage.NEAR

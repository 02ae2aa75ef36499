"""What the dates of a unit mean on a day. The same in SQL: `sites.queries.units`.

Pages ask the database; this says in words what it must answer, and tests compare both (DESIGN §3.1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.periods import PaperPeriod
from sites.vocab import CheckKind, CheckResult, OutageKind, UnitCondition

NEEDED_TO_OPEN = (CheckKind.SAFETY, CheckKind.ENTRY_INVENTORY, CheckKind.INSURANCE)
EXPIRES_SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Outage:
    """A period of works or damage that was not cancelled."""

    kind: OutageKind
    period: PaperPeriod


@dataclass(frozen=True, slots=True)
class Check:
    """An item of the checklist as it was found on a day."""

    kind: CheckKind
    result: CheckResult
    done_on: date
    valid_until: date | None = None


def condition_on(day: date, availabilities: Iterable[PaperPeriod], outages: Iterable[Outage]) -> UnitCondition:
    """What the unit's own dates say of `day`: closed, else damaged, else in works, else open, later or never opened."""
    periods = list(availabilities)
    if periods and all(period.last_day is not None and period.last_day < day for period in periods):
        return UnitCondition.CLOSED
    standing = {outage.kind for outage in outages if outage.period.contains(day)}
    if OutageKind.DAMAGE in standing:
        return UnitCondition.DAMAGED
    if OutageKind.WORKS in standing:
        return UnitCondition.WORKS
    if any(period.contains(day) for period in periods):
        return UnitCondition.OPEN
    return UnitCondition.NOT_YET if periods else UnitCondition.TO_OPEN


def satisfies(check: Check | None, day: date) -> bool:
    """Whether this item lets people live there on `day`: found good, not expired; safety without reservation."""
    if check is None or check.result is CheckResult.FAILED:
        return False
    if check.kind is CheckKind.SAFETY and check.result is not CheckResult.PASSED:
        return False
    if check.kind is CheckKind.INSURANCE and check.valid_until is None:
        return False
    return check.valid_until is None or check.valid_until >= day


def missing_to_open(latest: Mapping[CheckKind, Check], day: date) -> list[CheckKind]:
    """Items without which the unit may not be opened on `day` (`domain.md` §9, rule 6); empty when it may."""
    return [kind for kind in NEEDED_TO_OPEN if not satisfies(latest.get(kind), day)]

"""Where a guarantee may go next, and what it may still pay (features §3.6)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from app.periods import add_months
from capteur.vocab_dwellings import GuaranteeState

S = GuaranteeState
NEXT: dict[S, set[S]] = {
    S.OFFERED: {S.ACCEPTED, S.ENDED},
    S.ACCEPTED: {S.ACTIVE, S.ENDED},
    S.ACTIVE: {S.CALLED, S.ENDED},
    S.CALLED: {S.PAID, S.CONTESTED},
    S.PAID: {S.CALLED, S.ENDED},
    S.CONTESTED: {S.PAID, S.CALLED, S.ENDED},
    S.ENDED: set(),
}
STANDING = (S.ACCEPTED, S.ACTIVE, S.CALLED, S.PAID, S.CONTESTED)  # the owner said yes, and it has not ended
WITH_AMOUNT = (S.CALLED, S.PAID)


class Told(Protocol):
    """What is read of an event."""

    state: S
    effective_on: date
    amount_cents: int | None


def paid_cents(events: Iterable[Told]) -> int:
    """What was paid in all, in cents."""
    return sum(one.amount_cents or 0 for one in events if one.state is S.PAID)


def called_cents(events: Iterable[Told]) -> int:
    """What the last call asked for, in cents; nothing before the first."""
    return next((one.amount_cents for one in reversed(list(events)) if one.state is S.CALLED and one.amount_cents), 0)


def left_cents(cap_cents: int | None, events: Iterable[Told]) -> int | None:
    """What may still be paid, in cents; None without a cap."""
    return None if cap_cents is None else max(0, cap_cents - paid_cents(events))


def last_day(months: int | None, events: Iterable[Told]) -> date | None:
    """The last day it holds, from the first day that it was active; None where there is no limit, or not yet."""
    since = next((one.effective_on for one in events if one.state is S.ACTIVE), None)
    return None if months is None or since is None else add_months(since, months) - timedelta(days=1)

"""Make the home fit, or move: what was compared and decided, and what became of the works."""

from dataclasses import dataclass
from datetime import date

from accompaniment.models.home_decisions import HomeDecision
from accompaniment.vocab_prevention import HomeChoice
from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_stale
from axes.models.people import Household


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Works in place beside a move; money in cents, rents a month. `agreed`: the household is of the same mind."""

    decided_on: date
    choice: HomeChoice
    agreed: bool
    reason: str | None = None
    works_cents: int | None = None
    works_weeks: int | None = None
    premium_cents: int | None = None
    move_cents: int | None = None
    rent_now_cents: int | None = None
    rent_then_cents: int | None = None
    works_done_on: date | None = None
    premium_asked_on: date | None = None
    premium_got_on: date | None = None


def write_decision(*, household: Household, comparison: Comparison, actor: Reader) -> HomeDecision:
    """What was decided with the household. Raises `Refusal`."""
    _check(comparison)
    made = HomeDecision(household_id=household.id, organisation_id=actor.organisation_id)
    db.session.add(made)
    _set(made, comparison, actor, household)
    return made


def edit_decision(*, decision: HomeDecision, version: int | None, comparison: Comparison, actor: Reader) -> None:
    """Put it right, or follow works and premium; its household is loaded. Raises `Stale`, `Refusal`."""
    refuse_stale(decision, version)
    _check(comparison)
    _set(decision, comparison, actor, decision.household)


def _set(decision: HomeDecision, comparison: Comparison, actor: Reader, household: Household) -> None:
    for name, value in vars(comparison).items():
        setattr(decision, name, value)
    db.session.flush()
    facts = {"choice": comparison.choice, "decided_on": comparison.decided_on}
    record("home_decision.written", decision, actor=actor, household=household, **facts)


def _check(comparison: Comparison) -> None:
    for name in ("decided_on", "works_done_on", "premium_asked_on", "premium_got_on"):
        day = getattr(comparison, name)
        if day is not None and day > today():
            raise Refusal("detection.refusal.to_come", name, day=shown(today()))
    asked, got = comparison.premium_asked_on, comparison.premium_got_on
    if got is not None and (asked is None or got < asked):
        raise Refusal("home_decision.refusal.premium", "premium_got_on")

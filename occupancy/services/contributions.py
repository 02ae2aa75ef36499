"""What a household contributes a month: rows by date, from 0 to the cap of the agreement (rule 22)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.formats import euros
from app.web.errors import Conflict, Refusal, Stale
from occupancy.models.stays import Contribution, Stay
from occupancy.queries.contributions import cap_of
from occupancy.vocab import ContributionBasis


@dataclass(frozen=True)
class Amount:
    """Cents a month, and the kind of income they were worked out from."""

    cents: int
    basis: ContributionBasis


def set_contribution(
    *, stay: Stay, start_on: date, amount: Amount, actor: Actor, seen: int | None = None
) -> Contribution:
    """Say the amount in force from `start_on` on: a further row, or the row of that very day corrected.

    `seen` are the cents of that day as the actor read them. Raises `Refusal` above the cap or outside the stay, `Stale`
    when the amount of that day is not the one that was read.
    """
    if start_on < stay.start_on or (stay.end_on is not None and start_on >= stay.end_on):
        raise Refusal("stay.refusal.contribution_outside", "start_on", day=shown(stay.start_on))
    _check_cap(stay, start_on, amount)
    standing = _standing(stay.id, start_on)
    if standing is not None:
        return _correct(stay, standing, amount, actor, seen)
    made = Contribution(stay_id=stay.id, start_on=start_on, amount_cents=amount.cents, basis=amount.basis)
    with guarded({"uq_contribution_stay_id_start_on": lambda: _already(stay.id, start_on)}):
        db.session.add(made)
    record("stay.contribution_set", stay, actor=actor, start_on=start_on, amount_cents=amount.cents)
    return made


def _standing(stay_id: int, day: date) -> Contribution | None:
    """The row that begins on a day, as it stands now; nobody else changes it meanwhile."""
    query = sa.select(Contribution).where(Contribution.stay_id == stay_id, Contribution.start_on == day)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _correct(stay: Stay, standing: Contribution, amount: Amount, actor: Actor, seen: int | None) -> Contribution:
    if seen != standing.amount_cents:
        raise Stale({"amount": Decimal(standing.amount_cents) / 100, "basis": standing.basis})
    facts = {"start_on": standing.start_on, "previous_cents": standing.amount_cents, "amount_cents": amount.cents}
    standing.amount_cents, standing.basis = amount.cents, amount.basis
    record("stay.contribution_corrected", stay, actor=actor, **facts)
    db.session.flush()
    return standing


def _check_cap(stay: Stay, day: date, amount: Amount) -> None:
    if amount.cents < 0:
        raise Refusal("stay.refusal.contribution_negative", "amount")
    cap = cap_of(stay, day)
    if amount.cents > cap.cents:
        known = {"cap": euros(cap.cents), "adults": cap.adults, "minors": cap.minors}
        raise Refusal("stay.refusal.contribution_cap", "amount", **known)


def _already(stay_id: int, day: date) -> Conflict:
    query = sa.select(Contribution.amount_cents).where(Contribution.stay_id == stay_id, Contribution.start_on == day)
    cents = db.session.scalar(query)
    return Conflict("stay.conflict.contribution_exists", day=shown(day), amount=euros(cents))

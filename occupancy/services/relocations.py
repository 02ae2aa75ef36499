"""Keeping a plan of relocation, and turning it into proposals in one act (DESIGN §3.4).

Units are locked first, then households, all of them before the first proposal: two acts wait for one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import now, today
from app.db import db
from app.web.errors import Conflict, Refusal, refuse_stale
from occupancy.models.closures import Closure
from occupancy.models.relocations import RelocationLine, RelocationPlan
from occupancy.queries.closures import outcome_of, standing_closure
from occupancy.queries.matching import Match
from occupancy.queries.relocation_plans import lines_to_act_on
from occupancy.queries.relocations import Line
from occupancy.rules.scenarios import Assumptions
from occupancy.services.allocations import propose
from occupancy.services.closures import set_outcome
from occupancy.services.locks import lock_households, lock_units
from occupancy.vocab import ClosureOutcomeKind
from sites.models.sites import Site


@dataclass(frozen=True)
class Changed:
    """A line that cannot be proposed any more: whom and where, and the refusal that says why."""

    reference: str
    unit_code: str
    refusal: Refusal


class PlanChanged(Conflict):
    """Pairs were taken meanwhile; nothing was written. `changed` lists them, `left` can still be proposed."""

    def __init__(self, changed: Sequence[Changed], left: int) -> None:
        super().__init__("relocation.conflict.changed", count=len(changed))
        self.changed, self.left = changed, left


def keep_plan(*, name: str, site: Site, assumed: Assumptions, lines: Sequence[Line], actor: Actor) -> RelocationPlan:
    """Keep a plan as it was computed today, under a name. It holds no unit: only proposals do."""
    if actor.user_id is None:
        raise Refusal("relocation.refused.author")
    plan = RelocationPlan(
        name=name,
        site_id=site.id,
        last_day=assumed.last_day,
        moves_from=assumed.moves_from,
        with_planned=assumed.with_planned,
        computed_on=today(),
        author_id=actor.user_id,
        **_openings(assumed),
    )
    db.session.add(plan)
    db.session.flush()
    db.session.add_all(_line(plan, line) for line in lines)
    record("relocation_plan.kept", plan, actor=actor, site=site, last_day=assumed.last_day, lines=len(lines))
    db.session.flush()
    return plan


def _openings(assumed: Assumptions) -> dict[str, Any]:
    one = assumed.openings
    if one is None:
        return {}
    return {
        "opening_count": one.count,
        "opening_persons": one.persons,
        "opening_bedrooms": one.bedrooms,
        "opening_step_free": one.step_free,
        "opening_animals": one.animals,
        "opening_postal_code": one.postal_code,
        "opening_first_day": one.first_day,
        "opening_last_day": one.last_day,
    }


def _line(plan: RelocationPlan, line: Line) -> RelocationLine:
    refuge = line.refuge
    return RelocationLine(
        plan_id=plan.id,
        stay_id=line.row.stay_id,
        unit_id=refuge.row.unit_id if refuge is not None and refuge.row is not None else None,
        is_opening=refuge is not None and refuge.row is None,
        move_on=refuge.place.move_on if refuge is not None else None,
        facts=line.told.kept(),
    )


def propose_plan(*, plan: RelocationPlan, version: int, rest: bool, actor: Reader) -> int:
    """Propose every unit of the plan to its household, in one act; returns how many. Each pair is judged anew.

    Raises `PlanChanged` when pairs are not possible any more, and then nothing is written; with `rest`, those that
    still are get proposed. Where the site is closing, the move is proposed for the stay, and settled once the household
    accepts.
    """
    db.session.refresh(plan, attribute_names=["version", "proposed_at"])
    refuse_stale(plan, version)
    lines = lines_to_act_on(plan, actor)
    if not lines:
        raise Conflict("relocation.conflict.nothing")
    lock_units([line.unit_id for line in lines if line.unit_id is not None])
    lock_households([line.stay.household_id for line in lines])
    closure = standing_closure(plan.site_id, today())
    changed = [found for line in lines if (found := _proposed(plan, line, closure, actor)) is not None]
    done = len(lines) - len(changed)
    if changed and not (rest and done):
        raise PlanChanged(changed, done)
    plan.proposed_at = now()
    record("relocation_plan.proposed", plan, actor=actor, proposed=done, changed=len(changed))
    db.session.flush()
    return done


def _proposed(plan: RelocationPlan, line: RelocationLine, closure: Closure | None, actor: Reader) -> Changed | None:
    """Propose one line; what refuses it undoes that line alone."""
    assert line.unit is not None
    assert line.move_on is not None
    reference, unit_code = line.stay.household.reference, line.unit.code
    try:
        with db.session.begin_nested():
            if line.stay.end_on is not None or line.stay.unit.site_id != plan.site_id:
                raise Conflict("relocation.conflict.left")
            start_on = max(line.move_on, today())
            allocation = propose(
                unit=line.unit,
                household=line.stay.household,
                start_on=start_on,
                actor=actor,
                match_of=lambda offer, reader: Match.of_mover(offer, plan.site_id, reader),
            )
            line.allocation_id = allocation.id
            _plan_move(plan, line, closure, allocation.start_on, actor)
    except Refusal as refusal:
        return Changed(reference, unit_code, refusal)
    return None


def _plan_move(plan: RelocationPlan, line: RelocationLine, closure: Closure | None, on: date, actor: Reader) -> None:
    """Where the site is closing, the move is what is proposed for the stay, unless somebody planned otherwise since."""
    if closure is None or closure.handed_back_on is not None:
        return
    standing = outcome_of(closure.id, line.stay_id)
    if standing is not None and not plan.with_planned:
        raise Conflict("relocation.conflict.planned")
    set_outcome(
        closure=closure,
        stay=line.stay,
        version=standing.version if standing else 0,
        kind=ClosureOutcomeKind.TRANSFER_PLANNED,
        planned_on=on,
        unit=line.unit,
        amendment=None,
        note=None,
        actor=actor,
    )

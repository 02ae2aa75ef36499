"""Candidacies of an exit plan: prepared, filed, ranked, answered. Rows are added; the state follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accompaniment.models.exit_plans import CandidacyEvent, ExitCandidacy, ExitPlan
from accompaniment.queries.exit_plans import candidacies_of
from accompaniment.rules.exit_stages import STAGE_AFTER, STATE_AFTER, stage_by_candidacies, state_of
from accompaniment.rules.packing import packed_codes
from accompaniment.services.exit_plans import refuse_over, write_move
from accompaniment.vocab_exits import (
    TYPED_STAGES,
    CandidacyEventKind,
    CandidacyState,
    ExitTarget,
    HousingFirstCriterion,
)
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Refusal, refuse_all, refuse_stale

OVER = frozenset({CandidacyState.REFUSED, CandidacyState.DECLINED, CandidacyState.WITHDRAWN})
ANSWERS = OVER | {CandidacyState.ACCEPTED}


@dataclass(frozen=True, kw_only=True)
class CandidacyFacts:
    """Where, of which kind, and which criteria of Housing First are met (None: the author may not tell)."""

    target: ExitTarget
    where: str
    criteria: tuple[HousingFirstCriterion, ...] | None = None
    criteria_reason: str | None = None


def open_candidacy(*, plan: ExitPlan, facts: CandidacyFacts, filed_on: date | None, actor: Actor) -> ExitCandidacy:
    """Add a candidacy, filed on a day or still being prepared. The plan's moves are loaded.

    Raises `Refusal` where one of the same kind at the same place goes on: a page sent again after Back adds none. As
    `edit_candidacy` does, for one of Housing First without a criterion nor a reason.
    """
    refuse_over(plan)
    _refuse_twice(plan, facts)
    made = ExitCandidacy(plan_id=plan.id, target=facts.target)
    _set(made, facts)
    db.session.add(made)
    db.session.flush()
    record("candidacy.opened", made, actor=actor, plan=plan, target=facts.target)
    if filed_on is not None:
        _note(made, plan, CandidacyEventKind.FILED, filed_on, None, None, actor, "filed_on")
    return made


def _refuse_twice(plan: ExitPlan, facts: CandidacyFacts) -> None:
    for one in candidacies_of(plan.id):
        same = one.target is facts.target and (one.where or "").casefold() == facts.where.casefold()
        if same and state_of(event.kind for event in one.events) not in OVER:
            raise Refusal("candidacy.refusal.twice", "where")


def edit_candidacy(*, candidacy: ExitCandidacy, version: int | None, facts: CandidacyFacts, actor: Actor) -> None:
    """Say anew where it is. Whoever may not tell of health leaves the criteria as they are."""
    refuse_stale(candidacy, version)
    candidacy.target = facts.target
    _set(candidacy, facts)
    db.session.flush()
    record("candidacy.edited", candidacy, actor=actor, target=facts.target)


def note_event(
    *,
    candidacy: ExitCandidacy,
    version: int | None,
    kind: CandidacyEventKind,
    happened_on: date,
    rank: int | None,
    note: str | None,
    actor: Actor,
) -> None:
    """Write what happened to a candidacy; a card that stands before moves along. Plan, moves and events are loaded.

    Raises `Refusal` for a day to come or before the last event, a rank without its number, and what stands already.
    """
    refuse_stale(candidacy, version)
    refuse_over(candidacy.plan)
    refuse_all(_wrong_event(candidacy, kind, happened_on, rank))
    _note(candidacy, candidacy.plan, kind, happened_on, rank, note, actor, "happened_on")


def _wrong_event(
    candidacy: ExitCandidacy, kind: CandidacyEventKind, happened_on: date, rank: int | None
) -> Iterator[Refusal]:
    known = [event.happened_on for event in candidacy.events if _stands(candidacy, event, kind, happened_on, rank)]
    if known:
        yield Refusal("candidacy.refusal.stands", "kind", kind=label(kind), day=shown(known[-1]))
    last = max((event.happened_on for event in candidacy.events), default=None)
    if last is not None and happened_on < last:
        yield Refusal("candidacy.refusal.before_last", "happened_on", day=shown(last))
    if happened_on > today():
        yield Refusal("candidacy.refusal.day_to_come", "happened_on", day=shown(today()))
    if kind is CandidacyEventKind.RANKED and rank is None:
        yield Refusal("candidacy.refusal.no_rank", "rank")


def _stands(
    candidacy: ExitCandidacy, event: CandidacyEvent, kind: CandidacyEventKind, happened_on: date, rank: int | None
) -> bool:
    """Whether an event said so already: an answer that stands, whatever the day, or the last word, on its very day."""
    if event.kind is not kind:
        return False
    answer = STATE_AFTER.get(kind)
    if answer in ANSWERS and state_of(one.kind for one in candidacy.events) is answer:
        return True
    return event is candidacy.events[-1] and event.happened_on == happened_on and event.rank in (None, rank)


def _note(
    candidacy: ExitCandidacy,
    plan: ExitPlan,
    kind: CandidacyEventKind,
    happened_on: date,
    rank: int | None,
    note: str | None,
    actor: Actor,
    field: str,
) -> None:
    if happened_on > today():
        raise Refusal("candidacy.refusal.day_to_come", field, day=shown(today()))
    kept = rank if kind is CandidacyEventKind.RANKED else None
    event = CandidacyEvent(candidacy_id=candidacy.id, kind=kind, happened_on=happened_on, rank=kept, note=note)
    event.user_id = actor.user_id
    db.session.add(event)
    count_as_changed(candidacy)
    db.session.flush()
    record("candidacy.noted", candidacy, actor=actor, kind=kind, happened_on=happened_on)
    _bring_along(plan, kind, happened_on, actor)


def _bring_along(plan: ExitPlan, kind: CandidacyEventKind, happened_on: date, actor: Actor) -> None:
    """The plan's card follows, forward only, and never before its own last move."""
    stage, last = STAGE_AFTER.get(kind), plan.moves[-1] if plan.moves else None
    if stage is None or (last is not None and TYPED_STAGES.index(last.stage) >= TYPED_STAGES.index(stage)):
        return
    write_move(plan, stage, max(happened_on, last.moved_on) if last else happened_on, actor)


def _set(candidacy: ExitCandidacy, facts: CandidacyFacts) -> None:
    """Raises `Refusal` for one of Housing First that meets no criterion and does not say why it is put forward."""
    candidacy.where = facts.where
    if facts.criteria is not None:
        if facts.target is ExitTarget.HOUSING_FIRST and not facts.criteria and not facts.criteria_reason:
            raise Refusal("candidacy.refusal.no_criterion", "criteria_reason")
        candidacy.criteria = packed_codes(facts.criteria, HousingFirstCriterion)
        candidacy.criteria_reason = facts.criteria_reason


def follow_candidacy(*, candidacy: ExitCandidacy, kind: CandidacyEventKind, actor: Actor) -> None:
    """Write what happened today to a candidacy that follows from a record elsewhere. The card goes ahead with it; it
    goes back where it came by itself and no candidacy holds it there any more. Plan and moves are loaded; a plan that
    is over keeps its words."""
    plan = candidacy.plan
    if plan.ended_on is not None:
        return
    _note(candidacy, plan, kind, today(), None, None, actor, "happened_on")
    last = plan.moves[-1] if plan.moves else None
    if kind in STAGE_AFTER or last is None or last.reason is not None:
        return
    held = stage_by_candidacies([event.kind for event in one.events] for one in candidacies_of(plan.id))
    if TYPED_STAGES.index(last.stage) > TYPED_STAGES.index(held):
        write_move(plan, held, max(today(), last.moved_on), actor)

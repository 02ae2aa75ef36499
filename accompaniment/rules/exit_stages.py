"""Where an exit plan stands, from its moves and from the exit. `queries/exit_stages.py` says the same in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accompaniment.vocab_exits import TYPED_STAGES, CandidacyEventKind, CandidacyState, ExitStage, StepState
from occupancy.vocab import OutcomeClass

LASTING = frozenset({OutcomeClass.DURABLE, OutcomeClass.HOUSING_FIRST})


@dataclass(frozen=True)
class Move:
    """A card moved; `order` tells apart those of one day."""

    moved_on: date
    order: int
    stage: ExitStage


@dataclass(frozen=True)
class Left:
    """The household's last exit that stands, and whether it is housed again since."""

    left_on: date
    outcome: OutcomeClass | None
    back: bool = False


def stage_of(started_on: date, moves: Iterable[Move], left: Left | None) -> ExitStage:
    """The column of a plan. An exit speaks before any move; a plan made for an earlier stay is to be made anew."""
    if left is not None and left.left_on >= started_on:
        if left.back:
            return ExitStage.TO_PLAN
        return ExitStage.HOUSED if left.outcome in LASTING else ExitStage.LEFT
    last = max(moves, key=lambda one: (one.moved_on, one.order), default=None)
    return last.stage if last else ExitStage.TO_PLAN


STATE_AFTER = {
    CandidacyEventKind.FILED: CandidacyState.FILED,
    CandidacyEventKind.RANKED: CandidacyState.FILED,
    CandidacyEventKind.RENEWED: CandidacyState.FILED,
    CandidacyEventKind.OFFERED: CandidacyState.OFFERED,
    CandidacyEventKind.ACCEPTED: CandidacyState.ACCEPTED,
    CandidacyEventKind.REFUSED: CandidacyState.REFUSED,
    CandidacyEventKind.DECLINED: CandidacyState.DECLINED,
    CandidacyEventKind.WITHDRAWN: CandidacyState.WITHDRAWN,
}
# The column that a candidacy brings its plan to, when it stands before it.
STAGE_AFTER = {
    CandidacyEventKind.FILED: ExitStage.FILED,
    CandidacyEventKind.OFFERED: ExitStage.OFFER,
    CandidacyEventKind.ACCEPTED: ExitStage.MOVE_PLANNED,
}
OPEN_STATES = frozenset({CandidacyState.PREPARED, CandidacyState.FILED, CandidacyState.OFFERED})
STAGE_OF = {STATE_AFTER[kind]: stage for kind, stage in STAGE_AFTER.items()}


def state_of(kinds: Iterable[CandidacyEventKind]) -> CandidacyState:
    """The state of a candidacy from its events, in order; one that is resumed stands where it stood before the last."""
    known = list(kinds)
    while known and known[-1] is CandidacyEventKind.RESUMED:
        known = known[:-2]
    return STATE_AFTER[known[-1]] if known else CandidacyState.PREPARED


def stage_by_candidacies(events: Iterable[Iterable[CandidacyEventKind]]) -> ExitStage:
    """The column to which candidacies, each by its events in order, bring a plan; looking for a home without any."""
    reached = {STAGE_OF[state] for kinds in events if (state := state_of(kinds)) in STAGE_OF}
    return max(reached, key=TYPED_STAGES.index, default=ExitStage.SEARCHING)


def step_state(due_on: date | None, done_on: date | None, dropped_on: date | None, day: date) -> StepState:
    """Where a step stands on a day."""
    if done_on is not None:
        return StepState.DONE
    if dropped_on is not None:
        return StepState.DROPPED
    return StepState.OVERDUE if due_on is not None and due_on < day else StepState.OPEN

"""What is proposed for what is still open when a household leaves; people choose (`domain.md` §3.2, rule 27)."""

from accompaniment.rules.exit_stages import LASTING
from accompaniment.vocab_exits import CandidacyEventKind, CandidacyState, ExitTarget, StepState
from occupancy.rules.exits import DEATH
from occupancy.vocab import ObjectiveKind, ObjectiveState, OutcomeClass

T = ExitTarget
# The destination that each target aims at.
AIMED = {T.PRIVATE: "PRIV", T.AIS: "AIS", T.SISP: "SISP", T.SISP_RESERVED: "SISP", T.MUNICIPAL: "COMM"}
AIMED |= {T.HOUSING_FIRST: "HF", T.SHARED: "SOLID", T.FAMILY: "FAML", T.REST_HOME: "MRS"}
# Objectives on which the destination itself answers, by the classes that reach them.
REACHED_BY = {
    ObjectiveKind.LASTING_HOME: LASTING,
    ObjectiveKind.HOUSING_FIRST: frozenset({OutcomeClass.HOUSING_FIRST}),
}


def other_than(target: ExitTarget | None, destination: str) -> ExitTarget | None:
    """The target, where they went elsewhere."""
    return target if target is not None and AIMED.get(target) != destination else None


def objective_proposed(kind: ObjectiveKind, outcome: OutcomeClass | None) -> ObjectiveState | None:
    """Whether the destination says that an objective was reached; None where only people can say."""
    if kind not in REACHED_BY:
        return None
    return ObjectiveState.REACHED if outcome in REACHED_BY[kind] else ObjectiveState.DROPPED


def step_proposed(destination: str, *, shown: bool) -> StepState | None:
    """What is certain of a step left open: done where something shows it, needless after a death; else people say."""
    if shown:
        return StepState.DONE
    return StepState.DROPPED if destination in DEATH else None


def candidacy_proposed(
    target: ExitTarget, state: CandidacyState, destination: str, *, alone: bool
) -> CandidacyEventKind:
    """A candidacy is withdrawn; one of the very kind they left for was accepted, if it had an offer or is `alone`."""
    went = AIMED.get(target) == destination and (alone or state is CandidacyState.OFFERED)
    return CandidacyEventKind.ACCEPTED if went else CandidacyEventKind.WITHDRAWN

"""How incidents are graded, and which answers a grade and what went before call for. People decide; this proposes.

A grid of troubles by intensity, with graded answers, is what the social landlords of France share among themselves
(union-habitat.org, "La lutte contre les troubles de voisinage", read for `domain.md` §5). The rungs, the number of
incidents that moves one up and the days below are an assumption of this project, to be settled with the teams: support
first, never the end of a stay as a first answer.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from accompaniment.vocab_incidents import TECHNICAL_KINDS, IncidentKind, IncidentState, IncidentStepKind, RepairState

K, S = IncidentKind, IncidentStepKind

MINOR, TO_FOLLOW, SERIOUS, VERY_SERIOUS = GRADES = (1, 2, 3, 4)
LOOKED_BACK = timedelta(days=365)
# With so many earlier incidents within the year, the answer is that of the rung above; from the second number, of two.
RAISED_FROM = (2, 5)
LADDER: dict[int, tuple[IncidentStepKind, ...]] = {
    1: (S.TALK,),
    2: (S.TALK, S.REMINDER),
    3: (S.TEAM_MEETING, S.REMINDER),
    4: (S.SAFETY, S.TEAM_MEETING, S.TRANSFER_ASKED),
    5: (S.SAFETY, S.TEAM_MEETING, S.TRANSFER_ASKED, S.END_ASKED),
}
# Between people, somebody in the middle comes before a letter.
BETWEEN_PEOPLE = (K.NOISE, K.OCCUPANT_CONFLICT, K.NEIGHBOUR_CONFLICT)
# Who is called at once, from this grade on.
CALLED = {K.FIRE: TO_FOLLOW, K.VIOLENCE: SERIOUS, K.INTRUSION: SERIOUS, K.THEFT: SERIOUS}
# What another organisation noted of a dwelling waits so long to be taken up.
TAKEN_UP_WITHIN = timedelta(days=30)
# An answer is expected within so many days.
ANSWERED_WITHIN = {MINOR: 30, TO_FOLLOW: 14, SERIOUS: 3, VERY_SERIOUS: 1}


@dataclass(frozen=True)
class Proposal:
    """Answers that fit, the first one first, and what made them so: the rung, and whether what went before moved it."""

    answers: tuple[IncidentStepKind, ...]
    within: int
    raised: int


def proposal_for(kind: IncidentKind, grade: int, earlier: int) -> Proposal:
    """What fits an incident of this grade, `earlier` others having happened in the twelve months before."""
    raised = sum(earlier >= number for number in RAISED_FROM)
    rung = min(grade + raised, max(LADDER))
    answers = list(LADDER[rung])
    if kind in TECHNICAL_KINDS:
        answers = [S.REPAIR_ASKED, *answers]
    if kind is K.DAMAGE and earlier:
        answers.append(S.CHARGES)
    if kind in BETWEEN_PEOPLE and rung > MINOR:
        answers.insert(1, S.MEDIATION)
    if grade >= CALLED.get(kind, max(LADDER)):
        answers = [S.EMERGENCY, *answers]
    return Proposal(tuple(answers), ANSWERED_WITHIN[grade], raised)


def incident_state(closed_on: date | None) -> IncidentState:
    """Open until it was closed."""
    return IncidentState.OPEN if closed_on is None else IncidentState.CLOSED


def repair_state(repaired_on: date | None, works_from: date | None) -> RepairState:
    """Mended, works under way or planned for it, or still to do."""
    if repaired_on is not None:
        return RepairState.DONE
    return RepairState.TO_DO if works_from is None else RepairState.PLANNED

"""Rules of prevention: what is early, what a stage asks for, when an eviction is not carried out."""

from collections.abc import Iterable
from datetime import date, timedelta

from accompaniment.vocab_prevention import LegalStage
from occupancy.rules.endings import in_winter

IN_COURT = frozenset({LegalStage.PETITION, LegalStage.CONCILIATION, LegalStage.HEARING, LegalStage.JUDGMENT})
IN_COURT |= {LegalStage.EXECUTION}  # from the petition on; before it a case is opened early
TO_COME = frozenset({LegalStage.CONCILIATION, LegalStage.HEARING, LegalStage.JUDGMENT, LegalStage.EXECUTION})
FURTHEST = timedelta(days=730)


def falls_in_winter(stage: LegalStage, day: date) -> bool:
    """Whether an eviction is planned on a day when none is carried out (`domain.md` §2.4): a word, no refusal."""
    return stage is LegalStage.EXECUTION and in_winter(day)


def due_by(stage: LegalStage, reached_on: date, delays: Iterable[tuple[LegalStage, int]]) -> date | None:
    """By when something is to be done after a stage, as the programme's delays say; None where they say nothing."""
    days = dict(delays).get(stage)
    return None if days is None else reached_on + timedelta(days=days)

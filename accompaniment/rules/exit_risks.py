"""Whether a plan can be carried out before its dwelling ends; `queries/exit_stages.py` says the same in SQL.

The lengths are a first setting, no source gives them: a step takes two weeks; by ninety days before the end every
household must have its plan (rule 9 of the domain).
"""

from datetime import date

from accompaniment.vocab_exits import ExitRisk, ExitStage

DAYS_A_STEP = 14
PLAN_BY = 90


def days_needed(steps_open: int) -> int:
    """Days that the steps still open take."""
    return steps_open * DAYS_A_STEP


def risk_of(
    day: date,
    deadline: date | None,
    stage: ExitStage,
    steps_open: int,
    planned_on: date | None,
    moves_on: date | None = None,
) -> ExitRisk:
    """The risk on `day`; `deadline` is the last day in the dwelling, None where it has none, or is left already.

    A transfer that everybody agreed to, by the day after it (`moves_on`), leaves none, whatever is left of the plan.
    """
    if deadline is None or stage in {ExitStage.HOUSED, ExitStage.LEFT}:
        return ExitRisk.NO_DEADLINE
    left = (deadline - day).days
    if left < 0:
        return ExitRisk.PAST
    if moves_on is not None and (deadline - moves_on).days >= -1:
        return ExitRisk.CALM
    if left < days_needed(steps_open) or (planned_on is not None and planned_on > deadline):
        return ExitRisk.LATE
    if stage is ExitStage.TO_PLAN:
        return ExitRisk.LATE if left < PLAN_BY else ExitRisk.TIGHT if left < 2 * PLAN_BY else ExitRisk.CALM
    if stage is ExitStage.MOVE_PLANNED and planned_on is not None:
        return ExitRisk.CALM
    return ExitRisk.TIGHT if left < max(2 * days_needed(steps_open), PLAN_BY) else ExitRisk.CALM

"""What a household left open behind it: objectives, steps of its exit plan, candidacies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from accompaniment.models.exit_plans import CandidacyEvent, ExitCandidacy, ExitPlan, ExitStep
from accompaniment.rules.exit_stages import OPEN_STATES, state_of
from accompaniment.vocab_exits import CandidacyEventKind as Kind
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.queries.scope import readable
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay, StayObjective
from occupancy.queries.journeys import outcome_of_exit
from occupancy.vocab import OutcomeClass

ASKED_FOR = timedelta(days=90)  # after the exit: as long as the board of exits shows whoever left
CLOSED = (Kind.ACCEPTED, Kind.REFUSED, Kind.DECLINED, Kind.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class LeftOpen:
    """What an exit left open, and what was settled with it, which can be said anew."""

    leaving: StayExit
    outcome: OutcomeClass | None
    objectives: Sequence[StayObjective]
    steps: Sequence[ExitStep]
    candidacies: Sequence[ExitCandidacy]

    def __bool__(self) -> bool:
        return bool(self.objectives or self.steps or self.candidacies)

    @property
    def stamp(self) -> str:
        """What stands, in short: another one once anything was settled meanwhile, or the exit corrected."""
        rows: list[Any] = [self.leaving, *self.objectives, *self.steps, *self.candidacies]
        return " ".join(f"{row.public_id}.{getattr(row, 'version', 0)}" for row in rows)


def exit_to_settle(stay_public_id: str, reader: Reader) -> tuple[StayExit, OutcomeClass | None] | None:
    """The exit that stands of a stay on whose household the reader may act, and what it amounts to."""
    query = (
        sa.select(StayExit, outcome_of_exit())
        .join(StayExit.stay)
        .join(Stay.household)
        .options(contains_eager(StayExit.stay).contains_eager(Stay.household), joinedload(StayExit.destination))
        .where(Stay.public_id == stay_public_id, StayExit.replaced_at.is_(None), readable(reader, Action.SUPPORT_ACT))
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def left_open(leaving: StayExit, outcome: OutcomeClass | None) -> LeftOpen:
    """What is to be settled of an exit. Its stay is loaded."""
    stay = leaving.stay
    candidacies = db.session.scalars(
        sa.select(ExitCandidacy)
        .join(ExitCandidacy.plan)
        .options(contains_eager(ExitCandidacy.plan).selectinload(ExitPlan.moves), selectinload(ExitCandidacy.events))
        .where(*_planned_before(stay.household_id, leaving.left_on))
        .order_by(ExitCandidacy.id)
    ).all()
    return LeftOpen(
        leaving=leaving,
        outcome=outcome,
        objectives=objectives_left(stay, or_open=True),
        steps=steps_left(stay, leaving.left_on, or_open=True),
        candidacies=[one for one in candidacies if _is_asked(one, leaving.left_on)],
    )


def _is_asked(candidacy: ExitCandidacy, left_on: date) -> bool:
    last = candidacy.events[-1] if candidacy.events else None
    kept = last is not None and last.kind is Kind.RENEWED and last.happened_on >= left_on
    return not kept and state_of(event.kind for event in candidacy.events) in OPEN_STATES


def _planned_before(household_id: Any, left_on: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return ExitPlan.household_id == household_id, ExitPlan.is_live, ExitPlan.started_on <= left_on


def exit_days(stay: Stay) -> Any:
    """The days on which the stay was said to end, corrected and cancelled ones among them."""
    return sa.select(StayExit.left_on).where(StayExit.stay_id == stay.id)


def objectives_left(stay: Stay, *, or_open: bool = False) -> Sequence[StayObjective]:
    """Objectives of the household settled on the day on which the stay was said to end; `or_open`: open ones too."""
    settled = sa.or_(*(day.in_(exit_days(stay)) for day in (StayObjective.reached_on, StayObjective.dropped_on)))
    query = (
        sa.select(StayObjective)
        .join(StayObjective.stay)
        .options(contains_eager(StayObjective.stay))
        .where(Stay.household_id == stay.household_id, Stay.start_on <= stay.start_on)
        .where(sa.or_(StayObjective.is_open, settled) if or_open else settled)
    )
    return db.session.scalars(query.order_by(StayObjective.id)).all()


def steps_left(stay: Stay, left_on: date, *, or_open: bool = False) -> Sequence[ExitStep]:
    """Steps of the plan with which they left, settled or kept for later on that day; `or_open`: the open ones too."""
    days = (ExitStep.done_on, ExitStep.dropped_on, ExitStep.kept_on)
    settled = sa.or_(*(day.in_(exit_days(stay)) for day in days))
    query = (
        sa.select(ExitStep)
        .join(ExitPlan, ExitPlan.id == ExitStep.plan_id)
        .options(joinedload(ExitStep.model))
        .where(*_planned_before(stay.household_id, left_on))
        .where(sa.or_(ExitStep.is_open, settled) if or_open else settled)
    )
    return db.session.scalars(query.order_by(ExitStep.due_on.is_(None), ExitStep.due_on, ExitStep.id)).all()


def candidacies_withdrawn(stay: Stay) -> Sequence[ExitCandidacy]:
    """Candidacies of the live plan whose last word is that they were withdrawn since the stay was said to end."""
    first = sa.select(sa.func.min(StayExit.left_on)).where(StayExit.stay_id == stay.id).scalar_subquery()
    withdrawn = CandidacyEvent.kind == Kind.WITHDRAWN, CandidacyEvent.happened_on >= first
    query = (
        sa.select(ExitCandidacy)
        .join(ExitCandidacy.plan)
        .join(CandidacyEvent, CandidacyEvent.id == _last_event())
        .options(contains_eager(ExitCandidacy.plan).selectinload(ExitPlan.moves), selectinload(ExitCandidacy.events))
        .where(ExitPlan.household_id == stay.household_id, ExitPlan.is_live, *withdrawn)
    )
    return db.session.scalars(query.order_by(ExitCandidacy.id)).all()


def _last_event() -> Any:
    """Of the `exit_candidacy` of the enclosing query."""
    event = aliased(CandidacyEvent)
    query = sa.select(event.id).where(event.candidacy_id == ExitCandidacy.id)
    return query.order_by(event.happened_on.desc(), event.id.desc()).limit(1).correlate(ExitCandidacy).scalar_subquery()


def is_left_open() -> sa.ColumnElement[bool]:
    """Condition on `stay_exit` and its `stay`: something is still open behind it."""
    earlier, plan = aliased(Stay), aliased(ExitPlan)
    before = earlier.household_id == Stay.household_id, earlier.start_on <= Stay.start_on
    live = plan.household_id == Stay.household_id, plan.is_live, plan.started_on <= StayExit.left_on
    kept = sa.and_(CandidacyEvent.kind == Kind.RENEWED, CandidacyEvent.happened_on >= StayExit.left_on)
    asked = sa.or_(ExitStep.kept_on.is_(None), ExitStep.kept_on < StayExit.left_on)
    answered = sa.exists().where(CandidacyEvent.id == _last_event(), sa.or_(CandidacyEvent.kind.in_(CLOSED), kept))
    found = (
        sa.exists().where(StayObjective.stay_id == earlier.id, *before, StayObjective.is_open),
        sa.exists().where(ExitStep.plan_id == plan.id, *live, ExitStep.is_open, asked),
        sa.exists().where(ExitCandidacy.plan_id == plan.id, *live, ~answered.correlate(ExitCandidacy, StayExit)),
    )
    return sa.or_(*(one.correlate(Stay, StayExit) for one in found))


def is_last_exit() -> sa.ColumnElement[bool]:
    """Condition on `stay_exit` and its `stay`: it stands, and the household did not come back."""
    later = aliased(Stay)
    back = sa.exists().where(later.household_id == Stay.household_id, later.start_on >= StayExit.left_on)
    return sa.and_(StayExit.replaced_at.is_(None), ~back.correlate(Stay, StayExit))

"""Cases against the loss of a home as their readers may see them: where they stand, what comes next, how they ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from accompaniment.models.prevention import CaseAction, CaseStage, PreventionCase, StageDelay
from accompaniment.queries.detections import LAST_DAY, FunnelFilters
from accompaniment.rules.prevention import IN_COURT, TO_COME
from accompaniment.vocab_prevention import CaseOutcome, EvictionGround, LegalStage
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import ask, db
from axes.models.people import Household
from axes.queries.scope import readable, within_reach

VIEW, ACT = Action.PREVENTION_VIEW, Action.PREVENTION_ACT


def in_sight(reader: Reader, action: Action = VIEW) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `prevention_case`, its household joined: to act, one of the reader's own organisation."""
    own = [PreventionCase.organisation_id == reader.organisation_id] if action is ACT else []
    return within_reach(reader, action), readable(reader, action), *own


def case_for(public_id: str, reader: Reader, action: Action = VIEW) -> PreventionCase | None:
    """A case with all that its page shows."""
    query = _whole().where(PreventionCase.public_id == public_id, *in_sight(reader, action))
    return db.session.scalar(query.options(selectinload(PreventionCase.stages), selectinload(PreventionCase.actions)))


def _whole() -> sa.Select[PreventionCase]:
    joined = [joinedload(one) for one in (PreventionCase.organisation, PreventionCase.landlord, PreventionCase.worker)]
    query = sa.select(PreventionCase).join(PreventionCase.household)
    return query.options(contains_eager(PreventionCase.household), *joined)


def cases_of(household_id: int, reader: Reader) -> Sequence[PreventionCase]:
    """Those of a household, open ones first."""
    query = _whole().where(PreventionCase.household_id == household_id, *in_sight(reader))
    query = query.options(joinedload(PreventionCase.stages))
    query = query.order_by(PreventionCase.closed_on.is_not(None), PreventionCase.id.desc())
    return db.session.scalars(query).unique().all()


def open_case_of(household_id: int, organisation_id: int) -> PreventionCase | None:
    """The organisation's open case of the household."""
    query = sa.select(PreventionCase).where(
        PreventionCase.household_id == household_id,
        PreventionCase.organisation_id == organisation_id,
        PreventionCase.closed_on.is_(None),
    )
    return db.session.scalar(query)


def stage_for(public_id: str, reader: Reader) -> CaseStage | None:
    """A stage to put right, its case and household with it."""
    query = sa.select(CaseStage).join(CaseStage.case).join(PreventionCase.household)
    whole = joinedload(CaseStage.case).joinedload(PreventionCase.household)
    return db.session.scalar(query.where(CaseStage.public_id == public_id, *in_sight(reader, ACT)).options(whole))


def action_for(public_id: str, reader: Reader) -> CaseAction | None:
    """Something to be done, its case and household with it."""
    query = sa.select(CaseAction).join(CaseAction.case).join(PreventionCase.household)
    whole = joinedload(CaseAction.case).joinedload(PreventionCase.household)
    return db.session.scalar(query.where(CaseAction.public_id == public_id, *in_sight(reader, ACT)).options(whole))


def stage_delays() -> list[tuple[LegalStage, int]]:
    """The delays that the programme says."""
    query = sa.select(StageDelay.stage, StageDelay.days).where(StageDelay.days.is_not(None))
    return [(stage, days) for stage, days in ask(query)]


def delay_of(stage: LegalStage) -> StageDelay | None:
    """What was said of a stage."""
    return db.session.scalar(sa.select(StageDelay).where(StageDelay.stage == stage))


def deadlines(day: date) -> sa.Subquery:
    """What open cases have before them, a row each: case_id, on, what (code), of_stage: things to do, however late, and
    days of a judge from `day` on."""
    text = sa.String(40)
    things = sa.select(
        CaseAction.case_id,
        CaseAction.due_on.label("on"),
        sa.cast(CaseAction.kind, text).label("what"),
        sa.literal(0, sa.Integer()).label("of_stage"),
    ).where(CaseAction.due_on.is_not(None), CaseAction.done_on.is_(None))
    stages = sa.select(
        CaseStage.case_id,
        CaseStage.reached_on.label("on"),
        sa.cast(CaseStage.stage, text).label("what"),
        sa.literal(1, sa.Integer()).label("of_stage"),
    ).where(CaseStage.reached_on >= day, CaseStage.stage.in_(sorted(TO_COME)))
    return sa.union_all(things, stages).subquery("deadline")


def next_on(day: date) -> sa.ScalarSelect[Any]:
    """The next deadline of a case; None where it has none."""
    one = deadlines(day).c
    first = sa.select(sa.func.min(one.on)).where(one.case_id == PreventionCase.id)
    return first.correlate(PreventionCase).scalar_subquery()


def stands_at(day: date) -> sa.ScalarSelect[Any]:
    """The last stage that a case reached by a day."""
    query = sa.select(CaseStage.stage).where(CaseStage.case_id == PreventionCase.id, CaseStage.reached_on <= day)
    query = query.order_by(CaseStage.reached_on.desc(), CaseStage.id.desc()).limit(1)
    return query.correlate(PreventionCase).scalar_subquery()


def opened_early() -> sa.ColumnElement[bool]:
    """Condition on `prevention_case`: nothing was before a judge on the day it was opened."""
    stage = aliased(CaseStage)
    court = sa.exists().where(
        stage.case_id == PreventionCase.id,
        stage.stage.in_(sorted(IN_COURT)),
        stage.reached_on <= PreventionCase.opened_on,
    )
    return ~court.correlate(PreventionCase)


def for_court() -> sa.ColumnElement[bool]:
    """Condition on `prevention_case`: it can come before a judge; an order of insalubrity goes its own way."""
    return PreventionCase.ground != EvictionGround.INSALUBRITY


@dataclass(frozen=True)
class CaseFilters:
    """What the list is narrowed to: `state` (open unless told: all, closed, early, or an outcome), days of opening."""

    days: FunnelFilters
    state: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str], day: date) -> "CaseFilters":
        return cls(FunnelFilters.of(args, day), args.get("state", "").strip()[:22] or None)


CASE_COLUMNS = ("household", "ground", "stage", "next_on", "opened_on", "worker", "closed_on", "outcome")


def list_cases(reader: Reader, filters: CaseFilters, day: date) -> sa.Select[Any]:
    """Plain columns of the association's own, scoped: what is due soonest first."""
    due = next_on(day).label("next_on")
    columns: tuple[Any, ...] = (
        PreventionCase.public_id,
        PreventionCase.household_id,
        Household.reference.label("household"),
        PreventionCase.ground,
        stands_at(day).label("stage"),
        due,
        PreventionCase.opened_on,
        User.name.label("worker"),
        PreventionCase.closed_on,
        PreventionCase.outcome,
    )
    query = sa.select(*columns).select_from(PreventionCase).join(PreventionCase.household)
    query = query.join(User, User.id == PreventionCase.worker_id)
    own = PreventionCase.organisation_id == reader.organisation_id
    query = query.where(own, *in_sight(reader), *_narrowed(filters))
    return query.order_by(PreventionCase.closed_on.is_not(None), due.is_(None), due, PreventionCase.id.desc())


def _narrowed(filters: CaseFilters) -> list[sa.ColumnElement[bool]]:
    state = filters.state
    if state is None:
        return [PreventionCase.closed_on.is_(None)]
    opened = PreventionCase.opened_on.between(filters.days.first, filters.days.last)
    if state in set(CaseOutcome):
        return [PreventionCase.outcome == CaseOutcome(state), opened]
    more = {"early": [for_court(), opened_early()], "court": [for_court()]}
    return [opened, *({"closed": [PreventionCase.closed_on.is_not(None)]} | more).get(state, [])]


@dataclass(frozen=True)
class CaseCounts:
    """Of the cases opened within some days: all, those for a court, early ones among these, and what they came to."""

    opened: int
    court: int
    early: int
    outcomes: Mapping[CaseOutcome, int]

    @property
    def share_early(self) -> float | None:
        """Of the cases that can come before a judge."""
        return self.early / self.court if self.court else None


def case_counts(reader: Reader, days: FunnelFilters) -> CaseCounts:
    """As the reader may open them: their association's own. One statement."""
    query = count_cases(days).join(PreventionCase.household)
    own = PreventionCase.organisation_id == reader.organisation_id
    return counts_in(ask(query.where(own, *in_sight(reader))).one())


def count_cases(days: FunnelFilters, until: date = LAST_DAY) -> sa.Select[Any]:
    """The sums behind a `CaseCounts` as of a day, of everybody until narrowed."""
    closed = PreventionCase.closed_on <= until
    outcomes = [sa.func.count(sa.case((sa.and_(closed, PreventionCase.outcome == one), 1))) for one in CaseOutcome]
    early = sa.func.count(sa.case((sa.and_(for_court(), opened_early()), 1)))
    sums: tuple[Any, ...] = (sa.func.count(), sa.func.count(sa.case((for_court(), 1))), early, *outcomes)
    return sa.select(*sums).select_from(PreventionCase).where(PreventionCase.opened_on.between(days.first, days.last))


def counts_in(row: Any) -> CaseCounts:
    """The row of `count_cases` as counts."""
    opened, court, early, *outcomes = row
    return CaseCounts(opened, court, early, dict(zip(CaseOutcome, outcomes, strict=True)))

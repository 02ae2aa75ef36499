"""What who steers and who funds read of prevention: counts of everybody, rounded, at the end of a quarter (0009).

Parts are rounded, and totals are those of the rounded parts. Services asked on themes of the health area are in none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from accompaniment.models.detections import Detection
from accompaniment.models.outreach import CollectiveSession, InformationAct, SessionAttendee
from accompaniment.queries.detections import FunnelFilters, at_least, counted, furthest
from accompaniment.queries.prevention import CaseCounts, count_cases, counts_in
from accompaniment.vocab_prevention import CaseOutcome, FunnelStep
from app.db import ask
from app.periods import add_months
from reports.rules.rounding import rounded


@dataclass(frozen=True)
class PreventionTold:
    """Of the twelve months up to a day. `sessions` and `acts` are of nobody, and exact; `came` is about."""

    first: date
    last: date
    funnel: Mapping[FunnelStep, int]
    cases: CaseCounts
    sessions: int
    came: int
    acts: int


def prevention_told(day: date) -> PreventionTold:
    """Everybody's, of all associations. Four statements."""
    days = FunnelFilters(add_months(day + timedelta(days=1), -12), day)
    sessions, came = _sessions(days)
    acts = InformationAct.told_on.between(days.first, days.last)
    told = ask(sa.select(sa.func.count()).select_from(InformationAct).where(acts)).scalar()
    return PreventionTold(days.first, days.last, _funnel(days), _cases(days), sessions, came, told)


def _funnel(days: FunnelFilters) -> Mapping[FunnelStep, int]:
    far = sa.select(furthest(None, days.last).label("far")).select_from(Detection).outerjoin(Detection.household)
    one = far.where(*counted(days)).subquery("one").c
    found = dict(ask(sa.select(one.far, sa.func.count()).group_by(one.far)).all())
    return at_least(rounded([found.get(step.value, 0) for step in FunnelStep]).cells)


def _cases(days: FunnelFilters) -> CaseCounts:
    true = counts_in(ask(count_cases(days, days.last)).one())
    early, late, apart = rounded([true.early, true.court - true.early, true.opened - true.court]).cells
    outcomes = rounded([true.outcomes[one] for one in CaseOutcome]).cells
    return CaseCounts(early + late + apart, early + late, early, dict(zip(CaseOutcome, outcomes, strict=True)))


def _sessions(days: FunnelFilters) -> tuple[int, int]:
    """How many sessions, and about how many people came."""
    held = CollectiveSession.held_on.between(days.first, days.last)
    named = sa.select(sa.func.coalesce(sa.func.sum(SessionAttendee.people), 0)).join(SessionAttendee.session)
    sums = (sa.func.count(), sa.func.coalesce(sa.func.sum(CollectiveSession.counted), 0))
    sessions, nameless, known = ask(sa.select(*sums, named.where(held).scalar_subquery()).where(held)).one()
    return sessions, rounded([nameless + known]).total

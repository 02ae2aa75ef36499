"""Funding calls as their readers may see them: coordination every call, an association those with an action for it.

Lines are of households: each in the scope of its reader, an association's its own alone. What the funder reads is
counted in `reports.queries.funding`, rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accompaniment.models.funding import FundingAction, FundingCall, FundingLine, FundingReturn
from accompaniment.rules.funding import Tally
from accompaniment.vocab_housing import FundingState, TargetKind
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import ask, db
from app.web.asked import Filters
from axes.models.people import Household
from axes.queries.scope import readable, within_reach

WAITING = (FundingState.REQUESTED, FundingState.SENT, FundingState.RETURNED, FundingState.GRANTED)
# What is counted, as conditions on `funding_line`: waits for a decision, has its money, is done.
COUNTED: dict[str, Any] = {
    "asked": sa.and_(
        FundingLine.granted_on.is_(None), FundingLine.refused_on.is_(None), FundingLine.dropped_on.is_(None)
    ),
    "committed": sa.and_(FundingLine.granted_on.is_not(None), FundingLine.dropped_on.is_(None)),
    "reached": FundingLine.justified_on.is_not(None),
}


def state() -> sa.ColumnElement[str]:
    """Where a line stands, as `accompaniment.rules.funding.state_of` says it."""
    known = (
        (FundingLine.dropped_on, FundingState.DROPPED),
        (FundingLine.refused_on, FundingState.REFUSED),
        (FundingLine.justified_on, FundingState.JUSTIFIED),
        (FundingLine.returned_on, FundingState.RETURNED),
        (FundingLine.sent_on, FundingState.SENT),
        (FundingLine.granted_on, FundingState.GRANTED),
    )
    cases = [(day.is_not(None), one.value) for day, one in known]
    return sa.case(*cases, else_=FundingState.REQUESTED.value)


def readable_calls(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `funding_call`: the reader decides on it, or their organisation has an action in it."""
    if reader.may(Action.FUNDING_DECIDE):
        return sa.true()
    mine = sa.exists().where(FundingAction.call_id == FundingCall.id, _open_to(reader.organisation_id))
    return mine.correlate(FundingCall)


def _open_to(organisation_id: int) -> sa.ColumnElement[bool]:
    """Condition on `funding_action`: this association may ask for its money."""
    return sa.or_(FundingAction.organisation_id.is_(None), FundingAction.organisation_id == organisation_id)


def list_calls(reader: Reader) -> sa.Select[Any]:
    """The calls of a reader, the latest first, with funder and actions."""
    query = sa.select(FundingCall).where(readable_calls(reader))
    query = query.options(joinedload(FundingCall.funder), selectinload(FundingCall.actions))
    return query.order_by(FundingCall.year.desc(), FundingCall.sort_name, FundingCall.id)


def call_for(public_id: str, reader: Reader) -> FundingCall | None:
    """A call with its funder and its actions, their associations loaded."""
    actions = selectinload(FundingCall.actions).joinedload(FundingAction.organisation)
    query = sa.select(FundingCall).where(FundingCall.public_id == public_id, readable_calls(reader))
    return db.session.scalar(query.options(joinedload(FundingCall.funder), actions))


def action_for(public_id: str) -> FundingAction | None:
    """An action with its call and its association; for whoever keeps calls."""
    query = sa.select(FundingAction).where(FundingAction.public_id == public_id)
    return db.session.scalar(query.options(joinedload(FundingAction.call), joinedload(FundingAction.organisation)))


def actions_to_ask(organisation_id: int) -> Sequence[FundingAction]:
    """Actions of calls open today for which an association may ask, the call loaded."""
    query = (
        sa.select(FundingAction)
        .join(FundingAction.call)
        .options(contains_eager(FundingAction.call))
        .where(_open_to(organisation_id), FundingCall.first_day <= today(), FundingCall.asked_until >= today())
        .order_by(FundingCall.sort_name, FundingCall.id, FundingAction.id)
    )
    return db.session.scalars(query).all()


def in_sight(reader: Reader, action: Action = Action.FUNDING_VIEW) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `funding_line`, its household joined: an association's own, or all of who decides."""
    own = () if reader.may(Action.FUNDING_DECIDE) else (FundingLine.organisation_id == reader.organisation_id,)
    return within_reach(reader, action), readable(reader, action), *own


def _whole() -> sa.Select[FundingLine]:
    return (
        sa.select(FundingLine)
        .join(FundingLine.household)
        .options(
            contains_eager(FundingLine.household),
            joinedload(FundingLine.action).joinedload(FundingAction.call),
            joinedload(FundingLine.organisation),
            joinedload(FundingLine.author),
        )
    )


def line_for(public_id: str, reader: Reader, action: Action = Action.FUNDING_VIEW) -> FundingLine | None:
    """A line on which the reader may do `action`, with all that its page shows."""
    returns = selectinload(FundingLine.returns).joinedload(FundingReturn.author)
    query = _whole().options(returns).where(FundingLine.public_id == public_id, *in_sight(reader, action))
    return db.session.scalar(query)


def lines_of(household_id: int, reader: Reader) -> Sequence[FundingLine]:
    """The funding of a household, the latest first."""
    query = _whole().where(FundingLine.household_id == household_id, *in_sight(reader))
    return db.session.scalars(query.order_by(FundingLine.requested_on.desc(), FundingLine.id.desc())).all()


@dataclass(frozen=True)
class LineFilters(Filters):
    """What the lines of a call are narrowed to: `state` (or what is counted together), `kind`, `action` (public id)."""

    state: str | None = None
    kind: str | None = None
    action: str | None = None


LINE_COLUMNS = (
    "household",
    "action",
    "association",
    "kind",
    "state",
    "requested_on",
    "granted_cents",
    "justified_cents",
)


def list_lines(reader: Reader, call_id: int, filters: LineFilters) -> sa.Select[Any]:
    """Plain columns of a call's lines, without any name: what waits for somebody first, then by day."""
    now = state()
    waits = sa.case({one.value: place for place, one in enumerate(WAITING)}, value=now, else_=len(WAITING))
    columns: tuple[Any, ...] = (
        FundingLine.public_id,
        FundingLine.household_id,
        Household.reference.label("household"),
        FundingAction.name.label("action"),
        sa.func.coalesce(Organisation.short_name, Organisation.name).label("association"),
        FundingLine.kind,
        now.label("state"),
        FundingLine.requested_on,
        FundingLine.granted_cents,
        FundingLine.justified_cents,
    )
    query = (
        sa.select(*columns)
        .join(FundingLine.household)
        .join(FundingLine.action)
        .join(FundingLine.organisation)
        .where(FundingLine.call_id == call_id, *in_sight(reader), *_narrowed(filters))
    )
    return query.order_by(waits, FundingLine.requested_on, FundingLine.id)


def _narrowed(filters: LineFilters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.state in COUNTED:
        conditions.append(COUNTED[filters.state])
    elif filters.state in set(FundingState):
        conditions.append(state() == filters.state)
    if filters.kind in set(TargetKind):
        conditions.append(FundingLine.kind == TargetKind(filters.kind))
    if filters.action:
        conditions.append(FundingAction.public_id == filters.action)
    return conditions


def tallies(call: FundingCall, reader: Reader) -> dict[tuple[int, TargetKind], Tally]:
    """By action (key) and kind, of the households in the reader's sight, in one statement; the call's actions are
    loaded. Each number is as long as the list narrowed to it."""
    numbers = (
        *(sa.func.count(sa.case((condition, 1))) for condition in COUNTED.values()),
        _sum(FundingLine.granted_cents, COUNTED["committed"]),
        _sum(FundingLine.justified_cents, COUNTED["reached"]),
    )
    query = sa.select(FundingLine.action_id, FundingLine.kind, *numbers).join(FundingLine.household)
    query = query.where(FundingLine.call_id == call.id, *in_sight(reader))
    found = {(row[0], row[1]): row[2:] for row in ask(query.group_by(FundingLine.action_id, FundingLine.kind))}
    every = ((action, kind) for action in call.actions for kind in TargetKind)
    none = (0,) * len(numbers)
    return {(one.id, kind): Tally(one.target(kind), *found.get((one.id, kind), none)) for one, kind in every}


def _sum(cents: Any, condition: Any) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, cents))), 0)


def committed_cents(call_id: int) -> int:
    """What was granted of a call and stands, to everybody."""
    query = sa.select(sa.func.coalesce(sa.func.sum(FundingLine.granted_cents), 0))
    return db.session.scalar(query.where(FundingLine.call_id == call_id, FundingLine.dropped_on.is_(None))) or 0

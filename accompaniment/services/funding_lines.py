"""The funding of a household: asked by its association, granted, refused or handed back, justified. Each one act."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from accompaniment.models.funding import FundingAction, FundingCall, FundingLine, FundingReturn
from accompaniment.models.supports import Support
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.queries.funding import committed_cents, line_for
from accompaniment.rules.funding import state_of
from accompaniment.vocab_housing import FundingDecision, FundingRefusal, FundingState, JustificationCheck, TargetKind
from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.formats import euros
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.people import Household

S = FundingState


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: for which action, as which kind of household, and what the association promises."""

    action: FundingAction
    kind: TargetKind
    commitment: str


def ask_funding(*, household: Household, asked: Asked, actor: Reader) -> FundingLine:
    """Ask the money of an action for a household that the actor's association accompanies today.

    Raises `Refusal` outside the days of the call, without a support or where the action aims at none of that kind;
    `Conflict` where the household is in the call already.
    """
    call = asked.action.call
    _check_open(call)
    _check(asked, household, actor)
    made = FundingLine(
        call_id=call.id,
        household_id=household.id,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        requested_on=today(),
    )
    _set(made, asked)
    _once(made, actor)
    record("funding_line.asked", made, actor=actor, household=household, action=asked.action, kind=asked.kind)
    return made


def edit_request(*, line: FundingLine, version: int, asked: Asked, actor: Reader) -> None:
    """Say it anew before it is decided; one that was handed back waits for an answer again. Raises as `ask_funding`,
    but for the days of the call."""
    refuse_stale(line, version)
    _needs(line, S.REQUESTED, S.RETURNED)
    if line.granted_on is not None:
        raise Conflict("funding.conflict.state", state=label(state_of(line)))
    if asked.action.call_id != line.call_id:
        raise Refusal("funding.refusal.other_call", "action")
    _check(asked, line.household, actor)
    _set(line, asked)
    line.returned_on = None
    db.session.flush()
    record("funding_line.edited", line, actor=actor, action=asked.action, kind=asked.kind)


def _check_open(call: FundingCall) -> None:
    if not call.first_day <= today() <= call.asked_until:
        raise Refusal("funding.refusal.closed", "action", first=shown(call.first_day), last=shown(call.asked_until))


def _check(asked: Asked, household: Household, actor: Reader) -> None:
    if not asked.action.target(asked.kind):
        raise Refusal("funding.refusal.kind", "kind")
    mine = Support.household_id == household.id, of_organisation(actor.organisation_id), in_force(today())
    if not db.session.scalar(sa.select(sa.exists().where(*mine))):
        raise Refusal("funding.refusal.no_support")


def _set(line: FundingLine, asked: Asked) -> None:
    line.action_id, line.kind, line.commitment = asked.action.id, asked.kind, asked.commitment


def _once(line: FundingLine, actor: Reader) -> None:
    """Write it. Raises `Conflict` that names the one in the way, if it is the reader's to know."""
    with guarded({"uq_funding_line_household": lambda: _in_the_way(line.call_id, line.household_id, actor)}):
        db.session.add(line)


def _in_the_way(call_id: int, household_id: int, actor: Reader) -> Conflict:
    query = sa.select(FundingLine.public_id).where(
        FundingLine.call_id == call_id,
        FundingLine.household_id == household_id,
        FundingLine.refused_on.is_(None),
        FundingLine.dropped_on.is_(None),
    )
    found = line_for(db.session.scalar(query) or "", actor)
    if found is None:
        return Conflict("funding.conflict.elsewhere")
    return Conflict("funding.conflict.once", day=shown(found.requested_on), state=label(state_of(found)))


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What coordination answers: so many cents, or why not, or what is missing."""

    decision: FundingDecision
    cents: int | None = None
    refusal: FundingRefusal | None = None
    comment: str | None = None


def decide_funding(*, line: FundingLine, version: int, decided: Decided, actor: Reader) -> None:
    """Answer a request. Raises `Stale`, `Conflict` where it was answered, `Refusal` for what is missing, and for more
    than what is left of the envelope."""
    refuse_stale(line, version)
    _needs(line, S.REQUESTED)
    acts: dict[FundingDecision, Callable[[FundingLine, Decided, Reader], None]] = {
        FundingDecision.GRANT: _grant,
        FundingDecision.REFUSE: _refuse,
        FundingDecision.RETURN: lambda *given: _hand_back(given[0], given[1].comment, given[2]),
    }
    acts[decided.decision](line, decided, actor)


def _grant(line: FundingLine, decided: Decided, actor: Reader) -> None:
    if not decided.cents:
        raise Refusal("funding.refusal.no_amount", "amount")
    call = db.session.scalars(sa.select(FundingCall).where(FundingCall.id == line.call_id).with_for_update()).one()
    left = call.envelope_cents - committed_cents(call.id)
    if decided.cents > left:
        raise Refusal("funding.refusal.envelope", "amount", amount=euros(left))
    line.granted_on, line.granted_cents = today(), decided.cents
    db.session.flush()
    record("funding_line.granted", line, actor=actor, cents=decided.cents)


def _refuse(line: FundingLine, decided: Decided, actor: Reader) -> None:
    if decided.refusal is None:
        raise Refusal("funding.refusal.no_reason", "refusal")
    line.refused_on, line.refusal = today(), decided.refusal
    db.session.flush()
    record("funding_line.refused", line, actor=actor, reason=decided.refusal)


def _hand_back(line: FundingLine, comment: str | None, actor: Reader) -> None:
    """To its association, which reads what is missing: never without a word."""
    if not comment:
        raise Refusal("funding.refusal.no_comment", "comment")
    said = FundingReturn(line_id=line.id, author_id=actor.user_id, returned_on=today())
    said.comment = comment
    line.returned_on, line.sent_on = today(), None
    db.session.add(said)
    db.session.flush()
    record("funding_line.handed_back", line, actor=actor)


def justify_funding(*, line: FundingLine, version: int, cents: int, text: str, actor: Reader) -> None:
    """Say what was done with the money, to be read. Raises `Stale`, `Conflict` where nothing is granted, `Refusal` for
    more than was granted."""
    refuse_stale(line, version)
    _needs(line, S.GRANTED, S.RETURNED, S.SENT)
    if line.granted_on is None:
        raise Conflict("funding.conflict.state", state=label(state_of(line)))
    if cents > (line.granted_cents or 0):
        raise Refusal("funding.refusal.above_grant", "amount", amount=euros(line.granted_cents))
    line.justification, line.justified_cents = text, cents
    line.sent_on, line.returned_on = line.sent_on or today(), None
    db.session.flush()
    record("funding_line.justification_sent", line, actor=actor, cents=cents)


def check_justification(
    *, line: FundingLine, version: int, check: JustificationCheck, comment: str | None, actor: Reader
) -> None:
    """Accept a justification, or hand it back with a comment. Raises `Stale`, `Conflict`, `Refusal` without one."""
    refuse_stale(line, version)
    _needs(line, S.SENT)
    if check is JustificationCheck.RETURN:
        _hand_back(line, comment, actor)
        return
    line.justified_on = today()
    db.session.flush()
    record("funding_line.justified", line, actor=actor, cents=line.justified_cents)


def drop_funding(*, line: FundingLine, version: int, actor: Reader) -> None:
    """It is no longer asked, or given back: the money is free again. Raises `Stale`, `Conflict` once it is justified or
    refused."""
    refuse_stale(line, version)
    _needs(line, S.REQUESTED, S.RETURNED, S.GRANTED, S.SENT)
    line.dropped_on = today()
    db.session.flush()
    record("funding_line.dropped", line, actor=actor)


def _needs(line: FundingLine, *states: FundingState) -> None:
    stands = state_of(line)
    if stands not in states:
        raise Conflict("funding.conflict.state", state=label(stands))

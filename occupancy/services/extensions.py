"""Asking a housing operator to lend longer: draft, sent, answered or dropped. A grant leads to an amendment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from occupancy.models.agreements import Agreement
from occupancy.models.extensions import ExtensionRequest
from occupancy.queries.coverage import latest_last_day
from occupancy.rules.extensions import state_of
from occupancy.vocab import ExtensionAnswer, ExtensionState

ANSWERABLE = (ExtensionState.SENT, ExtensionState.OVERDUE)


def draft_request(agreement: Agreement, *, asked_last_day: date, reason: str, actor: Actor) -> ExtensionRequest:
    """Prepare a request; one is open at a time. Raises beside the field for a day that is no extension."""
    _check(agreement, asked_last_day)
    request = ExtensionRequest(
        agreement_id=agreement.id, asked_last_day=asked_last_day, reason=reason, drafted_on=today()
    )
    with guarded({"uq_extension_request_open": Conflict("extension.conflict.open")}):
        db.session.add(request)
    record("extension_request.drafted", request, actor=actor, agreement=agreement, asked_last_day=asked_last_day)
    return request


def _check(agreement: Agreement, asked_last_day: date) -> None:
    if agreement.signed_on is None:
        raise Conflict("extension.conflict.not_signed")
    last_day = latest_last_day(agreement)
    if asked_last_day <= last_day:
        raise Refusal("extension.refused.not_later", "asked_last_day", day=shown(last_day))


def edit_request(
    request: ExtensionRequest, *, version: int, asked_last_day: date, reason: str, actor: Actor
) -> ExtensionRequest:
    """Change a request that was not sent. Raises `Conflict` once it was."""
    _stands(request, version, (ExtensionState.DRAFT,))
    _check(request.agreement, asked_last_day)
    request.asked_last_day, request.reason = asked_last_day, reason
    db.session.flush()
    record("extension_request.edited", request, actor=actor, asked_last_day=asked_last_day)
    return request


def send_request(
    request: ExtensionRequest, *, version: int, sent_on: date, answer_due_on: date, actor: Actor
) -> ExtensionRequest:
    """Note that the letter left, and when an answer is hoped for."""
    _stands(request, version, (ExtensionState.DRAFT,))
    _past(sent_on, "sent_on")
    if answer_due_on <= sent_on:
        raise Refusal("extension.refused.due", "answer_due_on", day=shown(sent_on))
    request.sent_on, request.answer_due_on = sent_on, answer_due_on
    db.session.flush()
    record("extension_request.sent", request, actor=actor, sent_on=sent_on, answer_due_on=answer_due_on)
    return request


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came back: until when it is granted, or why it is refused."""

    answer: ExtensionAnswer
    answered_on: date
    granted_last_day: date | None = None
    refusal_reason: str | None = None


def answer_request(request: ExtensionRequest, *, version: int, facts: Answered, actor: Actor) -> ExtensionRequest:
    """Note the answer. Raises beside the field that is missing; the amendment is an act of its own."""
    _stands(request, version, ANSWERABLE)
    refuse_all(_wrong_answer(request, facts))
    granted = facts.answer is ExtensionAnswer.GRANTED
    request.answer, request.answered_on = facts.answer, facts.answered_on
    request.granted_last_day = facts.granted_last_day if granted else None
    request.refusal_reason = None if granted else facts.refusal_reason
    db.session.flush()
    record("extension_request.answered", request, actor=actor, answer=facts.answer, answered_on=facts.answered_on)
    return request


def _wrong_answer(request: ExtensionRequest, facts: Answered) -> Iterator[Refusal]:
    granted, until = facts.answer is ExtensionAnswer.GRANTED, facts.granted_last_day
    if facts.answered_on > today():
        yield Refusal("extension.refused.future", "answered_on", day=shown(today()))
    if request.sent_on is not None and facts.answered_on < request.sent_on:
        yield Refusal("extension.refused.before_sent", "answered_on", day=shown(request.sent_on))
    if granted and until is None:
        yield Refusal("extension.refused.until", "granted_last_day")
    if granted and until is not None and until <= (last_day := latest_last_day(request.agreement)):
        yield Refusal("extension.refused.not_later", "granted_last_day", day=shown(last_day))
    if not granted and not facts.refusal_reason:
        yield Refusal("extension.refused.why", "refusal_reason")


def settle_by_amendment(agreement_id: int, *, signed_on: date, last_day: date, actor: Actor) -> None:
    """An extension that is signed is the answer to the request under way; one not sent yet has no more purpose."""
    asked = sa.select(ExtensionRequest).where(ExtensionRequest.agreement_id == agreement_id, ExtensionRequest.is_open)
    request = db.session.scalar(asked)
    if request is None:
        return
    if request.sent_on is None:
        request.dropped_on = today()
        record("extension_request.dropped", request, actor=actor)
        return
    request.answer, request.answered_on = ExtensionAnswer.GRANTED, max(signed_on, request.sent_on)
    request.granted_last_day = last_day
    record("extension_request.answered", request, actor=actor, answer=request.answer, answered_on=request.answered_on)


def drop_request(request: ExtensionRequest, *, version: int, actor: Actor) -> ExtensionRequest:
    """Give up a request that nobody answered; it stays listed."""
    _stands(request, version, (ExtensionState.DRAFT, *ANSWERABLE))
    request.dropped_on = today()
    db.session.flush()
    record("extension_request.dropped", request, actor=actor)
    return request


def _stands(request: ExtensionRequest, version: int, states: tuple[ExtensionState, ...]) -> None:
    """Read the request again: raise `Stale` when it changed since `version`, `Conflict` when it moved on."""
    db.session.refresh(request, attribute_names=["version", "sent_on", "answer", "dropped_on", "answer_due_on"])
    refuse_stale(request, version)
    if state_of(request, today()) not in states:
        raise Conflict("extension.conflict.moved_on")


def _past(day: date, field: str) -> None:
    if day > today():
        raise Refusal("extension.refused.future", field, day=shown(today()))

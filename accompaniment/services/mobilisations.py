"""Requests to services: prepared, agreed to, sent, answered, met, finished, dropped. Each one act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkService, NetworkTheme, ServiceConsent
from accompaniment.queries.mobilisation_states import goes_on
from accompaniment.queries.mobilisations import consent_for, told
from accompaniment.rules.network import OPEN, state_of
from accompaniment.vocab_network import (
    MobilisationAnswer,
    MobilisationChannel,
    MobilisationOutcome,
    MobilisationState,
    ServiceRefusal,
)
from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import today
from app.conflicts import ByGuard, guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from axes.models.people import Consent, Household
from axes.services.consents import Recipient, give_consent
from axes.vocab import ConsentScope, Urgency

S = MobilisationState


@dataclass(frozen=True, kw_only=True)
class RequestFacts:
    """What is asked of a service, on which of its themes."""

    theme: NetworkTheme
    asked: str
    urgency: Urgency


def prepare_mobilisation(
    *, household: Household, service: NetworkService, facts: RequestFacts, actor: Reader
) -> Mobilisation:
    """Write a request to be sent. Raises `Conflict` while another one to the same service goes on."""
    made = Mobilisation(
        household_id=household.id,
        service_id=service.id,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
    )
    _set(made, facts)
    with guarded(_one_open(household.id, service, actor)):
        db.session.add(made)
    record("mobilisation.prepared", made, actor=actor, household=household, service=service, theme=facts.theme)
    return made


def edit_mobilisation(*, mobilisation: Mobilisation, version: int | None, facts: RequestFacts, actor: Reader) -> None:
    """Say anew what is asked, before it is sent. Raises `Stale`, `Conflict` once it is."""
    refuse_stale(mobilisation, version)
    _needs(mobilisation, S.DRAFT)
    _set(mobilisation, facts)
    db.session.flush()
    record("mobilisation.edited", mobilisation, actor=actor, theme=facts.theme, urgency=facts.urgency)


def _set(mobilisation: Mobilisation, facts: RequestFacts) -> None:
    mobilisation.theme_id, mobilisation.asked, mobilisation.urgency = facts.theme.id, facts.asked, facts.urgency


def agree_to_share(
    *, household: Household, service: NetworkService, purpose: str, given_on: date, last_day: date, actor: Reader
) -> Consent:
    """The household agrees that what is asked is shared with the service, until a day. Raises as `give_consent`.

    The service's themes are loaded.
    """
    recipient = Recipient(service.name, sensitive=any(one.sensitive for one in service.themes))
    consent = give_consent(
        household=household,
        scope=ConsentScope.SHARE_SERVICE,
        purpose=purpose,
        given_on=given_on,
        last_day=last_day,
        recipient=recipient,
        actor=actor,
    )
    db.session.add(ServiceConsent(consent_id=consent.id, service_id=service.id, household_id=household.id))
    db.session.flush()
    return consent


def send_mobilisation(
    *, mobilisation: Mobilisation, version: int | None, sent_on: date, channel: MobilisationChannel, actor: Reader
) -> None:
    """The request went out, on a day on which the household agreed. Until it is answered the day can be put right.

    Raises `Refusal` without a consent in force, and for a day to come or before it was given.
    """
    refuse_stale(mobilisation, version)
    _needs(mobilisation, S.DRAFT, S.SENT)
    consent = consent_for(mobilisation.household_id, mobilisation.service_id)
    if consent is None:
        raise Refusal("mobilisation.refusal.no_consent")
    _refuse_to_come("sent_on", sent_on)
    _refuse_before("sent_on", sent_on, consent.given_on, "mobilisation.refusal.before_consent")
    mobilisation.sent_on, mobilisation.channel, mobilisation.consent_id = sent_on, channel, consent.id
    db.session.flush()
    record("mobilisation.sent", mobilisation, actor=actor, sent_on=sent_on, channel=channel, consent=consent)


@dataclass(frozen=True, kw_only=True)
class AnswerFacts:
    """What the service answered: accepted, with the day of a first meeting if it has one, or declined, and why."""

    answer: MobilisationAnswer
    answered_on: date
    first_meeting_on: date | None = None
    refusal: ServiceRefusal | None = None


def answer_mobilisation(*, mobilisation: Mobilisation, version: int | None, facts: AnswerFacts, actor: Reader) -> None:
    """Note the answer; before anybody met it can be put right.

    Raises `Stale`, `Conflict` where it stands otherwise, `Refusal` for days out of order and for what is missing.
    """
    refuse_stale(mobilisation, version)
    _needs(mobilisation, S.SENT, S.ACCEPTED, S.DECLINED)
    refuse_all(_wrong_answer(mobilisation, facts))
    with guarded(_one_open(mobilisation.household_id, mobilisation.service, actor)):
        if (mobilisation.answer, mobilisation.answered_on) != (facts.answer, facts.answered_on):
            mobilisation.answered_by_id = actor.user_id
        mobilisation.answer, mobilisation.answered_on = facts.answer, facts.answered_on
        mobilisation.first_meeting_on, mobilisation.decline_reason = facts.first_meeting_on, facts.refusal
    known = {"answered_on": facts.answered_on, "reason": facts.refusal, "first_meeting_on": facts.first_meeting_on}
    record("mobilisation.answered", mobilisation, actor=actor, answer=facts.answer, **known)


def _wrong_answer(mobilisation: Mobilisation, facts: AnswerFacts) -> Iterator[Refusal]:
    accepted, sent_on = facts.answer is MobilisationAnswer.ACCEPTED, mobilisation.sent_on
    if facts.answered_on > today():
        yield Refusal("mobilisation.refusal.day_to_come", "answered_on", day=shown(today()))
    for field in ("answered_on", "first_meeting_on"):
        day = getattr(facts, field)
        if day is not None and sent_on is not None and day < sent_on:
            yield Refusal("mobilisation.refusal.before_sent", field, day=shown(sent_on))
    if not accepted and facts.refusal is None:
        yield Refusal("mobilisation.refusal.no_reason", "refusal")
    if accepted and facts.refusal is not None:
        yield Refusal("mobilisation.refusal.reason_of_accepted", "refusal")
    if not accepted and facts.first_meeting_on is not None:
        yield Refusal("mobilisation.refusal.meeting_of_declined", "first_meeting_on")


def meet_service(*, mobilisation: Mobilisation, version: int | None, met_on: date, actor: Reader) -> None:
    """The first meeting with the service was held. Raises as `answer_mobilisation`."""
    refuse_stale(mobilisation, version)
    _needs(mobilisation, S.ACCEPTED, S.MET)
    _refuse_to_come("met_on", met_on)
    _refuse_before("met_on", met_on, mobilisation.sent_on, "mobilisation.refusal.before_sent")
    mobilisation.met_on = met_on
    db.session.flush()
    record("mobilisation.met", mobilisation, actor=actor, met_on=met_on)


def finish_mobilisation(
    *, mobilisation: Mobilisation, version: int | None, ended_on: date, outcome: MobilisationOutcome, actor: Reader
) -> None:
    """The service's part is over, with what it came to; both can be put right. Raises as `answer_mobilisation`."""
    refuse_stale(mobilisation, version)
    _needs(mobilisation, S.ACCEPTED, S.MET, S.FINISHED)
    _refuse_to_come("ended_on", ended_on)
    last = max(day for day in (mobilisation.answered_on, mobilisation.met_on) if day is not None)
    _refuse_before("ended_on", ended_on, last, "mobilisation.refusal.before_last")
    mobilisation.ended_on, mobilisation.outcome = ended_on, outcome
    db.session.flush()
    record("mobilisation.finished", mobilisation, actor=actor, ended_on=ended_on, outcome=outcome)


def drop_mobilisation(*, mobilisation: Mobilisation, version: int | None, actor: Reader) -> None:
    """The request is no longer made; it stays readable, and counts in no figure. Raises `Stale`, `Conflict`."""
    refuse_stale(mobilisation, version)
    _needs(mobilisation, *OPEN)
    mobilisation.dropped_on = today()
    db.session.flush()
    record("mobilisation.dropped", mobilisation, actor=actor, dropped_on=today())


def _needs(mobilisation: Mobilisation, *states: MobilisationState) -> None:
    stands = state_of(mobilisation)
    if stands not in states:
        raise Conflict("mobilisation.refusal.state", state=label(stands))


def _refuse_to_come(field: str, day: date) -> None:
    if day > today():
        raise Refusal("mobilisation.refusal.day_to_come", field, day=shown(today()))


def _refuse_before(field: str, day: date, first: date | None, key: str) -> None:
    if first is not None and day < first:
        raise Refusal(key, field, day=shown(first))


def _one_open(household_id: int, service: NetworkService, actor: Reader) -> ByGuard:
    return {"uq_mobilisation_open": lambda: _in_the_way(household_id, service, actor)}


def _in_the_way(household_id: int, service: NetworkService, actor: Reader) -> Conflict:
    """Names the request in the way, if the reader may know it."""
    query = (
        sa.select(Mobilisation)
        .join(Mobilisation.household)
        .join(Mobilisation.theme)
        .where(Mobilisation.household_id == household_id, Mobilisation.service_id == service.id, goes_on(), told(actor))
    )
    found = db.session.scalar(query)
    if found is None:
        return Conflict("mobilisation.conflict.hidden")
    since = shown(found.sent_on) if found.sent_on else "—"
    return Conflict("mobilisation.conflict.open", service=service.name, state=label(state_of(found)), day=since)

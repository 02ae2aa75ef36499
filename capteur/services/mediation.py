"""Mediation cases: opened, kept up to date, worked on step by step, closed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.conflicts import guarded
from app.db import db
from app.web.errors import Refusal, refuse_all, refuse_stale
from capteur.models.guarantees import Guarantee
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase, MediationStep
from capteur.queries.mediation import last_step_on
from capteur.services.days import refuse_day, wrong_day
from capteur.services.guarantees import GuaranteeMove, move_guarantee
from capteur.services.namings import end_namings
from capteur.vocab_dwellings import GuaranteeState
from capteur.vocab_mediation import Hat, MediationCause, MediationOutcome, Severity


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What a case is about; a cause that no code tells has words."""

    cause: MediationCause
    severity: Severity
    cause_words: str | None = None

    def wrong(self) -> Iterator[Refusal]:
        """What refuses another cause without words, or words beside a code."""
        if self.cause is MediationCause.OTHER and not self.cause_words:
            yield Refusal("mediation.refusal.cause_words", "cause_words")
        if self.cause is not MediationCause.OTHER and self.cause_words:
            yield Refusal("mediation.refusal.cause_coded", "cause_words")


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """What was done on a day, under which hat, in how many minutes; what concerns the owner, and the household."""

    happened_on: date
    hat: Hat
    minutes: int | None = None
    owner_note: str | None = None
    household_note: str | None = None


def open_case(*, letting: Letting, facts: CaseFacts, step: StepFacts, actor: Actor) -> MediationCase:
    """Open a case on the day of its first step. Raises `Refusal` for a day that cannot be, or without words."""
    refuse_all([*facts.wrong(), *_wrong_step(step, letting.start_on)])
    keys = {"letting_id": letting.id, "opened_on": step.happened_on, "author_id": actor.user_id}
    made = MediationCase(**keys, **asdict(facts))
    db.session.add(made)
    db.session.flush()
    _write(made, step, actor)
    told = {"cause": facts.cause, "severity": facts.severity, "on": step.happened_on}
    record("mediation_case.opened", made, actor=actor, letting=letting, **told)
    return made


def edit_case(*, case: MediationCase, version: int | None, facts: CaseFacts, actor: Actor) -> None:
    """Say anew what it is about and how serious it is. Raises `Stale`, or `Refusal` once it is closed."""
    refuse_stale(case, version)
    _refuse_closed(case)
    refuse_all(facts.wrong())
    for name, value in asdict(facts).items():
        setattr(case, name, value)
    db.session.flush()
    record("mediation_case.edited", case, actor=actor, cause=facts.cause, severity=facts.severity)


def note_step(*, case: MediationCase, facts: StepFacts, actor: Actor) -> MediationStep:
    """Note what was done. Raises `Refusal` for a case that is closed, a day that cannot be, or without words."""
    _refuse_closed(case)
    refuse_all(_wrong_step(facts, case.opened_on))
    made = _write(case, facts, actor)
    told = {"hat": facts.hat, "minutes": facts.minutes, "on": facts.happened_on}
    record("mediation_case.step_noted", case, actor=actor, **told)
    return made


def call_guarantee(
    *, case: MediationCase, guarantee: Guarantee, amount_cents: int, reason: str, step: StepFacts, actor: Actor
) -> MediationStep:
    """Call a guarantee of the dwelling, as a step of the case. Raises what `note_step` and `move_guarantee` raise."""
    _refuse_closed(case)
    refuse_day(step.happened_on, "effective_on", case.opened_on)
    move = GuaranteeMove(state=GuaranteeState.CALLED, effective_on=step.happened_on, amount_cents=amount_cents)
    facts = replace(move, reason=reason)
    move_guarantee(guarantee=guarantee, version=guarantee.version, facts=facts, actor=actor)
    made = _write(case, step, actor, event_id=guarantee.events[-1].id)
    told = {"guarantee": guarantee, "amount_cents": amount_cents, "on": step.happened_on}
    record("mediation_case.guarantee_called", case, actor=actor, **told)
    return made


def close_case(
    *, case: MediationCase, version: int | None, outcome: MediationOutcome, step: StepFacts, actor: Actor
) -> None:
    """It is over, and how, told by its last step; mediators named for a protected household are so no more. Raises
    `Stale`, or `Refusal` as for any step."""
    refuse_stale(case, version)
    _refuse_closed(case)
    refuse_all(_wrong_step(step, last_step_on(case)))
    note_step(case=case, facts=step, actor=actor)
    case.closed_on, case.outcome = step.happened_on, outcome
    db.session.flush()
    record("mediation_case.closed", case, actor=actor, outcome=outcome, on=step.happened_on)
    end_namings(letting_id=case.letting_id, actor=actor)


def _refuse_closed(case: MediationCase) -> None:
    if not case.is_open:
        raise Refusal("mediation.refusal.closed")


def _wrong_step(facts: StepFacts, since: date) -> Iterator[Refusal]:
    yield from wrong_day(facts.happened_on, "happened_on", since)
    if not facts.owner_note and not facts.household_note:
        yield Refusal("mediation.refusal.words", "owner_note")


def _write(case: MediationCase, facts: StepFacts, actor: Actor, event_id: int | None = None) -> MediationStep:
    """Of a step and a closing at once, the second is told."""
    keys = {"case_id": case.id, "author_id": actor.user_id, "guarantee_event_id": event_id}
    made = MediationStep(**keys, **asdict(facts))
    with guarded({"mediation_step_open": Refusal("mediation.refusal.closed")}):
        db.session.add(made)
    return made

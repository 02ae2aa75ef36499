"""Mediation cases and their steps, who is in charge of a dwelling, who stands in for whom."""

from datetime import timedelta
from typing import Any

from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import today
from capteur.models.duties import Delegation, Duty
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase, MediationStep
from capteur.vocab_mediation import DutyKind, Hat, MediationCause, MediationOutcome, Severity

DAY = timedelta(days=1)


def mediator(make: Any, programme: Any, **given: Any) -> User:
    """A mediator of the capteur that works in the programme."""
    return make.user(Role.MEDIATOR, organisation_id=programme.seat.organisation_id, **given)


def mediation_case(make: Any, letting: Letting, author: User, **given: Any) -> MediationCase:
    """Arrears, opened ten days ago; its steps are added apart."""
    values = {"cause": MediationCause.ARREARS, "severity": Severity.SERIOUS, "opened_on": today() - 10 * DAY}
    return make.save(MediationCase(letting_id=letting.id, author_id=author.id, **(values | given)))


def mediation_step(make: Any, case: MediationCase, author: User, **given: Any) -> MediationStep:
    """An hour as mediator, today, told on the household's side."""
    values = {"happened_on": today(), "hat": Hat.MEDIATOR, "minutes": 60, "household_note": "Ménage entendu."}
    return make.save(MediationStep(case_id=case.id, author_id=author.id, **(values | given)))


def duty(make: Any, dwelling: Any, user: User, **given: Any) -> Duty:
    """In charge as mediator for twenty days."""
    values = {"kind": DutyKind.MEDIATOR, "start_on": today() - 20 * DAY, "author_id": user.id}
    return make.save(Duty(opportunity_id=dwelling.id, user_id=user.id, **(values | given)))


def delegation(make: Any, programme: Any, away: User, to: User, **given: Any) -> Delegation:
    """From yesterday to tomorrow."""
    values = {"first_day": today() - DAY, "last_day": today() + DAY, "author_id": away.id}
    keys = {"programme_id": programme.id, "from_user_id": away.id, "to_user_id": to.id}
    return make.save(Delegation(**(keys | values | given)))


def mediation_to_guard(make: Any) -> dict[str, int]:
    """Rows to try the guards on: an open case and a closed one, two turns of duty, two absences after each other."""
    programme, sender = make.capteur_programme(), make.user(Role.PARTNER)
    letting = make.letting(programme, sender)
    one, other = (make.mediator(programme) for _ in range(2))
    case, over = (make.mediation_case(letting, one) for _ in range(2))
    step = make.mediation_step(case, one)
    over.closed_on, over.outcome = today(), MediationOutcome.SOLVED
    make.save(over)
    first = make.duty(letting.dwelling, one, end_on=today() - 5 * DAY)
    make.duty(letting.dwelling, other, start_on=today() - 5 * DAY)
    away = make.delegation(programme, one, other)
    late = make.delegation(programme, other, one, first_day=today() + 5 * DAY, last_day=today() + 9 * DAY)
    ids = {"case_a": case.id, "case_over": over.id, "step_a": step.id, "duty_a": first.id}
    return ids | {"delegation_a": away.id, "delegation_b": late.id}

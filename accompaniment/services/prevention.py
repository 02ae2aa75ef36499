"""Cases against the loss of a home: opened, stages dated, things to do by a day, closed with what it came to."""

from datetime import date

from accompaniment.models.prevention import CaseAction, CaseStage, PreventionCase, StageDelay
from accompaniment.queries.prevention import delay_of, open_case_of, stage_delays
from accompaniment.rules.prevention import FURTHEST, TO_COME, due_by
from accompaniment.vocab_prevention import CaseAct, CaseOutcome, EvictionGround, LegalStage
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.clock import today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, Stale, refuse_stale
from axes.models.people import Household

SAME_DAY = {"uq_case_stage_case_id_stage_reached_on": lambda: Refusal("prevention.refusal.twice", "reached_on")}


def open_case(
    *,
    household: Household,
    ground: EvictionGround,
    stage: LegalStage,
    reached_on: date,
    landlord: Organisation | None,
    worker: User,
    actor: Reader,
) -> PreventionCase:
    """The association works to keep the household's home, from today, at the stage that it stands in.

    Raises `Refusal` for a stage to come, `Conflict` while a case of the same association is open.
    """
    if reached_on > today():
        raise Refusal("prevention.refusal.to_come", "reached_on", day=shown(today()))
    made = PreventionCase(household_id=household.id, organisation_id=actor.organisation_id, ground=ground)
    made.opened_on, made.worker_id, made.landlord_id = today(), worker.id, landlord.id if landlord else None
    with guarded({"uq_prevention_case_open": lambda: _in_the_way(household, actor)}):
        db.session.add(made)
    record("prevention.opened", made, actor=actor, household=household, ground=ground, stage=stage)
    _add_stage(made, stage, reached_on)
    return made


def _in_the_way(household: Household, actor: Reader) -> Conflict | None:
    standing = open_case_of(household.id, actor.organisation_id)
    return Conflict("prevention.conflict.open", day=shown(standing.opened_on)) if standing else None


def edit_case(
    *,
    case: PreventionCase,
    version: int | None,
    ground: EvictionGround,
    landlord: Organisation | None,
    worker: User,
    actor: Reader,
) -> None:
    """Change why, with whom and who follows it. Raises `Stale`, `Conflict` once it is closed."""
    refuse_stale(case, version)
    _refuse_closed(case)
    case.ground, case.worker_id, case.landlord_id = ground, worker.id, landlord.id if landlord else None
    db.session.flush()
    record("prevention.edited", case, actor=actor, household=case.household, ground=ground)


def write_stage(
    *, case: PreventionCase, version: int | None, stage: LegalStage, reached_on: date, actor: Reader
) -> CaseStage:
    """A stage was reached, or a judge's day is set. Where the programme says a delay for it, what is to be done by then
    is noted as well. Raises `Stale`, `Refusal`, `Conflict`."""
    refuse_stale(case, version)
    _refuse_closed(case)
    _check_stage(stage, reached_on)
    made = _add_stage(case, stage, reached_on)
    count_as_changed(case)
    record("prevention.stage", made, actor=actor, household=case.household, stage=stage, reached_on=reached_on)
    return made


def edit_stage(*, known: CaseStage, version: int | None, stage: LegalStage, reached_on: date, actor: Reader) -> None:
    """Put a stage right, or move a hearing to another day; its case is loaded. Raises as `write_stage`."""
    refuse_stale(known, version)
    _refuse_closed(known.case)
    _check_stage(stage, reached_on)
    with guarded(SAME_DAY):
        known.stage, known.reached_on = stage, reached_on
    record("prevention.stage", known, actor=actor, household=known.case.household, stage=stage, reached_on=reached_on)


def _add_stage(case: PreventionCase, stage: LegalStage, reached_on: date) -> CaseStage:
    made = CaseStage(case_id=case.id, stage=stage, reached_on=reached_on)
    with guarded(SAME_DAY):
        db.session.add(made)
    due_on = due_by(stage, reached_on, stage_delays())
    if due_on is not None and due_on >= today():
        db.session.add(CaseAction(case_id=case.id, kind=CaseAct.OTHER, due_on=due_on))
        db.session.flush()
    return made


def _check_stage(stage: LegalStage, reached_on: date) -> None:
    last = today() + FURTHEST if stage in TO_COME else today()
    if reached_on > last:
        raise Refusal("prevention.refusal.to_come", "reached_on", day=shown(last))


def write_action(
    *,
    case: PreventionCase,
    version: int | None,
    kind: CaseAct,
    said: str | None,
    due_on: date | None,
    done_on: date | None,
    actor: Reader,
) -> CaseAction:
    """Something was done, or is to be by a day. Raises `Stale`, `Refusal`, `Conflict` once the case is closed."""
    refuse_stale(case, version)
    _refuse_closed(case)
    _check_action(due_on, done_on)
    made = CaseAction(case_id=case.id, kind=kind, due_on=due_on, done_on=done_on)
    made.said = said
    db.session.add(made)
    count_as_changed(case)
    db.session.flush()
    record("prevention.action", made, actor=actor, household=case.household, kind=kind, due_on=due_on, done_on=done_on)
    return made


def edit_action(
    *,
    action: CaseAction,
    version: int | None,
    kind: CaseAct,
    said: str | None,
    due_on: date | None,
    done_on: date | None,
    actor: Reader,
) -> None:
    """Change it, or say that it is done; its case is loaded. Raises as `write_action`."""
    refuse_stale(action, version)
    _refuse_closed(action.case)
    _check_action(due_on, done_on)
    action.kind, action.said, action.due_on, action.done_on = kind, said, due_on, done_on
    db.session.flush()
    home = action.case.household
    record("prevention.action", action, actor=actor, household=home, kind=kind, due_on=due_on, done_on=done_on)


def _check_action(due_on: date | None, done_on: date | None) -> None:
    if due_on is None and done_on is None:
        raise Refusal("prevention.refusal.no_day", "due_on")
    if done_on is not None and done_on > today():
        raise Refusal("prevention.refusal.to_come", "done_on", day=shown(today()))


def close_case(
    *, case: PreventionCase, version: int | None, closed_on: date, outcome: CaseOutcome, actor: Reader
) -> None:
    """What it came to, on a day. Raises `Stale`, `Refusal`, `Conflict` once it is closed."""
    refuse_stale(case, version)
    _refuse_closed(case)
    if not case.opened_on <= closed_on <= today():
        raise Refusal("prevention.refusal.closed", "closed_on", first=shown(case.opened_on), last=shown(today()))
    case.closed_on, case.outcome = closed_on, outcome
    db.session.flush()
    record("prevention.closed", case, actor=actor, household=case.household, closed_on=closed_on, outcome=outcome)


def _refuse_closed(case: PreventionCase) -> None:
    if case.closed_on is not None:
        raise Conflict("prevention.conflict.closed", day=shown(case.closed_on))


def set_delay(*, stage: LegalStage, version: int | None, days: int | None, actor: Reader) -> None:
    """Within how many days of the stage something is to be done; None says nothing. Raises `Stale`."""
    known = delay_of(stage)
    if known is None:
        known = _first_said(stage)
    else:
        refuse_stale(known, version)
    known.days = days
    db.session.flush()
    record("prevention.delay", known, actor=actor, stage=stage, days=days)


def _first_said(stage: LegalStage) -> StageDelay:
    made = StageDelay(stage=stage)
    with guarded({"uq_stage_delay_stage": Stale}):  # somebody said it meanwhile
        db.session.add(made)
    return made

"""A household's exit plan: its page, making it, changing it, moving it, closing it, and its steps."""

from flask import url_for

from accompaniment.forms.exit_plans import EditPlanForm, EndPlanForm, MovePlanForm, NewPlanForm, NewStepForm, StepForm
from accompaniment.models.follow_ups import FollowUp
from accompaniment.queries.documents import step_proofs_to_choose
from accompaniment.queries.exit_plans import (
    candidacies_of,
    earlier_plans,
    moves_of,
    plan_to_act_on,
    standing_of,
    step_to_act_on,
    steps_of,
)
from accompaniment.queries.follow_ups import follow_ups_of
from accompaniment.routes.exit_pages import ACT, EDITS, VIEW
from accompaniment.routes.exit_pages import plan_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.rules.exit_risks import days_needed, risk_of
from accompaniment.rules.exit_stages import state_of, step_state
from accompaniment.rules.packing import unpacked_codes
from accompaniment.rules.settlements import other_than
from accompaniment.services.exit_plans import edit_plan, end_plan, make_plan, move_plan
from accompaniment.services.exit_steps import add_step, settle_step
from accompaniment.vocab_exits import (
    ExitStage,
    HousingFirstCriterion,
    PlanEnd,
    PlanObstacle,
    StepState,
)
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.crypto import unseal_column
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section


@bp.get("/households/<public_id>/support/exit")
@requires(GET=VIEW)
def show(public_id):
    file = opened(public_id, Section.EXIT_PLAN)
    standing = standing_of(file.household.id)
    plan, steps = standing.plan, _steps(standing)
    left = sum(state in {StepState.OPEN, StepState.OVERDUE} for _, state, _ in steps)
    return page_or_fragment(
        "accompaniment/exits/plan.html",
        "accompaniment/exits/_plan.html",
        file=file,
        household=file.household,
        standing=standing,
        plan=plan,
        steps=steps,
        steps_left=left,
        steps_late=sum(state is StepState.OVERDUE for _, state, _ in steps),
        days_needed=days_needed(left),
        risk=risk_of(
            today(), standing.deadline, standing.stage, left, plan.planned_on if plan else None, standing.moves_on
        ),
        obstacles=unpacked_codes(plan.obstacles, PlanObstacle) if plan else (),
        candidacies=_candidacies(plan, file),
        moves=moves_of(plan.id) if plan else (),
        aimed=other_than(plan.target, standing.gone_to.code) if plan and standing.gone_to else None,
        earlier=earlier_plans(file.household.id),
        **_after(file.household.id),
        day=today(),
    )


def _steps(standing):
    """The steps of a plan, each with where it stands and the document that shows it; none is late once they left."""
    found = steps_of(standing.plan.id, reader()) if standing.plan else ()
    gone = standing.left_on is not None
    return [
        (one, step_state(None if gone else one.due_on, one.done_on, one.dropped_on, today()), proof)
        for one, proof in found
    ]


def _after(household_id):
    """Follow-ups after the household's exits, and what was written of them."""
    found = follow_ups_of(household_id, today())
    told = [row for row in found if row.follow_up_public_id]
    return {
        "follow_ups": found,
        "notes": {
            row.follow_up_public_id: unseal_column(FollowUp, "note", row.follow_up_public_id, row.note_sealed)
            for row in told
        },
    }


def _candidacies(plan, file):
    """(candidacy, its state, the criteria that this reader may know of)."""
    return [
        (one, state_of(event.kind for event in one.events), unpacked_codes(one.criteria, HousingFirstCriterion))
        if file.health
        else (one, state_of(event.kind for event in one.events), ())
        for one in (candidacies_of(plan.id) if plan else ())
    ]


@bp.route("/households/<public_id>/exit-plans/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(public_id):
    file = opened(public_id, Section.EXIT_PLAN, ACT)
    form = NewPlanForm()
    return acted(
        form,
        lambda: make_plan(
            household=file.household, standing=standing_of(file.household.id), facts=form.facts(), actor=reader()
        ),
        template="accompaniment/exits/new.html",
        go=lambda _: url_for("exit_plans.show", public_id=public_id),
        done="exit_plan.done.made",
        household=file.household,
        deadline=standing_of(file.household.id).deadline,
    )


def _opened_plan(public_id):
    plan = or_404(plan_to_act_on(public_id, reader()))
    opened(plan.household.public_id, Section.EXIT_PLAN, ACT)
    return plan


def _back(plan):
    return lambda _: url_for("exit_plans.show", public_id=plan.household.public_id)


@bp.route("/exit-plans/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    plan = _opened_plan(public_id)
    names = ("version", "planned_on", "reserved_year", "obstacle_note")
    known = {name: getattr(plan, name) for name in names} | {"target": plan.target.value}
    known["obstacles"] = [one.value for one in unpacked_codes(plan.obstacles, PlanObstacle)]
    form = EditPlanForm(data=known)
    return acted(
        form,
        lambda: edit_plan(plan=plan, version=form.version.data, facts=form.facts(), actor=reader()),
        template="accompaniment/exits/edit.html",
        go=_back(plan),
        done="exit_plan.done.edited",
        household=plan.household,
        deadline=standing_of(plan.household_id).deadline,
    )


@bp.route("/exit-plans/<public_id>/move", methods=["GET", "POST"])
@requires(**EDITS)
def move(public_id):
    plan = _opened_plan(public_id)
    stage = plan.moves[-1].stage if plan.moves else ExitStage.TO_PLAN
    form = MovePlanForm(data={"version": plan.version, "stage": stage.value, "moved_on": today()})
    return acted(
        form,
        lambda: move_plan(
            plan=plan,
            version=form.version.data,
            stage=ExitStage(form.stage.data),
            moved_on=form.moved_on.data,
            reason=form.reason.data,
            actor=reader(),
        ),
        template="accompaniment/exits/move.html",
        go=_back(plan),
        done="exit_plan.done.moved",
        household=plan.household,
        stage=stage,
    )


@bp.route("/exit-plans/<public_id>/end", methods=["GET", "POST"])
@requires(**EDITS)
def end(public_id):
    plan = _opened_plan(public_id)
    form = EndPlanForm(version=plan.version)
    return acted(
        form,
        lambda: end_plan(plan=plan, version=form.version.data, reason=PlanEnd(form.reason.data), actor=reader()),
        template="accompaniment/exits/end.html",
        go=_back(plan),
        done="exit_plan.done.ended",
        household=plan.household,
    )


@bp.route("/exit-plans/<public_id>/steps/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_step(public_id):
    plan = _opened_plan(public_id)
    form = NewStepForm()
    return acted(
        form,
        lambda: add_step(plan=plan, name=form.name.data, due_on=form.due_on.data, actor=reader()),
        template="accompaniment/exits/new_step.html",
        go=_back(plan),
        done="exit_step.done.added",
        household=plan.household,
    )


@bp.route("/exit-steps/<public_id>", methods=["GET", "POST"])
@requires(**EDITS)
def step(public_id):
    found = or_404(step_to_act_on(public_id, reader()))
    opened(found.plan.household.public_id, Section.EXIT_PLAN, ACT)
    documents = step_proofs_to_choose(found, reader())
    form = StepForm(data=_settled(found, documents))
    form.offer_proofs(documents, found.document_id)
    act = {"step": found, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: settle_step(facts=form.facts, papers=form.files.papers, **act),
        template="accompaniment/exits/step.html",
        go=_back(found.plan),
        done="exit_step.done.settled",
        household=found.plan.household,
        step=found,
    )


def _settled(step, documents):
    """What is known of a step, for its form."""
    known = {name: getattr(step, name) for name in ("version", "due_on", "proof")}
    state = step_state(None, step.done_on, step.dropped_on, today())
    document = next((one.public_id for one in documents if one.id == step.document_id), "")
    return known | {"state": state.value, "on": step.done_on or step.dropped_on, "document": document}

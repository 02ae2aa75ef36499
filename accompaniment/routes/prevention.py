"""Cases against the loss of a home: listed by what is due, kept, closed; and those of a household."""

from flask import abort, request, url_for
from flask_babel import gettext as _

from accompaniment.forms.prevention import (
    ActionForm,
    CloseCaseForm,
    EditCaseForm,
    OpenCaseForm,
    StageDelayForm,
    StageForm,
)
from accompaniment.queries.detections import detections_of
from accompaniment.queries.files import as_worker, workers_of
from accompaniment.queries.home_decisions import decisions_of
from accompaniment.queries.prevention import (
    CASE_COLUMNS,
    CaseFilters,
    action_for,
    case_counts,
    case_for,
    cases_of,
    delay_of,
    list_cases,
    stage_delays,
    stage_for,
)
from accompaniment.routes.housing_pages import acted_on_form
from accompaniment.routes.opening import opened
from accompaniment.routes.prevention_pages import ACT, ACTS, VIEW
from accompaniment.routes.prevention_pages import prevention_pages as bp
from accompaniment.routes.reservations import LANDLORDS
from accompaniment.rules.prevention import TO_COME, falls_in_winter
from accompaniment.services.prevention import (
    close_case,
    edit_action,
    edit_case,
    edit_stage,
    open_case,
    set_delay,
    write_action,
    write_stage,
)
from accompaniment.vocab_prevention import CaseAct, CaseOutcome, EvictionGround, LegalStage
from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.db import ask
from app.i18n.labels import label
from app.web.export import export, file_links
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from app.web.records import by_name
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section

DELAYS = Action.DELAY_EDIT


@bp.get("/prevention")
@requires(GET=VIEW)
def index():
    filters = CaseFilters.of(request.args, today())
    found, kept = paged(list_cases(reader(), filters, today())), filters.days.kept
    return page_or_fragment(
        "accompaniment/prevention/list.html",
        "accompaniment/prevention/_results.html",
        counts=case_counts(reader(), filters.days),
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        filters=filters,
        kept=kept,
        day=today(),
        links=file_links(".download", state=filters.state, **kept),
    )


@bp.get("/prevention.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(fmt):
    found = ask(list_cases(reader(), CaseFilters.of(request.args, today()), today()))
    rows = [[getattr(row, name) for name in CASE_COLUMNS] for row in found]
    return export(rows, CASE_COLUMNS, f"prevention-{today().isoformat()}", fmt)


@bp.get("/prevention/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    case = or_404(case_for(public_id, reader()))
    file = opened(case.household.public_id, Section.PREVENTION, VIEW)
    acts = file.acts and reader().may(ACT) and case.organisation_id == reader().organisation_id
    return page(
        "accompaniment/prevention/show.html",
        case=case,
        household=case.household,
        acts=acts and case.closed_on is None,
        day=today(),
        to_come=TO_COME,
        in_winter=[one for one in case.stages if falls_in_winter(one.stage, one.reached_on)],
    )


@bp.get("/households/<public_id>/prevention")
@requires(GET=VIEW)
def household(public_id):
    file = opened(public_id, Section.PREVENTION, VIEW)
    key = file.household.id
    return page(
        "accompaniment/prevention/household.html",
        file=file,
        household=file.household,
        cases=cases_of(key, reader()),
        detections=detections_of(key, reader()),
        decisions=decisions_of(key, reader()),
        mine=reader().organisation_id,
        day=today(),
    )


@bp.route("/households/<public_id>/prevention/new", methods=["GET", "POST"])
@requires(**ACTS)
def new(public_id):
    file = opened(public_id, Section.PREVENTION, ACT)
    mine = as_worker(reader())
    form = OpenCaseForm(data={"worker": mine.public_id if mine else ""})
    _offer(form, worker=mine)
    return acted_on_form(
        form,
        lambda: open_case(household=file.household, **_case(form), **_stage(form), actor=reader()),
        title=_("prevention.new"),
        lead=_("prevention.new.lead"),
        path=[(file.household.reference, url_for(".household", public_id=public_id))],
        go=lambda made: url_for(".show", public_id=made.public_id),
        household=file.household,
    )


def _offer(form, *, worker, landlord=None):
    """Who works on it and who lets; whoever stands there already stays on offer."""
    form.worker.among(by_name(workers_of(reader().organisation_id), User), worker)
    form.landlord.among(organisations_among(*LANDLORDS), landlord, none="—")


def _case(form):
    ground = EvictionGround(form.ground.data)
    return {"ground": ground, "worker": form.worker.record, "landlord": form.landlord.record}


def _stage(form):
    return {"stage": LegalStage(form.stage.data), "reached_on": form.reached_on.data}


def _acted_on(public_id):
    case = or_404(case_for(public_id, reader(), ACT))
    opened(case.household.public_id, Section.PREVENTION, ACT)
    return case


def _form(case, form, act, name):
    home = url_for("prevention.show", public_id=case.public_id)
    return acted_on_form(
        form,
        act,
        title=_(f"prevention.{name}"),
        lead=_(f"prevention.{name}.lead"),
        path=[(_("prevention.menu"), url_for("prevention.index")), (case.household.reference, home)],
        go=lambda _made: home,
        household=case.household,
        said=[("prevention.ground", label(case.ground))],
    )


@bp.route("/prevention/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def edit(public_id):
    case = _acted_on(public_id)
    known = {"version": case.version, "ground": case.ground.value, "worker": case.worker.public_id}
    form = EditCaseForm(data=known | {"landlord": case.landlord.public_id if case.landlord else ""})
    _offer(form, worker=case.worker, landlord=case.landlord)
    act = {"case": case, "version": form.version.data, "actor": reader()}
    return _form(case, form, lambda: edit_case(**_case(form), **act), "edit")


@bp.route("/prevention/<public_id>/stages/new", methods=["GET", "POST"])
@requires(**ACTS)
def stage(public_id):
    case = _acted_on(public_id)
    form = StageForm(data={"version": case.version})
    act = {"case": case, "version": form.version.data, "actor": reader()}
    return _form(case, form, lambda: write_stage(**_stage(form), **act), "stage_new")


@bp.route("/case-stages/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def edit_one_stage(public_id):
    known = or_404(stage_for(public_id, reader()))
    opened(known.case.household.public_id, Section.PREVENTION, ACT)
    form = StageForm(obj=known)
    act = {"known": known, "version": form.version.data, "actor": reader()}
    return _form(known.case, form, lambda: edit_stage(**_stage(form), **act), "stage_edit")


@bp.route("/prevention/<public_id>/actions/new", methods=["GET", "POST"])
@requires(**ACTS)
def action(public_id):
    case = _acted_on(public_id)
    form = ActionForm(data={"version": case.version})
    act = {"case": case, "version": form.version.data, "actor": reader()}
    return _form(case, form, lambda: write_action(**_action(form), **act), "action_new")


@bp.route("/case-actions/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def edit_one_action(public_id):
    known = or_404(action_for(public_id, reader()))
    opened(known.case.household.public_id, Section.PREVENTION, ACT)
    form = ActionForm(obj=known)
    act = {"action": known, "version": form.version.data, "actor": reader()}
    return _form(known.case, form, lambda: edit_action(**_action(form), **act), "action_edit")


def _action(form):
    return form.values | {"kind": CaseAct(form.kind.data)}


@bp.route("/prevention/<public_id>/close", methods=["GET", "POST"])
@requires(**ACTS)
def close(public_id):
    case = _acted_on(public_id)
    form = CloseCaseForm(data={"version": case.version})
    act = {"case": case, "version": form.version.data, "actor": reader()}
    return _form(
        case,
        form,
        lambda: close_case(closed_on=form.closed_on.data, outcome=CaseOutcome(form.outcome.data), **act),
        "close",
    )


@bp.get("/settings/stage-delays")
@requires(GET=DELAYS)
def delays():
    return page("accompaniment/prevention/delays.html", delays=dict(stage_delays()), stages=LegalStage)


@bp.route("/settings/stage-delays/<code>", methods=["GET", "POST"])
@requires(GET=DELAYS, POST=DELAYS)
def delay(code):
    about = LegalStage(code) if code in set(LegalStage) else abort(404)
    known = delay_of(about)
    form = StageDelayForm(obj=known, **({} if known else {"version": 0}))
    return acted_on_form(
        form,
        lambda: set_delay(stage=about, version=form.version.data, days=form.days.data, actor=reader()),
        title=label(about),
        lead=_("prevention.delays.lead"),
        path=[(_("prevention.delays"), url_for(".delays"))],
        go=lambda _made: url_for(".delays"),
        done="setting.saved",
    )

"""Mediation cases of a programme: listed, read, opened from a letting, worked on, closed."""

from flask import Blueprint, request, url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action, Role
from app.clock import today
from app.i18n.labels import label
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.protection import register_beside
from axes.queries.scope import register_named_while
from axes.vocab import HouseholdSection as Section
from capteur.forms.mediation import CallGuaranteeForm, CloseCaseForm, EditCaseForm, NoteStepForm, OpenCaseForm
from capteur.queries.beside import mediates, working_with
from capteur.queries.duties import duties_of
from capteur.queries.guarantees import guarantees_of
from capteur.queries.lettings import letting_for
from capteur.queries.mediation import (
    CaseFilters,
    case_for,
    letting_in_hand,
    list_cases,
    reads_household_side,
    reads_owner_side,
    steps_of,
)
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.rules.guarantees import NEXT
from capteur.rules.mediation import minutes_by_hat
from capteur.services.mediation import call_guarantee, close_case, edit_case, note_step, open_case
from capteur.vocab_dwellings import GuaranteeState
from capteur.vocab_mediation import CaseList, MediationCause, Severity

bp = Blueprint("mediation_cases", __name__, url_prefix="/capteur/<programme_id>")
VIEW, ACT = Action.MEDIATION_VIEW, Action.MEDIATION_ACT
ACTS = {"GET": ACT, "POST": ACT}
register_beside(working_with)  # a mediator reads the cases of a protected household once named for it,
register_named_while(Role.MEDIATOR, mediates)  # while the household is in their hands


@bp.get("/mediation")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    filters = CaseFilters.of(request.args)
    found = paged(list_cases(reader(), programme, filters))
    templates = "capteur/mediation/list.html", "capteur/mediation/_results.html"
    context = {"filters": filters, "found": found, "choices": _choices()} | _of_letting(programme, filters.letting)
    return page_or_fragment(*templates, programme=programme, **context)


def _of_letting(programme, public_id):
    """The letting whose cases are listed, and whether the reader may open one."""
    letting = letting_for(reader(), programme, public_id) if public_id else None
    acting = letting is not None and letting_in_hand(reader(), programme, letting, today())
    return {"letting": letting, "acting": acting}


def _choices():
    """What the list may be narrowed to: (code, words, nothing counted)."""
    every = [("", gettext("mediation.any"), None)]
    named = {"cause": MediationCause, "severity": Severity, "which": CaseList}
    found = {name: [(one.value, label(one), None) for one in enum] for name, enum in named.items()}
    return found | {name: every + found[name] for name in ("cause", "severity")}


def _found(programme_id, public_id, *, acting=False):
    """The programme, the case and whether it is in the reader's hands; that it was read is noted."""
    programme = entered_or_404(programme_id, VIEW)
    case, in_hand = or_404(case_for(reader(), programme, public_id, acting=acting))
    note_view(case.letting.household, actor=reader(), sections=[Section.SUPPORT])
    return programme, case, in_hand


def _shown(programme, case):
    return url_for("mediation_cases.show", programme_id=programme.public_id, public_id=case.public_id)


@bp.get("/mediation/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, case, in_hand = _found(programme_id, public_id)
    steps = steps_of(reader(), case)
    return page(
        "capteur/mediation/show.html",
        programme=programme,
        case=case,
        acting=in_hand,
        steps=steps,
        hats=minutes_by_hat(steps),
        duties=duties_of(case.letting.opportunity_id) if reader().may(Action.DUTY_VIEW) else [],
        owner_side=reads_owner_side(reader()),
        household_side=reads_household_side(reader(), in_hand),
        day=today(),
    )


def _still_read(programme, case):
    """The case, or the list for a mediator who with it leaves a protected household."""
    if case_for(reader(), programme, case.public_id):
        return _shown(programme, case)
    return url_for("mediation_cases.index", programme_id=programme.public_id)


def _page(programme, form, act, title, back, **given):
    path = path_of(programme, ("mediation.title", "mediation_cases.index"))
    return form_page(programme, form, act, title, back, path=path, **given)


@bp.route("/lettings/<public_id>/mediation/new", methods=["GET", "POST"])
@requires(**ACTS)
def new(programme_id, public_id):
    programme = entered_or_404(programme_id, VIEW)
    letting = or_404(letting_for(reader(), programme, public_id))
    or_404(letting_in_hand(reader(), programme, letting, today()) or None)
    note_view(letting.household, actor=reader(), sections=[Section.SUPPORT])
    form = OpenCaseForm()
    return _page(
        programme,
        form,
        lambda: open_case(letting=letting, facts=form.facts, step=form.step, actor=reader()),
        "mediation.new",
        url_for("lettings.show", programme_id=programme.public_id, public_id=letting.public_id),
        go=lambda made: _shown(programme, made),
        lead="mediation.new_lead",
        done="mediation.done.opened",
    )


@bp.route("/mediation/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def edit(programme_id, public_id):
    programme, case, _ = _found(programme_id, public_id, acting=True)
    known = {name: getattr(case, name) for name in ("version", "cause", "cause_words")}
    form = EditCaseForm(data=known | {"severity": case.severity.value})
    act = {"case": case, "version": form.version.data, "actor": reader()}
    return _page(programme, form, lambda: edit_case(facts=form.facts, **act), "mediation.edit", _shown(programme, case))


@bp.route("/mediation/<public_id>/steps/new", methods=["GET", "POST"])
@requires(**ACTS)
def step(programme_id, public_id):
    programme, case, _ = _found(programme_id, public_id, acting=True)
    form, back = NoteStepForm(), _shown(programme, case)
    act = {"case": case, "actor": reader()}
    return _page(programme, form, lambda: note_step(facts=form.step, **act), "mediation.step", back)


@bp.route("/mediation/<public_id>/guarantee", methods=["GET", "POST"])
@requires(**ACTS)
def guarantee(programme_id, public_id):
    programme, case, _ = _found(programme_id, public_id, acting=True)
    note_view(case.letting.opportunity.owner, actor=reader())
    found = [one for one in guarantees_of(case.letting.opportunity_id) if _may_be_called(one)]
    offered = {one.public_id: one for one in found}
    form = CallGuaranteeForm()
    form.offer(found)

    def act():
        given = {"amount_cents": form.amount.cents, "reason": form.reason.data, "step": form.step}
        return call_guarantee(case=case, guarantee=offered[form.guarantee.data], actor=reader(), **given)

    back, lead = _shown(programme, case), "mediation.call_lead" if found else "mediation.call_none"
    return _page(programme, form, act, "mediation.call", back, lead=lead, done="mediation.done.called")


def _may_be_called(guarantee):
    return GuaranteeState.CALLED in NEXT[guarantee.events[-1].state]


@bp.route("/mediation/<public_id>/close", methods=["GET", "POST"])
@requires(**ACTS)
def close(programme_id, public_id):
    programme, case, _ = _found(programme_id, public_id, acting=True)
    form = CloseCaseForm(version=case.version)
    act = {"case": case, "version": form.version.data, "actor": reader()}
    return _page(
        programme,
        form,
        lambda: close_case(outcome=form.outcome.data, step=form.step, **act),
        "mediation.close",
        _shown(programme, case),
        go=lambda _: _still_read(programme, case),
        lead="mediation.close_lead",
        done="mediation.done.closed",
    )

"""Proposals of a programme: listed, read, made, answered by each side, visited, selected, given back."""

from flask import Blueprint, request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page
from app.web.lookup import or_404
from app.web.paging import paged
from capteur.forms.proposals import (
    CandidateAnswerForm,
    CandidateVisitForm,
    GiveBackForm,
    OwnerAnswerForm,
    ProposeForm,
    SelectHouseholdForm,
)
from capteur.queries.lettings import letting_of
from capteur.queries.matching import match_of
from capteur.queries.proposals import list_proposals, of_dwelling, proposal_for
from capteur.queries.requests import request_for
from capteur.queries.tripartites import versions_of
from capteur.routes.identities import who
from capteur.routes.matching import dwelling_or_404
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.rules.proposals import state_of as proposal_state
from capteur.rules.tripartites import begins_on, parties_missing, state_of
from capteur.services.proposals import (
    answer_as_candidate,
    answer_as_owner,
    give_back,
    plan_candidate_visit,
    propose,
    select_household,
)
from capteur.vocab_lettings import ProposalEnd

bp = Blueprint("proposals", __name__, url_prefix="/capteur/<programme_id>")
VIEW, EDIT = Action.PROPOSAL_VIEW, Action.PROPOSAL_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}


@bp.get("/proposals")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    over = request.args.get("which") == "over"
    return page(
        "capteur/proposals/list.html",
        programme=programme,
        over=over,
        found=paged(list_proposals(reader(), programme, over=over)),
        day=today(),
        state_of=proposal_state,
    )


def found_or_404(programme_id, public_id, action):
    """The programme, and its proposal, where the reader may do `action` on it."""
    programme = entered_or_404(programme_id, action)
    return programme, or_404(proposal_for(reader(), programme, public_id, action))


def shown(programme, proposal):
    return url_for("proposals.show", programme_id=programme.public_id, public_id=proposal.public_id)


@bp.get("/proposals/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, one = found_or_404(programme_id, public_id, VIEW)
    versions = versions_of(one.id)
    others = [each for each in of_dwelling(reader(), programme, one.opportunity_id) if each.id != one.id]
    return page(
        "capteur/proposals/show.html",
        programme=programme,
        one=one,
        others=others,
        versions=[(each, state_of(each, today())) for each in versions],
        letting=letting_of(one.id),
        state_of=proposal_state,
        parties_missing=parties_missing,
        begins_on=begins_on,
        day=today(),
        **who(one, versions),
    )


@bp.route("/dwellings/<dwelling_id>/requests/<request_id>/proposal", methods=["GET", "POST"])
@requires(**EDITS)
def new(programme_id, dwelling_id, request_id):
    programme = entered_or_404(programme_id, EDIT)
    dwelling, _ = dwelling_or_404(programme, dwelling_id, EDIT)
    asked = or_404(request_for(reader(), programme, request_id, Action.HOUSING_REQUEST_VIEW))
    match, form = match_of(asked, dwelling, today()), ProposeForm()
    if match.suits or match.hidden:
        del form.misfit_reason
    why = form.values.get("misfit_reason")
    return acted(
        form,
        lambda: propose(request=asked, opportunity=dwelling, misfit_reason=why, actor=reader()),
        template="capteur/proposals/new.html",
        go=lambda made: shown(programme, made),
        done="proposal.done.made",
        programme=programme,
        dwelling=dwelling,
        one=asked,
        match=match,
    )


def _act(programme_id, public_id, make_form, service, title, lead=None, **given):
    """A page of one act on a proposal, which takes the version that was seen."""
    programme, one = found_or_404(programme_id, public_id, EDIT)
    form = make_form(data={"version": one.version} | {name: getattr(one, key) for name, key in given.items()})
    act = {"proposal": one, "version": form.version.data, "actor": reader()}
    path = path_of(programme, ("proposal.title", "proposals.index"))
    return form_page(programme, form, lambda: service(form, act), title, shown(programme, one), path=path, lead=lead)


@bp.route("/proposals/<public_id>/owner-answer", methods=["GET", "POST"])
@requires(**EDITS)
def owner_answer(programme_id, public_id):
    def service(form, act):
        answer_as_owner(answer=form.answer, **act)

    return _act(programme_id, public_id, OwnerAnswerForm, service, "proposal.owner_answer")


@bp.route("/proposals/<public_id>/candidate-answer", methods=["GET", "POST"])
@requires(**EDITS)
def candidate_answer(programme_id, public_id):
    def service(form, act):
        answer_as_candidate(answer=form.answer, visited_on=form.visited_on.data, **act)

    kept = {"visited_on": "visited_on"}
    return _act(programme_id, public_id, CandidateAnswerForm, service, "proposal.candidate_answer", **kept)


@bp.route("/proposals/<public_id>/visit", methods=["GET", "POST"])
@requires(**EDITS)
def visit(programme_id, public_id):
    def service(form, act):
        plan_candidate_visit(visit_on=form.visit_on.data, **act)

    return _act(programme_id, public_id, CandidateVisitForm, service, "proposal.plan_visit")


@bp.route("/proposals/<public_id>/selection", methods=["GET", "POST"])
@requires(**EDITS)
def select(programme_id, public_id):
    def service(form, act):
        select_household(reserved_until=form.reserved_until.data, **act)

    return _act(programme_id, public_id, SelectHouseholdForm, service, "proposal.select", "proposal.select_lead")


@bp.route("/proposals/<public_id>/giving-back", methods=["GET", "POST"])
@requires(**EDITS)
def give(programme_id, public_id):
    def service(form, act):
        give_back(reason=ProposalEnd(form.reason.data), **act)

    return _act(programme_id, public_id, GiveBackForm, service, "proposal.give_back", "proposal.give_back_lead")

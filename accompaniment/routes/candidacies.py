"""Candidacies of an exit plan."""

from flask import url_for

from accompaniment.forms.exit_plans import CandidacyEventForm, EditCandidacyForm, NewCandidacyForm
from accompaniment.queries.exit_plans import candidacy_to_act_on, plan_to_act_on
from accompaniment.routes.exit_pages import ACT, EDITS
from accompaniment.routes.exit_pages import candidacy_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.rules.packing import unpacked_codes
from accompaniment.services.candidacies import edit_candidacy, note_event, open_candidacy
from accompaniment.vocab_exits import CandidacyEventKind, HousingFirstCriterion
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.acting import acted
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section


def _opened(plan):
    """The head of the file, its view noted: criteria of the health area are shown where that is open."""
    return opened(plan.household.public_id, Section.EXIT_PLAN, ACT)


@bp.route("/exit-plans/<public_id>/candidacies/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(public_id):
    plan = or_404(plan_to_act_on(public_id, reader()))
    file = _opened(plan)
    form = NewCandidacyForm(data={"target": plan.target.value})
    form.offer(health=file.health)
    return acted(
        form,
        lambda: open_candidacy(plan=plan, facts=form.facts(), filed_on=form.filed_on.data, actor=reader()),
        template="accompaniment/exits/new_candidacy.html",
        go=_back(plan),
        done="candidacy.done.opened",
        household=plan.household,
    )


@bp.route("/candidacies/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    found = or_404(candidacy_to_act_on(public_id, reader()))
    file = _opened(found.plan)
    known = {"version": found.version, "target": found.target.value, "where": found.where}
    if file.health:
        known["criteria_reason"] = found.criteria_reason
        known["criteria"] = [one.value for one in unpacked_codes(found.criteria, HousingFirstCriterion)]
    form = EditCandidacyForm(data=known)
    form.offer(health=file.health)
    return acted(
        form,
        lambda: edit_candidacy(candidacy=found, version=form.version.data, facts=form.facts(), actor=reader()),
        template="accompaniment/exits/edit_candidacy.html",
        go=_back(found.plan),
        done="candidacy.done.edited",
        household=found.plan.household,
    )


@bp.route("/candidacies/<public_id>/events/new", methods=["GET", "POST"])
@requires(**EDITS)
def note(public_id):
    found = or_404(candidacy_to_act_on(public_id, reader()))
    _opened(found.plan)
    form = CandidacyEventForm(version=found.version)
    values = ("happened_on", "rank", "note")
    return acted(
        form,
        lambda: note_event(
            candidacy=found,
            version=form.version.data,
            kind=CandidacyEventKind(form.kind.data),
            actor=reader(),
            **{name: form.values[name] for name in values},
        ),
        template="accompaniment/exits/note_candidacy.html",
        go=_back(found.plan),
        done="candidacy.done.noted",
        household=found.plan.household,
        candidacy=found,
    )


def _back(plan):
    return lambda _: url_for("exit_plans.show", public_id=plan.household.public_id)

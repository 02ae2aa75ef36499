"""What happens during a stay: papers, extension, contribution, objectives, absences."""

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.lookup import or_404
from occupancy.forms.stays import (
    AbsenceForm,
    ContributionForm,
    EndAbsenceForm,
    ExtendForm,
    ObjectiveForm,
    PapersForm,
)
from occupancy.queries.contributions import amounts_of, cap_of, last_contribution
from occupancy.queries.rooms import room_of
from occupancy.queries.stay_rows import absence_of, objective_of
from occupancy.routes.stay_acting import acted_on, open_stay_to_act_on, stay_to_act_on
from occupancy.routes.stays import bp
from occupancy.services.absences import end_absence, note_absence
from occupancy.services.contributions import set_contribution
from occupancy.services.objectives import settle_objective
from occupancy.services.papers import note_papers
from occupancy.services.stays import extend_stay


@bp.route("/stays/<public_id>/extension", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def extend(public_id):
    stay = open_stay_to_act_on(public_id)
    form = ExtendForm(version=stay.version)
    return acted_on(
        stay,
        form,
        lambda: extend_stay(stay=stay, version=form.version.data, actor=reader(), **form.values),
        template="occupancy/stays/extend.html",
        done="stay.done.extended",
        room=room_of(stay.unit_id, stay.start_on, stay_id=stay.id),
    )


@bp.route("/stays/<public_id>/papers", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def papers(public_id):
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    form = PapersForm(obj=stay)
    return acted_on(
        stay,
        form,
        lambda: note_papers(stay=stay, version=form.version.data, papers=form.values, actor=reader()),
        template="occupancy/stays/papers.html",
        done="stay.done.papers",
    )


@bp.route("/stays/<public_id>/contribution", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def contribute(public_id):
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    last, amounts = last_contribution(stay.id), amounts_of(stay.id)
    form = ContributionForm(basis=last.basis if last else None)
    seen = form.amount_seen
    form.show(amounts)  # whoever is told of another's amount has read it then
    act = {"stay": stay, "start_on": form.start_on.data, "seen": seen, "actor": reader()}
    return acted_on(
        stay,
        form,
        lambda: set_contribution(amount=form.worked_out, **act),
        template="occupancy/stays/contribute.html",
        done="stay.done.contribution",
        last=last,
        cap=cap_of(stay, form.start_on.data or stay.start_on),
    )


@bp.route("/stays/<public_id>/objectives/<objective_id>", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def reach(public_id, objective_id):
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    objective = or_404(objective_of(stay, objective_id))
    form = ObjectiveForm(objective)
    return acted_on(
        stay,
        form,
        lambda: settle_objective(objective=objective, actor=reader(), **form.said),
        template="occupancy/stays/reach.html",
        done="objective.done",
        objective=objective,
    )


@bp.route("/stays/<public_id>/absences/new", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def absent(public_id):
    stay = open_stay_to_act_on(public_id)
    form = AbsenceForm()
    return acted_on(
        stay,
        form,
        lambda: note_absence(stay=stay, actor=reader(), **form.values),
        template="occupancy/stays/absent.html",
        done="stay.done.absence",
        absence=None,
    )


@bp.route("/stays/<public_id>/absences/<absence_id>/end", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def back(public_id, absence_id):
    stay = open_stay_to_act_on(public_id)
    absence = or_404(absence_of(stay, absence_id, under_way=True))
    form = EndAbsenceForm(version=absence.version)
    act = {"stay": stay, "absence": absence, "end_on": form.end_on.data, "actor": reader()}
    return acted_on(
        stay,
        form,
        lambda: end_absence(version=form.version.data, **act),
        template="occupancy/stays/absent.html",
        done="stay.done.back",
        absence=absence,
    )

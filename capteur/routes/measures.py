"""Days worked and goals of a programme: what its figures are measured against."""

from flask import Blueprint

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.fragments import page
from app.web.lookup import or_404
from capteur.forms.measures import EditGoalForm, EditWorkedMonthForm, NewGoalForm, NewWorkedMonthForm
from capteur.queries.measures import goal_of, goals_of, worked_month_of, worked_months_of
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.services.measures import add_goal, edit_goal, edit_worked_month, note_worked_month

bp = Blueprint("capteur_measures", __name__, url_prefix="/capteur/<programme_id>/measures")
MEASURE = Action.CAPTEUR_MEASURE
EDITS = {"GET": MEASURE, "POST": MEASURE}


@bp.get("")
@requires(GET=MEASURE)
def show(programme_id):
    programme = entered_or_404(programme_id, MEASURE)
    context = {"months": worked_months_of(programme), "goals": goals_of(programme)}
    return page("capteur/measures/show.html", programme=programme, **context)


def _form(programme, form, act, title):
    path = path_of(programme, ("measure.title", "capteur_measures.show"))
    return form_page(programme, form, act, title, path[-1][1], path=path)


@bp.route("/months/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_month(programme_id):
    programme, form = entered_or_404(programme_id, MEASURE), NewWorkedMonthForm()

    def act():
        given = {"month": form.month.data, "half_days": form.days.half_days}
        return note_worked_month(programme=programme, actor=reader(), **given)

    return _form(programme, form, act, "measure.new_month")


@bp.route("/months/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def month(programme_id, public_id):
    programme = entered_or_404(programme_id, MEASURE)
    worked = or_404(worked_month_of(programme, public_id))
    form = EditWorkedMonthForm.of(worked)
    act = {"worked": worked, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: edit_worked_month(half_days=form.days.half_days, **act), "measure.edit_month")


@bp.route("/goals/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_goal(programme_id):
    programme, form = entered_or_404(programme_id, MEASURE), NewGoalForm()
    act = {"programme": programme, "actor": reader()}
    return _form(programme, form, lambda: add_goal(**form.values, **act), "measure.new_goal")


@bp.route("/goals/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def goal(programme_id, public_id):
    programme = entered_or_404(programme_id, MEASURE)
    found = or_404(goal_of(programme, public_id))
    form = EditGoalForm(obj=found)
    act = {"goal": found, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: edit_goal(**form.values, **act), "measure.edit_goal")

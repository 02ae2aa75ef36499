"""Settings: the steps that exit plans begin with."""

from functools import partial

from accompaniment.forms.exit_models import EditStepModelForm, NewStepModelForm
from accompaniment.queries.exit_plans import every_model, model_called
from accompaniment.routes.exit_pages import exit_model_pages as bp
from accompaniment.routes.kept_lists import KEEP, kept
from accompaniment.services.exit_steps import add_model, edit_model
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.fragments import page
from app.web.lookup import or_404

_kept = partial(kept, template="accompaniment/exit_steps/form.html", back="exit_models.index")


@bp.get("/")
@requires(GET=Action.SETTINGS_EDIT)
def index():
    return page("accompaniment/exit_steps/list.html", models=every_model())


@bp.route("/new", methods=["GET", "POST"])
@requires(**KEEP)
def new():
    form = NewStepModelForm()
    return _kept(form, lambda: add_model(values=form.values, actor=reader()), "exit_model.new")


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**KEEP)
def edit(public_id):
    model = or_404(model_called(public_id))
    form = EditStepModelForm(obj=model)
    act = {"model": model, "version": form.version.data, "actor": reader()}
    return _kept(form, lambda: edit_model(values=form.values, **act), "exit_model.edit")

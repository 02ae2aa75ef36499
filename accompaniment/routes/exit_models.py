"""Settings: the steps that exit plans begin with."""

from flask import url_for

from accompaniment.forms.exit_models import EditStepModelForm, NewStepModelForm
from accompaniment.queries.exit_plans import every_model, model_called
from accompaniment.routes.exit_pages import exit_model_pages as bp
from accompaniment.services.exit_steps import add_model, edit_model
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import page
from app.web.lookup import or_404

EDIT = {"GET": Action.SETTINGS_EDIT, "POST": Action.SETTINGS_EDIT}


@bp.get("/")
@requires(GET=Action.SETTINGS_EDIT)
def index():
    return page("accompaniment/exit_steps/list.html", models=every_model())


@bp.route("/new", methods=["GET", "POST"])
@requires(**EDIT)
def new():
    form = NewStepModelForm()
    return _setting(form, lambda: add_model(values=form.values, actor=reader()), "exit_model.new")


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def edit(public_id):
    model = or_404(model_called(public_id))
    form = EditStepModelForm(obj=model)
    act = {"model": model, "version": form.version.data, "actor": reader()}
    return _setting(form, lambda: edit_model(values=form.values, **act), "exit_model.edit")


def _setting(form, act, title):
    return acted(
        form,
        act,
        template="accompaniment/exit_steps/form.html",
        go=lambda _: url_for("exit_models.index"),
        done="setting.saved",
        title=title,
    )

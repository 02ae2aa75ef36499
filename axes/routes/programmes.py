"""Settings: programmes, axes, criteria and rules. The administrator sees no person's file here."""

from flask import Blueprint, flash, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.i18n.labels import named
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from axes.forms.settings import (
    EditAxisForm,
    EditCriterionForm,
    NewAxisForm,
    NewCriterionForm,
    NewProgrammeForm,
    ProgrammeForm,
    rules_form,
)
from axes.queries.assessments import criteria_of
from axes.queries.settings import (
    axis_of,
    criterion_of,
    every_axis,
    every_convention,
    every_criterion,
    every_team,
    programme_by_id,
    programme_of,
    programmes_with_counts,
    rules_in_force,
)
from axes.services.settings import (
    add_axis,
    add_criterion,
    add_programme,
    edit_axis,
    edit_criterion,
    edit_programme,
    set_rules,
)

bp = Blueprint("programmes", __name__, url_prefix="/settings")
register_entry(Entry("setting.menu", "programmes.index", Action.SETTINGS_EDIT, "settings", "settings", order=80))
EDIT = {"GET": Action.SETTINGS_EDIT, "POST": Action.SETTINGS_EDIT}


@bp.get("/programmes")
@requires(GET=Action.SETTINGS_EDIT)
def index():
    return page("axes/settings/programmes.html", programmes=programmes_with_counts())


@bp.get("/programmes/<public_id>")
@requires(GET=Action.SETTINGS_EDIT)
def show(public_id):
    programme = or_404(programme_of(public_id))
    return page(
        "axes/settings/programme.html",
        programme=programme,
        axes=every_axis(programme.id),
        criteria=every_criterion(programme.id),
        rules=rules_in_force(programme.id),
        teams=every_team(programme.id),
        conventions=every_convention(programme.id),
    )


def saved(programme):
    """Back to the programme, once something was saved."""
    flash(gettext("setting.saved"), "ok")
    return see_other(url_for("programmes.show", public_id=programme.public_id))


def form_page(form, programme, title, **more):
    return page("axes/settings/form.html", form=form, programme=programme, title=gettext(title), **more)


def values_of(form, *left_out):
    """What the form says, without what the act takes apart."""
    return {name: value for name, value in form.values.items() if name not in left_out}


@bp.route("/programmes/new", methods=["GET", "POST"])
@requires(**EDIT)
def new():
    form, made = NewProgrammeForm(), []
    if form.accepted(lambda: made.append(add_programme(actor=reader(), **values_of(form)))):
        return saved(made[0])
    return form_page(form, None, "setting.programme.new")


@bp.route("/programmes/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def edit(public_id):
    programme = or_404(programme_of(public_id))
    form = ProgrammeForm(obj=programme)
    act = {"programme": programme, "version": form.version.data, "actor": reader()}
    if form.accepted(lambda: edit_programme(values=values_of(form), **act)):
        return saved(programme)
    return form_page(form, programme, "setting.programme.edit")


@bp.route("/programmes/<public_id>/axes/new", methods=["GET", "POST"])
@requires(**EDIT)
def new_axis(public_id):
    programme, form = or_404(programme_of(public_id)), NewAxisForm()
    if form.accepted(lambda: add_axis(programme=programme, values=values_of(form), actor=reader())):
        return saved(programme)
    return form_page(form, programme, "setting.axis.new")


@bp.route("/axes/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def axis(public_id):
    found = or_404(axis_of(public_id))
    form = EditAxisForm(obj=found)
    act = {"axis": found, "version": form.version.data, "actor": reader()}
    if form.accepted(lambda: edit_axis(values=values_of(form), **act)):
        return saved(found.programme)
    return form_page(form, found.programme, "setting.axis.edit")


@bp.route("/axes/<public_id>/rules", methods=["GET", "POST"])
@requires(**EDIT)
def rules(public_id):
    found = or_404(axis_of(public_id))
    standing = rules_in_force(found.programme_id)
    known = {f"r_{key}": kind.value for (axis_id, key), kind in standing.items() if axis_id == found.id}
    form = rules_form(criteria_of(found.programme_id), named)(data=known)
    if form.accepted(lambda: set_rules(axis=found, kinds=form.kinds, actor=reader())):
        return saved(found.programme)
    return form_page(form, found.programme, "setting.rule.title", lead=gettext("setting.rule.lead"))


@bp.route("/programmes/<public_id>/criteria/new", methods=["GET", "POST"])
@requires(**EDIT)
def new_criterion(public_id):
    programme, form = or_404(programme_of(public_id)), NewCriterionForm()
    if form.accepted(lambda: add_criterion(programme=programme, values=values_of(form), actor=reader())):
        return saved(programme)
    return form_page(form, programme, "setting.criterion.new")


@bp.route("/criteria/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def criterion(public_id):
    found = or_404(criterion_of(public_id))
    form = EditCriterionForm(obj=found)
    programme = programme_by_id(found.programme_id)
    act = {"criterion": found, "version": form.version.data, "actor": reader()}
    if form.accepted(lambda: edit_criterion(values=values_of(form), **act)):
        return saved(programme)
    return form_page(form, programme, "setting.criterion.edit")

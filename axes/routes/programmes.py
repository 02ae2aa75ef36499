"""Settings: programmes, axes, criteria and rules. The administrator sees no person's file here."""

from flask import Blueprint, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.i18n.labels import named
from app.web.acting import acted
from app.web.fragments import page
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
from axes.vocab import ProgrammeKind

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


def setting(form, act, programme, title, *, go=None, **more):
    """`acted` for a form of the settings: back to the programme, once something was saved."""
    return acted(
        form,
        act,
        template="axes/settings/form.html",
        go=go or (lambda made: url_for("programmes.show", public_id=(programme or made).public_id)),
        done="setting.saved",
        programme=programme,
        title=gettext(title),
        **more,
    )


def values_of(form, *left_out):
    """What the form says, without what the act takes apart."""
    return {name: value for name, value in form.values.items() if name not in left_out}


@bp.route("/programmes/new", methods=["GET", "POST"])
@requires(**EDIT)
def new():
    form = NewProgrammeForm()

    def act():
        return add_programme(actor=reader(), kind=ProgrammeKind(form.kind.data), **values_of(form, "kind"))

    return setting(form, act, None, "setting.programme.new")


@bp.route("/programmes/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def edit(public_id):
    programme = or_404(programme_of(public_id))
    form = ProgrammeForm(obj=programme)
    act = {"programme": programme, "version": form.version.data, "actor": reader()}
    return setting(form, lambda: edit_programme(values=values_of(form), **act), programme, "setting.programme.edit")


@bp.route("/programmes/<public_id>/axes/new", methods=["GET", "POST"])
@requires(**EDIT)
def new_axis(public_id):
    programme, form = or_404(programme_of(public_id)), NewAxisForm()
    act = {"programme": programme, "actor": reader()}
    return setting(form, lambda: add_axis(values=values_of(form), **act), programme, "setting.axis.new")


@bp.route("/axes/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def axis(public_id):
    found = or_404(axis_of(public_id))
    form = EditAxisForm(obj=found)
    act = {"axis": found, "version": form.version.data, "actor": reader()}
    return setting(form, lambda: edit_axis(values=values_of(form), **act), found.programme, "setting.axis.edit")


@bp.route("/axes/<public_id>/rules", methods=["GET", "POST"])
@requires(**EDIT)
def rules(public_id):
    found = or_404(axis_of(public_id))
    standing = rules_in_force(found.programme_id)
    known = {f"r_{key}": kind.value for (axis_id, key), kind in standing.items() if axis_id == found.id}
    form = rules_form(criteria_of(found.programme_id), named)(data=known | {"version": found.version})
    act, lead = {"axis": found, "version": form.version.data, "actor": reader()}, gettext("setting.rule.lead")
    return setting(form, lambda: set_rules(kinds=form.kinds, **act), found.programme, "setting.rule.title", lead=lead)


@bp.route("/programmes/<public_id>/criteria/new", methods=["GET", "POST"])
@requires(**EDIT)
def new_criterion(public_id):
    programme, form = or_404(programme_of(public_id)), NewCriterionForm()
    act = {"programme": programme, "actor": reader()}
    return setting(form, lambda: add_criterion(values=values_of(form), **act), programme, "setting.criterion.new")


@bp.route("/criteria/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def criterion(public_id):
    found = or_404(criterion_of(public_id))
    form = EditCriterionForm(obj=found)
    programme = programme_by_id(found.programme_id)
    act = {"criterion": found, "version": form.version.data, "actor": reader()}
    return setting(form, lambda: edit_criterion(values=values_of(form), **act), programme, "setting.criterion.edit")

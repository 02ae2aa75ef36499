"""Settings of the capteur programmes, by the administrator, who sees no request and no owner."""

from flask import Blueprint, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.fragments import page
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from capteur.forms.settings import DelaysForm, EditAreaForm, EditSeatForm, NewAreaForm, NewSeatForm
from capteur.queries.settings import (
    area_of,
    areas_of,
    capteur_programme_of,
    every_capteur_programme,
    seat_of,
    seats_of,
    settings_of,
)
from capteur.routes.parts import form_page
from capteur.services.settings import add_area, add_seat, edit_area, edit_seat, edit_settings
from capteur.vocab import SEATED

bp = Blueprint("capteur_settings", __name__, url_prefix="/settings/capteur")
EDIT = Action.CAPTEUR_SETTINGS
EDITS = {"GET": EDIT, "POST": EDIT}
register_entry(Entry("capteur.setting.menu", "capteur_settings.index", EDIT, "house", "settings", 82))


@bp.get("")
@requires(GET=EDIT)
def index():
    return page("capteur/settings/list.html", programmes=every_capteur_programme())


@bp.get("/<programme_id>")
@requires(GET=EDIT)
def show(programme_id):
    programme = or_404(capteur_programme_of(programme_id))
    context = {"settings": settings_of(programme), "seats": seats_of(programme)}
    return page("capteur/settings/show.html", programme=programme, areas=areas_of(programme, closed=True), **context)


def _form(programme, form, act, title):
    back = url_for("capteur_settings.show", programme_id=programme.public_id)
    path = [(gettext("capteur.setting.menu"), url_for("capteur_settings.index")), (programme.name, back)]
    return form_page(programme, form, act, title, back, path=path)


@bp.route("/<programme_id>/delays", methods=["GET", "POST"])
@requires(**EDITS)
def delays(programme_id):
    programme = or_404(capteur_programme_of(programme_id))
    settings = settings_of(programme)
    form = DelaysForm(obj=settings)
    act = {"settings": settings, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: edit_settings(values=form.values, **act), "capteur.setting.delays")


@bp.route("/<programme_id>/seats/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_seat(programme_id):
    programme = or_404(capteur_programme_of(programme_id))
    form = NewSeatForm()
    form.organisation.among(organisations_among(*SEATED))

    def act():
        given = form.values | {"organisation": form.organisation.record}
        return add_seat(programme=programme, actor=reader(), **given)

    return _form(programme, form, act, "capteur.setting.new_seat")


@bp.route("/<programme_id>/seats/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def seat(programme_id, public_id):
    programme = or_404(capteur_programme_of(programme_id))
    found = or_404(seat_of(programme, public_id))
    form = EditSeatForm(obj=found)
    act = {"seat": found, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: edit_seat(last_day=form.last_day.data, **act), "capteur.setting.edit_seat")


@bp.route("/<programme_id>/areas/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_area(programme_id):
    programme, form = or_404(capteur_programme_of(programme_id)), NewAreaForm()
    act = {"programme": programme, "actor": reader()}
    return _form(programme, form, lambda: add_area(name=form.name.data, **act), "capteur.setting.new_area")


@bp.route("/<programme_id>/areas/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def area(programme_id, public_id):
    programme = or_404(capteur_programme_of(programme_id))
    found = or_404(area_of(programme, public_id))
    form = EditAreaForm(obj=found)
    act = {"area": found, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: edit_area(**form.values, **act), "capteur.setting.edit_area")

"""Settings: the themes of the network."""

from flask import flash, url_for
from flask_babel import gettext

from accompaniment.forms.network import EditThemeForm, NewThemeForm
from accompaniment.queries.network import every_theme, theme_of
from accompaniment.routes.network_pages import network_theme_pages as bp
from accompaniment.services.network import add_theme, edit_theme, load_themes
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import page, see_other
from app.web.lookup import or_404

EDIT = {"GET": Action.SETTINGS_EDIT, "POST": Action.SETTINGS_EDIT}


@bp.get("/")
@requires(GET=Action.SETTINGS_EDIT)
def index():
    return page("accompaniment/network/themes.html", themes=every_theme())


@bp.post("/shipped")
@requires(POST=Action.SETTINGS_EDIT)
def load():
    """Add the themes of the shipped list that are missing."""
    load_themes(actor=reader())
    flash(gettext("setting.saved"), "ok")
    return see_other(url_for("network_themes.index"))


@bp.route("/new", methods=["GET", "POST"])
@requires(**EDIT)
def new():
    form = NewThemeForm()
    return _setting(form, lambda: add_theme(values=form.values, actor=reader()), "network.theme.new")


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def edit(public_id):
    found = or_404(theme_of(public_id))
    form = EditThemeForm(obj=found)
    act = {"theme": found, "version": form.version.data, "actor": reader()}
    return _setting(form, lambda: edit_theme(values=form.values, **act), "network.theme.edit")


def _setting(form, act, title):
    return acted(
        form,
        act,
        template="accompaniment/network/theme.html",
        go=lambda _: url_for("network_themes.index"),
        done="setting.saved",
        title=gettext(title),
    )

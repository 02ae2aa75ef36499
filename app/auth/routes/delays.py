"""Settings: after how many days what is late is told to coordination, by kind."""

from flask import abort, url_for

from app.auth.forms.delays import DelayForm
from app.auth.gate import reader
from app.auth.queries.delays import delay_of, delays
from app.auth.requires import requires
from app.auth.routes import delay_pages as bp
from app.auth.rules.delays import DEFAULTS
from app.auth.services.notifications import set_delay
from app.auth.vocab import Action, NotificationKind
from app.web.acting import acted
from app.web.fragments import page

EDIT = Action.DELAY_EDIT


@bp.get("/settings/delays")
@requires(GET=EDIT)
def index():
    return page("delays/list.html", delays=delays())


@bp.route("/settings/delays/<kind>", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def edit(kind):
    about = NotificationKind(kind) if kind in DEFAULTS else abort(404)
    known = delay_of(about)
    form = DelayForm(obj=known, **({} if known else {"version": 0, "days": DEFAULTS[about]}))
    return acted(
        form,
        lambda: set_delay(kind=about, version=form.version.data, days=form.days.data, actor=reader()),
        template="delays/form.html",
        go=lambda _: url_for("delays.index"),
        done="setting.saved",
        kind=about,
    )

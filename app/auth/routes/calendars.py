"""The secret address of one's agenda: shown once, made anew, ended."""

from flask import current_app, flash, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.requires import requires, step_up
from app.auth.routes import account_pages as bp
from app.auth.services.calendars import end_calendar, open_calendar
from app.auth.vocab import Action
from app.db import db
from app.web.fragments import page, see_other

USE = Action.CALENDAR_USE


@bp.post("/account/calendar")
@requires(POST=USE)
@step_up
def open_feed():
    secret = open_calendar(_own(), actor=reader())
    address = current_app.config["TREMPLIN"].public_url + url_for("calendar.feed", secret=secret)
    return page("account/calendar.html", address=address)


@bp.post("/account/calendar/end")
@requires(POST=USE)
def end_feed():
    end_calendar(_own(), actor=reader())
    flash(gettext("calendar.ended"), "ok")
    return see_other(url_for("account.show"))


def _own():
    return db.session.get_one(User, reader().user_id)

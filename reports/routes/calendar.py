"""The agenda of an account at its secret address: no session, no name, no household."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app
from flask_babel import force_locale, gettext

from app.auth.front_door import here
from app.auth.queries.absent_readers import reader_of_calendar
from app.auth.requires import public
from app.auth.services.attempts import admit, calendar_limits
from app.auth.vocab import Action
from app.clock import now, today
from app.web.error_pages import error_page
from reports.queries.calendar import dates_of
from reports.rules.agenda import Line, name_of, written

bp = Blueprint("calendar", __name__)


@bp.get("/calendar/<secret>.ics")
@public
def feed(secret):
    """Open to who knows the secret; what is in it is what its account may see now, which the policy says."""
    person = reader_of_calendar(secret)
    known = person is not None and person.may(Action.CALENDAR_USE)
    seconds = admit(calendar_limits(secret if known else None, here()))
    if seconds:
        response = error_page(429, what=gettext("calendar.too_often"), do=gettext("calendar.wait"))
        response.headers["Retry-After"] = str(seconds)
        return response
    if not known:
        abort(404)
    with force_locale(person.locale or "fr"):
        return Response(_file(person), mimetype="text/calendar")


def _file(person):
    url = current_app.config["TREMPLIN"].public_url
    host = urlsplit(url).hostname or "tremplin"
    lines = [_line(one) for one in dates_of(person, today())]
    return written(lines, title=gettext("calendar.name"), url=f"{url}/notifications", host=host, at=now())


def _line(one):
    words = gettext(f"CalendarCode.{one.code.value}", place=one.place)
    return Line(name_of(one.code, one.subject), words, one.at or one.day)

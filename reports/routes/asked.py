"""What the address of a report asks: a day, a programme."""

from datetime import date

from flask import abort, request
from flask_babel import gettext

from app.clock import today
from axes.models.programmes import Programme
from reports.queries.figures import programme_called

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


def asked_day() -> date | None:
    """The day in the address, today when there is none, nothing when it is no day or too far away."""
    day = _typed()
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


def _typed() -> date | None:
    text = request.args.get("as_of", "")
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError:
        return None


def why_not_asked() -> str:
    """What is wrong with a day that `asked_day` does not take: it exists, or not."""
    return gettext("figure.day_too_far" if _typed() else "figure.bad_day", first=FIRST_DAY.year, last=LAST_DAY.year)


def figures_day() -> tuple[date, str | None]:
    """The day that figures are counted on: today, and why, when the one asked is no day or is still to come."""
    day = asked_day()
    if day is None:
        return today(), why_not_asked()
    return (today(), gettext("figure.day_to_come")) if day > today() else (day, None)


def sure_day() -> date:
    """As `figures_day`, for a file or the rows of a figure: 400 for any other day than the one asked."""
    day, error = figures_day()
    return abort(400) if error else day


def asked_programme() -> Programme | None:
    """The programme in the address; all of them when there is none or it is not known."""
    code = request.args.get("programme", "")
    return programme_called(code) if code else None

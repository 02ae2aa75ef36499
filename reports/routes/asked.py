"""What the address of a report asks: a day, a programme."""

from datetime import date

from flask import request

from app.clock import today
from axes.models.programmes import Programme
from reports.queries.figures import programme_called


def asked_day() -> date | None:
    """The day in the address, today when there is none, nothing when it is no day."""
    text = request.args.get("as_of", "")
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError:
        return None


def asked_programme() -> Programme | None:
    """The programme in the address; all of them when there is none or it is not known."""
    code = request.args.get("programme", "")
    return programme_called(code) if code else None

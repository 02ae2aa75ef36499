"""Days of what happened, and of what is to be done: a slip of the year is said beside the field, kindly."""

from datetime import date

from flask_babel import gettext
from wtforms.validators import ValidationError

from app.clock import today
from app.periods import add_months
from app.web.forms import nonsense

FIRST_DAY = date(1950, 1, 1)
YEARS_BACK, YEARS_LATE, YEARS_AHEAD = 10, 1, 10


def lived(form, field):
    """Nobody followed today did anything before 1950."""
    _say(nonsense(field.data, FIRST_DAY))


def recent(form, field):
    """At most ten years ago. What was kept so stays as it is."""
    if field.data != field.object_data:
        _say(nonsense(field.data, add_months(today(), -12 * YEARS_BACK)))


def to_be_done(form, field):
    """Due at most a year ago and at most ten years ahead. What was kept so stays as it is."""
    if field.data is None or field.data == field.object_data:  # none: what was typed is no day
        return
    _say(nonsense(field.data, add_months(today(), -12 * YEARS_LATE)))
    if field.data > add_months(today(), 12 * YEARS_AHEAD):
        _say("form.day_too_late")


def _say(key):
    if key:
        raise ValidationError(gettext(key))

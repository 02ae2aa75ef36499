"""A code that somebody must choose: nothing is chosen for them by being first in the list."""

from flask_babel import gettext
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.i18n.labels import label


class ChosenField(SelectField):
    """One member of an enum (of `members`, unless all); `data` is the member, None until chosen."""

    def __init__(self, text=None, *, enum, members=None, **options):
        def choices():
            return [("", gettext("stay.choose")), *((one.value, label(one)) for one in members or enum)]

        super().__init__(
            text, [InputRequired()], choices=choices, coerce=lambda code: enum(code) if code else None, **options
        )

"""Forms that take back what was written by mistake, with the reason."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.web.forms import BaseForm, VersionedForm


class Why(BaseForm):
    why = TextAreaField(_l("stay.cancel.why"), [DataRequired(), Length(max=300)], description=_l("stay.sealed_help"))


class CancelForm(Why, VersionedForm):
    """An entry, a transfer or an absence."""


class CancelExitForm(Why):
    """`before` is the row being cancelled: who comes after a correction is told."""

    before = HiddenField()

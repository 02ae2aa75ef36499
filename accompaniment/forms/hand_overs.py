"""Forms on hand-overs."""

from functools import partial

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField

PREFIX = "to_"


class PrepareForm(BaseForm):
    receiver = RecordField(
        _l("hand_over.receiver"), description=_l("hand_over.receiver_help"), validators=[InputRequired()]
    )


class ConfirmForm(VersionedForm):
    pass


class ChoicesForm(VersionedForm):
    """One select per file of the page, added by `choices_form`."""

    @property
    def chosen(self):
        """Public id of the receiver, or nothing, by public id of the file."""
        return {f.name.removeprefix(PREFIX): f.data or None for f in self if f.name.startswith(PREFIX)}


def choices_form(files, receiver):
    """The form that asks who receives each of these files: (public id, label, allowed workers, whether `receiver`, who
    gets all others, may, whether it is protected: then it passes to nobody who is not chosen here)."""
    fields = {}
    for file_id, label, workers, suits, protected in files:
        usual = "hand_over.stays" if protected else "hand_over.as_all" if suits else "hand_over.choose"
        others = [one for one in workers if protected or one.id != receiver.id]
        options = [("", gettext(usual, name=receiver.name)), *((one.public_id, one.name) for one in others)]
        fields[f"{PREFIX}{file_id}"] = SelectField(label, choices=partial(list, options), validators=[Optional()])
    return type("ChoicesOfPage", (ChoicesForm,), fields)

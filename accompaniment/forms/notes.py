"""Forms on notes: the first thing asked is who will read it."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from accompaniment.vocab import NoteKind
from app.i18n.labels import choices
from app.web.forms import BaseForm

LONGEST = 5000


class TextFields(BaseForm):
    text = TextAreaField(
        _l("note.text"),
        description=_l("note.text_help"),
        validators=[InputRequired(), Length(max=LONGEST)],
        render_kw={"rows": 6},
    )


class NoteForm(TextFields):
    kind = RadioField(
        _l("note.kind"),
        choices=lambda: choices(NoteKind),
        default=NoteKind.ORGANISATION.value,
        validators=[InputRequired()],
    )


class CorrectionForm(TextFields):
    """`replaces`: the text that was read, so that two corrections do not cross."""

    replaces = HiddenField()

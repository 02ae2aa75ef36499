"""Forms of allocations: proposing, answering, planning the entry, withdrawing."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.i18n.labels import label
from app.web.forms import BaseForm, VersionedForm


class ProposeForm(BaseForm):
    start_on = DateField(widget=HiddenInput(), validators=[InputRequired()])


class AnswerForm(VersionedForm):
    """An answer without anything to add."""


class RefusalForm(VersionedForm):
    """A refusal or a withdrawal, with its reason; another reason than those listed is said in words."""

    reason = RadioField(_l("allocation.reason"), validators=[InputRequired(_l("allocation.refused.reason"))])
    note = TextAreaField(_l("allocation.note"), [Optional(), Length(max=300)], description=_l("allocation.note_help"))

    def offer(self, reasons):
        self.reason.choices = [(reason.value, label(reason)) for reason in reasons]


class EntryDayForm(VersionedForm):
    planned_on = DateField(_l("allocation.planned_on"), validators=[InputRequired(_l("allocation.refused.no_day"))])


class MinutesForm(VersionedForm):
    """Who was at a meeting, and what was said there beside the decisions; people by their work, never households."""

    present = TextAreaField(
        _l("minutes.present"), [DataRequired(), Length(max=1000)], description=_l("minutes.present_help")
    )
    note = TextAreaField(_l("minutes.note"), [Optional(), Length(max=2000)], description=_l("minutes.note_help"))

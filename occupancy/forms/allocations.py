"""Forms of allocations: proposing, answering, planning the entry, withdrawing."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.i18n.labels import label
from app.web.forms import BaseForm, VersionedForm


class ProposeForm(BaseForm):
    start_on = DateField(widget=HiddenInput(), validators=[InputRequired()])


class AnswerForm(VersionedForm):
    """An answer without anything to add."""


class RefusalForm(VersionedForm):
    """A refusal or a withdrawal, with its reason."""

    reason = RadioField(_l("allocation.reason"), validators=[InputRequired(_l("allocation.refused.reason"))])

    def offer(self, reasons):
        self.reason.choices = [(reason.value, label(reason)) for reason in reasons]


class EntryDayForm(VersionedForm):
    planned_on = DateField(_l("allocation.planned_on"), validators=[InputRequired(_l("allocation.refused.no_day"))])

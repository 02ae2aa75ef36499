"""Forms of requests to lend longer: the request, that it was sent, the answer."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.clock import today
from app.web.fields import ChosenField, DayField
from app.web.forms import BaseForm, VersionedForm
from occupancy.services.extensions import Answered
from occupancy.vocab import ExtensionAnswer


class Asking:
    """What a request asks."""

    asked_last_day = DayField(_l("extension.asked_last_day"), [InputRequired()])
    reason = TextAreaField(
        _l("extension.reason"), [InputRequired(), Length(max=500)], description=_l("extension.reason_help")
    )


class ExtensionForm(Asking, BaseForm):
    pass


class EditExtensionForm(Asking, VersionedForm):
    pass


class SentForm(VersionedForm):
    sent_on = DayField(_l("extension.sent_on"), [InputRequired()], default=today)
    answer_due_on = DayField(_l("extension.answer_due_on"), [InputRequired()])


class AnswerForm(VersionedForm):
    answer = ChosenField(_l("extension.answer"), enum=ExtensionAnswer)
    answered_on = DayField(_l("extension.answered_on"), [InputRequired()], default=today)
    granted_last_day = DayField(
        _l("extension.granted_last_day"), [Optional()], description=_l("extension.granted_help")
    )
    refusal_reason = TextAreaField(
        _l("extension.refusal_reason"), [Optional(), Length(max=500)], description=_l("extension.refusal_help")
    )

    @property
    def facts(self):
        names = ("answer", "answered_on", "granted_last_day", "refusal_reason")
        return Answered(**{name: self.values[name] for name in names})


class DropForm(VersionedForm):
    """Nothing to enter: the version says what was read."""

"""Forms on requests to services."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from accompaniment.services.mobilisations import AnswerFacts, RequestFacts
from accompaniment.vocab_network import MobilisationAnswer, MobilisationChannel, MobilisationOutcome, ServiceRefusal
from app.clock import today
from app.i18n.labels import choices, named
from app.web.days import lived, recent
from app.web.forms import BaseForm, VersionedForm
from axes.vocab import Urgency


class RequestFields(BaseForm):
    theme = SelectField(_l("network.theme"), [InputRequired()])
    asked = TextAreaField(
        _l("mobilisation.asked"),
        [InputRequired(), Length(max=1000)],
        description=_l("mobilisation.asked_help"),
        render_kw={"rows": 4},
    )
    urgency = RadioField(
        _l("mobilisation.urgency"),
        choices=lambda: choices(Urgency),
        default=Urgency.ORDINARY.value,
        validators=[InputRequired()],
    )

    def offer(self, themes):
        """The themes of the service on which the reader may ask something."""
        self.known = {one.public_id: one for one in themes}
        self.theme.choices = [(one.public_id, named(one)) for one in themes]

    @property
    def facts(self):
        """What was entered."""
        theme, urgency = self.known[self.theme.data], Urgency(self.urgency.data)
        return RequestFacts(theme=theme, asked=self.asked.data, urgency=urgency)


class NewRequestForm(RequestFields):
    pass


class EditRequestForm(VersionedForm, RequestFields):
    pass


class ShareForm(BaseForm):
    purpose = StringField(
        _l("consent.purpose"), [InputRequired(), Length(max=200)], description=_l("consent.purpose_help")
    )
    given_on = DateField(_l("consent.given_on"), [InputRequired(), recent], default=today)
    last_day = DateField(
        _l("consent.last_day"), [InputRequired()], description=_l("mobilisation.consent.last_day_help")
    )


class SendForm(VersionedForm):
    sent_on = DateField(_l("mobilisation.sent_on"), [InputRequired(), recent], default=today)
    channel = RadioField(
        _l("mobilisation.channel"), choices=lambda: choices(MobilisationChannel), validators=[InputRequired()]
    )


class AnswerForm(VersionedForm):
    answer = RadioField(
        _l("mobilisation.answer"), choices=lambda: choices(MobilisationAnswer), validators=[InputRequired()]
    )
    answered_on = DateField(_l("mobilisation.answered_on"), [InputRequired(), recent], default=today)
    first_meeting_on = DateField(
        _l("mobilisation.first_meeting_on"), [Optional(), lived], description=_l("mobilisation.first_meeting_help")
    )
    refusal = SelectField(
        _l("mobilisation.refusal"),
        [Optional()],
        choices=lambda: choices(ServiceRefusal, empty=True),
        description=_l("mobilisation.refusal_help"),
    )

    @property
    def facts(self):
        """What was entered."""
        values = self.values
        refusal = ServiceRefusal(values["refusal"]) if values["refusal"] else None
        days = {name: values[name] for name in ("answered_on", "first_meeting_on")}
        return AnswerFacts(answer=MobilisationAnswer(values["answer"]), refusal=refusal, **days)


class MeetForm(VersionedForm):
    met_on = DateField(_l("mobilisation.met_on"), [InputRequired(), recent], default=today)


class FinishForm(VersionedForm):
    ended_on = DateField(_l("mobilisation.ended_on"), [InputRequired(), recent], default=today)
    outcome = RadioField(
        _l("mobilisation.outcome"), choices=lambda: choices(MobilisationOutcome), validators=[InputRequired()]
    )


class DropForm(VersionedForm):
    pass

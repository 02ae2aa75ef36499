"""Forms on the follow-up of a letting: what became of a visit, an alert and its answers."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.i18n.labels import choices
from app.web.days import lived
from app.web.fields import ChosenField
from app.web.forms import BaseForm, VersionedForm
from capteur.services.alerts import AlertFacts
from capteur.services.due_visits import VisitFacts
from capteur.vocab_follow_up import AlertOrigin, AlertSubject, VisitResult

WORDS = Length(max=1000)


class NoteVisitForm(VersionedForm):
    result = RadioField(_l("due_visit.result"), [InputRequired()], choices=lambda: choices(VisitResult))
    happened_on = DateField(
        _l("due_visit.happened_on"), [InputRequired(), lived], default=today, description=_l("due_visit.happened_help")
    )
    minutes = IntegerField(_l("due_visit.minutes"), [Optional(), NumberRange(1, 600)])
    note = TextAreaField(
        _l("due_visit.note"), [Optional(), WORDS], description=_l("due_visit.note_help"), render_kw={"rows": 3}
    )

    @property
    def facts(self):
        return VisitFacts(**self.values | {"result": VisitResult(self.result.data)})


class RaiseAlertForm(BaseForm):
    """`offer` first: the referents of the support body."""

    origin = RadioField(
        _l("alert.origin"), [InputRequired()], choices=lambda: choices(AlertOrigin), default=AlertOrigin.MEDIATOR.value
    )
    subject = ChosenField(_l("alert.subject"), enum=AlertSubject)
    words = TextAreaField(
        _l("alert.words"), [DataRequired(), WORDS], description=_l("alert.words_help"), render_kw={"rows": 4}
    )
    addressee = SelectField(_l("alert.addressee"), description=_l("alert.addressee_help"))

    def offer(self, referents):
        self.known = {one.public_id: one for one in referents}
        everybody = ("", gettext("alert.everybody"))
        self.addressee.choices = [everybody, *((one.public_id, one.name) for one in referents)]

    @property
    def facts(self):
        return AlertFacts(
            origin=AlertOrigin(self.origin.data),
            subject=self.subject.data,
            words=self.words.data,
            addressee=self.known.get(self.addressee.data),
        )


class ActOnAlertForm(VersionedForm):
    plan = TextAreaField(
        _l("alert.plan"), [DataRequired(), WORDS], description=_l("alert.plan_help"), render_kw={"rows": 4}
    )


class SolveAlertForm(VersionedForm):
    outcome = TextAreaField(
        _l("alert.outcome"), [DataRequired(), WORDS], description=_l("alert.outcome_help"), render_kw={"rows": 4}
    )

"""Forms on mediation cases: opened, corrected, a step, a guarantee called, closed."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.i18n.formats import euros
from app.i18n.labels import choices, label
from app.web.days import lived
from app.web.fields import ChosenField, EurosField
from app.web.forms import BaseForm, VersionedForm
from capteur.rules.guarantees import left_cents
from capteur.services.mediation import CaseFacts, StepFacts
from capteur.vocab_mediation import Hat, MediationCause, MediationOutcome, Severity

STEP = ("happened_on", "hat", "minutes", "owner_note", "household_note")


class StepFields(BaseForm):
    happened_on = DateField(_l("mediation.happened_on"), [InputRequired(), lived], default=today)
    hat = ChosenField(_l("mediation.hat"), enum=Hat, description=_l("mediation.hat_help"))
    minutes = IntegerField(
        _l("mediation.minutes"), [Optional(), NumberRange(1, 600)], description=_l("mediation.minutes_help")
    )
    owner_note = TextAreaField(
        _l("mediation.owner_note"),
        [Optional(), Length(max=2000)],
        description=_l("mediation.owner_note_help"),
        render_kw={"rows": 3},
    )
    household_note = TextAreaField(
        _l("mediation.household_note"),
        [Optional(), Length(max=2000)],
        description=_l("mediation.household_note_help"),
        render_kw={"rows": 3},
    )

    @property
    def step(self):
        return StepFacts(**{name: self.values[name] for name in STEP})


class CaseFields(BaseForm):
    cause = ChosenField(_l("mediation.cause"), enum=MediationCause)
    cause_words = StringField(
        _l("mediation.cause_words"), [Optional(), Length(max=120)], description=_l("mediation.cause_words_help")
    )
    severity = RadioField(_l("mediation.severity"), [InputRequired()], choices=lambda: choices(Severity))

    @property
    def facts(self):
        return CaseFacts(
            cause=self.cause.data, severity=Severity(self.severity.data), cause_words=self.cause_words.data or None
        )


class OpenCaseForm(CaseFields, StepFields):
    pass


class EditCaseForm(CaseFields, VersionedForm):
    pass


class NoteStepForm(StepFields):
    pass


class CloseCaseForm(StepFields, VersionedForm):
    outcome = ChosenField(_l("mediation.outcome"), enum=MediationOutcome)


class CallGuaranteeForm(BaseForm):
    """`offer` first: the guarantees that may be called now."""

    guarantee = SelectField(_l("guarantee.option"), [InputRequired()])
    amount = EurosField(_l("guarantee.amount"), [InputRequired(), NumberRange(min=1)])
    effective_on = DateField(_l("lead.effective_on"), [InputRequired(), lived], default=today)
    reason = TextAreaField(
        _l("lead.reason"),
        [DataRequired(), Length(max=500)],
        description=_l("mediation.owner_note_help"),
        render_kw={"rows": 3},
    )
    minutes = IntegerField(
        _l("mediation.minutes"), [Optional(), NumberRange(1, 600)], description=_l("mediation.minutes_help")
    )

    def offer(self, guarantees):
        self.guarantee.choices = [(one.public_id, _named(one)) for one in guarantees]

    @property
    def step(self):
        """Who calls a guarantee mediates."""
        return StepFacts(happened_on=self.effective_on.data, hat=Hat.MEDIATOR, minutes=self.minutes.data)


def _named(guarantee):
    left = left_cents(guarantee.cap_cents, guarantee.events)
    name = f"{label(guarantee.option)} · {guarantee.provider}"
    return name if left is None else f"{name} · {euros(left)}"

"""Forms on owners: who they are, where the relation stands, what was said, what comes next."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, Regexp

from app.clock import today
from app.i18n.labels import choices, label
from app.web.days import lived, to_be_done
from app.web.fields import PHONE, ChosenField
from app.web.forms import BaseForm, VersionedForm
from capteur.rules.owners import may_go
from capteur.services.lead_steps import NextStep
from capteur.services.owners import MoveFacts, OwnerContactFacts, OwnerFacts
from capteur.vocab_owners import (
    Initiative,
    LeadAction,
    LeadSource,
    OwnerAnswer,
    OwnerChannel,
    OwnerKind,
    OwnerRefusal,
    OwnerStage,
)


class NextFields(BaseForm):
    """What comes next; shared by whatever is noted about a lead."""

    next_action = SelectField(_l("lead.next_action"), choices=lambda: choices(LeadAction, empty=True))
    next_on = DateField(_l("lead.next_on"), [Optional(), to_be_done], description=_l("lead.next_help"))

    @property
    def step(self):
        action = self.next_action.data
        return NextStep(action=LeadAction(action) if action else None, due_on=self.next_on.data)


class OwnerFields(BaseForm):
    kind = RadioField(
        _l("owner.kind"),
        choices=lambda: choices(OwnerKind),
        default=OwnerKind.PERSON.value,
        validators=[InputRequired()],
    )
    name = StringField(_l("owner.name"), [DataRequired(), Length(max=120)])
    phone = TelField(_l("owner.phone"), [Optional(), Regexp(PHONE, message=_l("person.phone_nonsense"))])
    email = StringField(_l("owner.email"), [Optional(), Length(max=254), Email(message=_l("person.email_nonsense"))])
    address = StringField(_l("owner.address"), [Optional(), Length(max=200)])
    source = ChosenField(_l("owner.source"), enum=LeadSource)

    @property
    def facts(self):
        """What was entered."""
        names = ("name", "phone", "email", "address", "source")
        return OwnerFacts(kind=OwnerKind(self.kind.data), **{name: self.values[name] for name in names})


class NewOwnerForm(OwnerFields, NextFields):
    pass


class EditOwnerForm(OwnerFields, VersionedForm):
    pass


class MoveOwnerForm(VersionedForm, NextFields):
    """`offer` first: from where it moves."""

    stage = RadioField(_l("owner.stage"), validators=[InputRequired()])
    effective_on = DateField(_l("lead.effective_on"), [InputRequired(), lived], default=today)
    recall_on = DateField(_l("owner.recall_on"), [Optional(), to_be_done], description=_l("owner.recall_help"))
    refusal = SelectField(_l("owner.refusal"), choices=lambda: choices(OwnerRefusal, empty=True))
    reason = TextAreaField(_l("lead.reason"), [Optional(), Length(max=500)], render_kw={"rows": 3})

    def offer(self, before):
        """Where the relation may go, and where it stands."""
        found = [one for one in OwnerStage if one is before or (may_go(before, one) and one is not OwnerStage.ACTIVE)]
        self.stage.choices = [(one.value, label(one)) for one in found]

    @property
    def facts(self):
        refusal = self.refusal.data
        return MoveFacts(
            stage=OwnerStage(self.stage.data),
            effective_on=self.effective_on.data,
            recall_on=self.recall_on.data,
            refusal=OwnerRefusal(refusal) if refusal else None,
            reason=self.reason.data or None,
        )


class OwnerContactForm(NextFields):
    initiative = RadioField(
        _l("owner.initiative"),
        choices=lambda: choices(Initiative),
        default=Initiative.US.value,
        validators=[InputRequired()],
    )
    channel = RadioField(
        _l("owner.channel"),
        choices=lambda: choices(OwnerChannel),
        default=OwnerChannel.PHONE.value,
        validators=[InputRequired()],
    )
    answer = ChosenField(_l("owner.answer"), enum=OwnerAnswer)
    happened_on = DateField(_l("owner.happened_on"), [InputRequired(), lived], default=today)
    minutes = IntegerField(_l("lead.minutes"), [Optional(), NumberRange(1, 600)], description=_l("lead.minutes_help"))
    note = TextAreaField(_l("owner.note"), [Optional(), Length(max=1000)], render_kw={"rows": 3})

    @property
    def facts(self):
        return OwnerContactFacts(
            initiative=Initiative(self.initiative.data),
            channel=OwnerChannel(self.channel.data),
            answer=self.answer.data,
            happened_on=self.happened_on.data,
            minutes=self.minutes.data,
            note=self.note.data or None,
        )

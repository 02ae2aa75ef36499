"""Forms on guarantees given to owners: what is promised, where it stands."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.i18n.labels import label
from app.web.days import lived
from app.web.fields import ChosenField, EurosField
from app.web.forms import BaseForm, VersionedForm
from capteur.rules.guarantees import NEXT, WITH_AMOUNT
from capteur.services.guarantees import GuaranteeFacts, GuaranteeMove
from capteur.vocab_dwellings import GuaranteeOption, GuaranteeState


class GuaranteeFields(BaseForm):
    option = ChosenField(_l("guarantee.option"), enum=GuaranteeOption)
    provider = StringField(
        _l("guarantee.provider"), [DataRequired(), Length(max=120)], description=_l("guarantee.provider_help")
    )
    cap = EurosField(_l("guarantee.cap"), [Optional(), NumberRange(min=1)], description=_l("guarantee.cap_help"))
    months = IntegerField(
        _l("guarantee.months"), [Optional(), NumberRange(1, 120)], description=_l("guarantee.months_help")
    )

    @property
    def facts(self):
        return GuaranteeFacts(
            option=self.option.data, provider=self.provider.data, cap_cents=self.cap.cents, months=self.months.data
        )


class NewGuaranteeForm(GuaranteeFields):
    pass


class EditGuaranteeForm(GuaranteeFields, VersionedForm):
    pass


class MoveGuaranteeForm(VersionedForm):
    """`offer` first: where it stands."""

    state = RadioField(_l("guarantee.state"), validators=[InputRequired()])
    effective_on = DateField(_l("lead.effective_on"), [InputRequired(), lived], default=today)
    amount = EurosField(
        _l("guarantee.amount"), [Optional(), NumberRange(min=1)], description=_l("guarantee.amount_help")
    )
    provider_default = BooleanField(_l("guarantee.default"), description=_l("guarantee.default_help"))
    reason = TextAreaField(_l("lead.reason"), [Optional(), Length(max=500)], render_kw={"rows": 3})

    def offer(self, before):
        """Where it stands, and where it may go; what can be told of it there."""
        found = [one for one in GuaranteeState if one is before or one in NEXT[before]]
        self.state.choices = [(one.value, label(one)) for one in found]
        if not any(one in NEXT[before] for one in WITH_AMOUNT):
            del self.amount
        if before is GuaranteeState.OFFERED:
            del self.provider_default

    @property
    def facts(self):
        return GuaranteeMove(
            state=GuaranteeState(self.state.data),
            effective_on=self.effective_on.data,
            amount_cents=self.amount.cents if "amount" in self else None,
            provider_default="provider_default" in self and self.provider_default.data,
            reason=self.reason.data or None,
        )

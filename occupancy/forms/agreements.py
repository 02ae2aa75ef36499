"""Forms on agreements: what they say, what they lend, their signature."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.web.fields import CheckboxesField, CodeField, EurosField
from app.web.forms import BaseForm, VersionedForm
from occupancy.services.agreements import AgreementFacts
from occupancy.vocab import Domiciliation, ObjectiveReason


class UnitsField(CheckboxesField):
    """Units to tick, by their public names."""

    def offer(self, units, text):
        self.choices = [(unit.public_id, text(unit)) for unit in units]
        self.offered = {unit.public_id: unit for unit in units}

    @property
    def units(self):
        return [self.offered[public_id] for public_id in self.data or []]


def winter_field():
    return TextAreaField(_l("agreement.winter"), [Optional(), Length(max=300)], description=_l("agreement.winter_help"))


class AgreementForm(BaseForm):
    reference = StringField(_l("agreement.reference"), [InputRequired(), Length(max=40)])
    reason = CodeField(_l("agreement.reason"), enum=ObjectiveReason, description=_l("agreement.reason_help"))
    reason_text = StringField(_l("agreement.reason_text"), [Optional(), Length(max=300)])
    first_day = DateField(_l("agreement.first_day"), [InputRequired()])
    last_day = DateField(_l("agreement.last_day"), [InputRequired()], description=_l("agreement.last_day_help"))
    winter_confirmation = winter_field()
    owner_notice_days = IntegerField(
        _l("agreement.owner_notice"), [Optional(), NumberRange(0, 730)], description=_l("agreement.notice_help")
    )
    partner_notice_days = IntegerField(_l("agreement.partner_notice"), [Optional(), NumberRange(0, 730)])
    adult_cap = EurosField(_l("agreement.adult_cap"), [Optional()], description=_l("agreement.cap_help"))
    minor_cap = EurosField(_l("agreement.minor_cap"), [Optional()])
    contribution_rule = StringField(_l("agreement.contribution_rule"), [Optional(), Length(max=300)])
    domiciliation = CodeField(_l("agreement.domiciliation"), enum=Domiciliation)

    @property
    def facts(self):
        given = self.values
        caps = {"adult_cap_cents": self.adult_cap.cents or 0, "minor_cap_cents": self.minor_cap.cents or 0}
        return AgreementFacts(**{name: given[name] for name in given if name not in {"adult_cap", "minor_cap"}}, **caps)


class EditAgreementForm(AgreementForm, VersionedForm):
    pass


class CoverForm(VersionedForm):
    units = UnitsField(_l("agreement.units"), description=_l("agreement.units_help"))


class CancelDraftForm(VersionedForm):
    reason = TextAreaField(_l("agreement.cancel.reason"), [DataRequired(), Length(max=300)])


class SignForm(VersionedForm):
    signed_on = DateField(_l("agreement.signed_on"), [InputRequired()], default=today)

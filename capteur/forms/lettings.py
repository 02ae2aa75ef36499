"""Forms on lettings: the lease as it starts, what it says since, its end."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.i18n.labels import choices
from app.web.days import lived
from app.web.fields import ChosenField, CodeField, EurosField
from app.web.forms import BaseForm, VersionedForm
from capteur.services.lettings import EndFacts, LettingFacts
from capteur.vocab import DepositRoute
from capteur.vocab_dwellings import LossReason
from capteur.vocab_lettings import LeaseKind, LettingEnd

AMOUNTS = ("rent", "charges", "reference_rent", "deposit")
SAME = ("last_day", "reference_rent_on", "registered_on", "inventory_in_on", "deposit_route", "kind")


class LettingFields(BaseForm):
    kind = CodeField(_l("letting.kind"), enum=LeaseKind, default=LeaseKind.SHORT)
    last_day = DateField(_l("letting.last_day"), [Optional()], description=_l("letting.last_day_help"))
    rent = EurosField(_l("opportunity.rent"), [InputRequired(), NumberRange(min=1)])
    charges = EurosField(_l("opportunity.charges"), [Optional()])
    reference_rent = EurosField(
        _l("opportunity.reference_rent"), [Optional()], description=_l("opportunity.reference_rent_help")
    )
    reference_rent_on = DateField(_l("opportunity.reference_rent_on"), [Optional(), lived])
    deposit_route = CodeField(_l("housing_request.deposit"), enum=DepositRoute, default=DepositRoute.UNKNOWN)
    deposit = EurosField(_l("letting.deposit"), [Optional()])
    registered_on = DateField(
        _l("letting.registered_on"), [Optional(), lived], description=_l("letting.registered_help")
    )
    inventory_in_on = DateField(_l("letting.inventory_in_on"), [Optional(), lived])

    @property
    def facts(self):
        amounts = {f"{name}_cents": self[name].cents for name in AMOUNTS}
        return LettingFacts(**amounts, **{name: self[name].data for name in SAME})


class StartLettingForm(VersionedForm, LettingFields):
    start_on = DateField(_l("letting.start_on"), [InputRequired(), lived], default=today)
    above = BooleanField(_l("letting.above"), description=_l("letting.above_help"))


class EditLettingForm(VersionedForm, LettingFields):
    pass


class EndLettingForm(VersionedForm):
    end_on = DateField(_l("letting.end_on"), [InputRequired(), lived], default=today)
    reason = ChosenField(_l("letting.end_reason"), enum=LettingEnd)
    words = TextAreaField(_l("letting.end_words"), [Optional(), Length(max=500)], render_kw={"rows": 3})
    inventory_out_on = DateField(_l("letting.inventory_out_on"), [Optional(), lived])
    loss = SelectField(
        _l("letting.loss"), choices=lambda: choices(LossReason, empty=True), description=_l("letting.loss_help")
    )

    @property
    def facts(self):
        return EndFacts(
            end_on=self.end_on.data,
            reason=self.reason.data,
            words=self.words.data or None,
            inventory_out_on=self.inventory_out_on.data,
            loss=LossReason(self.loss.data) if self.loss.data else None,
        )

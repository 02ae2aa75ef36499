"""Forms on dwellings won: the capture, the take-over by a social rental agency."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.i18n.formats import euros
from app.i18n.labels import choices
from app.web.days import lived
from app.web.fields import EurosField
from app.web.forms import VersionedForm
from capteur.services.captures import CaptureFacts, TransferFacts
from capteur.vocab_dwellings import Answerer, TransferKind


class CaptureForm(VersionedForm):
    """`offer` first: what lacks still, and the indicative price. All that is missing is told at once."""

    agreed_on = DateField(_l("capture.agreed_on"), [InputRequired(), lived], description=_l("capture.agreed_help"))
    rent = EurosField(_l("opportunity.rent"), [InputRequired(), NumberRange(min=1)])
    charges = EurosField(_l("opportunity.charges"), [InputRequired()])
    price_reason = TextAreaField(
        _l("capture.price_reason"),
        [Optional(), Length(max=500)],
        description=_l("capture.price_reason_help"),
        render_kw={"rows": 2},
    )
    available_on = DateField(_l("opportunity.available_on"), [Optional()])

    def offer(self, lacking, indicative_cents):
        """`lacking`: what no field of this form can give; the median rent that the price is compared with, if any."""
        self.lacking, self.indicative_cents = lacking, indicative_cents

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        self.form_errors += [gettext(f"capture.lacks.{name}") for name in self.lacking]
        cents = self.rent.cents
        above = cents is not None and self.indicative_cents is not None and cents > self.indicative_cents
        if above and not self.price_reason.data:
            text = gettext("capture.refusal.above", indicative=euros(self.indicative_cents))
            self.price_reason.errors = [*self.price_reason.errors, text]
        return valid and not self.errors

    @property
    def facts(self):
        return CaptureFacts(
            agreed_on=self.agreed_on.data,
            rent_cents=self.rent.cents,
            charges_cents=self.charges.cents,
            available_on=self.available_on.data,
            price_reason=self.price_reason.data or None,
        )


class TransferForm(VersionedForm):
    """`offer` first: whether somebody lives there."""

    agency = StringField(_l("transfer.agency"), [DataRequired(), Length(max=120)])
    kind = RadioField(_l("transfer.kind"), choices=lambda: choices(TransferKind), validators=[InputRequired()])
    first_day = DateField(_l("transfer.first_day"), [InputRequired(), lived], default=today)
    tenant_kept = RadioField(_l("transfer.tenant_kept"), validators=[InputRequired()])
    new_rent = EurosField(_l("transfer.new_rent"), [InputRequired(), NumberRange(min=1)])
    answerer = RadioField(_l("transfer.answerer"), choices=lambda: choices(Answerer), validators=[InputRequired()])

    def offer(self, *, lived_in):
        self.tenant_kept.choices = [("yes", gettext("form.yes")), ("no", gettext("form.no"))]
        if not lived_in:
            del self.tenant_kept

    @property
    def facts(self):
        return TransferFacts(
            agency=self.agency.data,
            kind=TransferKind(self.kind.data),
            first_day=self.first_day.data,
            new_rent_cents=self.new_rent.cents,
            answerer=Answerer(self.answerer.data),
            tenant_kept=self.tenant_kept.data == "yes" if "tenant_kept" in self else None,
        )


class CancelTransferForm(VersionedForm):
    reason = TextAreaField(_l("transfer.cancel.reason"), [DataRequired(), Length(max=500)], render_kw={"rows": 3})

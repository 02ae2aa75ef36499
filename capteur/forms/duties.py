"""Forms on who is in charge of a dwelling, and on who stands in for whom."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired

from app.clock import today
from app.i18n.labels import choices
from app.web.days import lived
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField
from capteur.vocab_mediation import DutyKind


class TakeChargeForm(BaseForm):
    kind = RadioField(_l("duty.kind"), [InputRequired()], choices=lambda: choices(DutyKind))
    user = RecordField(_l("duty.user"), [InputRequired()])
    start_on = DateField(
        _l("duty.start_on"), [InputRequired(), lived], default=today, description=_l("duty.start_help")
    )


class DelegateForm(BaseForm):
    away = RecordField(_l("delegation.away"), [InputRequired()])
    delegate = RecordField(_l("delegation.delegate"), [InputRequired()], description=_l("delegation.delegate_help"))
    first_day = DateField(_l("delegation.first_day"), [InputRequired(), lived], default=today)
    last_day = DateField(_l("delegation.last_day"), [InputRequired(), lived], description=_l("delegation.last_help"))


class MoveEndForm(VersionedForm):
    last_day = DateField(_l("delegation.last_day"), [InputRequired(), lived], description=_l("delegation.last_help"))


class PassChargesForm(BaseForm):
    receiver = RecordField(_l("charge.receiver"), [InputRequired()], description=_l("charge.receiver_help"))

"""Forms on who is in charge of a dwelling, and on who stands in for whom."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import InputRequired

from app.clock import today
from app.i18n.labels import choices, label
from app.web.days import lived
from app.web.forms import BaseForm, VersionedForm
from capteur.vocab_mediation import DutyKind


class TakeChargeForm(BaseForm):
    """`people` are the prospectors and mediators of the programme."""

    kind = RadioField(_l("duty.kind"), [InputRequired()], choices=lambda: choices(DutyKind))
    user = SelectField(_l("duty.user"), [InputRequired()])
    start_on = DateField(
        _l("duty.start_on"), [InputRequired(), lived], default=today, description=_l("duty.start_help")
    )

    def __init__(self, people, **kwargs):
        super().__init__(**kwargs)
        self.user.choices = named(people)


class DelegateForm(BaseForm):
    """`people` are the prospectors and mediators of the programme."""

    away = SelectField(_l("delegation.away"), [InputRequired()])
    delegate = SelectField(_l("delegation.delegate"), [InputRequired()], description=_l("delegation.delegate_help"))
    first_day = DateField(_l("delegation.first_day"), [InputRequired(), lived], default=today)
    last_day = DateField(_l("delegation.last_day"), [InputRequired(), lived], description=_l("delegation.last_help"))

    def __init__(self, people, **kwargs):
        super().__init__(**kwargs)
        self.away.choices = self.delegate.choices = named(people)


class MoveEndForm(VersionedForm):
    last_day = DateField(_l("delegation.last_day"), [InputRequired(), lived], description=_l("delegation.last_help"))


class PassChargesForm(BaseForm):
    """`people` are the prospectors and mediators of the programme, who leaves not among them."""

    receiver = SelectField(_l("charge.receiver"), [InputRequired()], description=_l("charge.receiver_help"))

    def __init__(self, people, **kwargs):
        super().__init__(**kwargs)
        self.receiver.choices = named(people)


def named(people):
    """Nobody is chosen by being first."""
    return [("", gettext("stay.choose")), *((one.public_id, f"{one.name} · {label(one.role)}") for one in people)]

"""Forms on the periods of a unit: open, out of use, checked."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from app.web.fields import CodeField, DayField, EurosField
from app.web.forms import BaseForm, VersionedForm
from sites.vocab import CheckKind, CheckResult, OutageKind, Payer


class AvailabilityForm(BaseForm):
    first_day = DayField(_l("unit.period.first_day"), validators=[InputRequired()])
    last_day = DayField(
        _l("unit.period.last_day"), description=_l("unit.period.included"), validators=[InputRequired()]
    )


class EditAvailabilityForm(AvailabilityForm, VersionedForm):
    pass


class CloseForm(VersionedForm):
    last_day = DayField(
        _l("availability.close_on"), description=_l("unit.period.included"), validators=[InputRequired()]
    )


class OutageForm(BaseForm):
    kind = CodeField(_l("outage.kind"), enum=OutageKind)
    first_day = DayField(_l("unit.period.first_day"), validators=[InputRequired()])
    last_day = DayField(_l("unit.period.last_day"), description=_l("outage.open_end"), validators=[Optional()])
    reason = StringField(
        _l("outage.reason"), description=_l("outage.reason_help"), validators=[InputRequired(), Length(max=300)]
    )
    payer = CodeField(_l("outage.payer"), enum=Payer)
    cost = EurosField(_l("outage.cost"), validators=[Optional()])


class EditOutageForm(OutageForm, VersionedForm):
    pass


class CancelForm(VersionedForm):
    pass


class CheckForm(BaseForm):
    kind = CodeField(_l("check.kind"), enum=CheckKind)
    result = CodeField(_l("check.result"), enum=CheckResult)
    done_on = DayField(_l("check.done_on"), validators=[InputRequired()])
    valid_until = DayField(_l("check.valid_until"), description=_l("check.valid_until_help"), validators=[Optional()])
    note = StringField(_l("check.note"), description=_l("outage.reason_help"), validators=[Optional(), Length(max=300)])

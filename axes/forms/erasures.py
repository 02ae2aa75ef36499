"""Forms of data protection: an erasure asked for, a file kept longer, months of keeping."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.clock import today
from app.i18n.labels import choices
from app.web.forms import BaseForm, VersionedForm
from axes.vocab_erasures import ErasureReason, HoldReason


class ErasureForm(BaseForm):
    reason = RadioField(_l("erasure.reason"), [InputRequired()], choices=lambda: choices(ErasureReason))
    asked_on = DateField(_l("erasure.asked_on"), [Optional()], description=_l("erasure.asked_on_help"))


class HoldForm(BaseForm):
    reason = RadioField(_l("hold.reason"), [InputRequired()], choices=lambda: choices(HoldReason))
    last_day = DateField(_l("hold.last_day"), [InputRequired()], default=lambda: today() + timedelta(days=365))


class KeepingForm(VersionedForm):
    months = IntegerField(_l("keeping.months"), [InputRequired(), NumberRange(1, 240)])

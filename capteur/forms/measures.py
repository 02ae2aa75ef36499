"""Forms on days worked and goals."""

from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, IntegerField, MonthField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from app.web.forms import BaseForm, VersionedForm


class HalfDaysField(DecimalField):
    """Days and halves of one; `half_days` counts halves."""

    def __init__(self, label, **kwargs):
        checks = [InputRequired(), NumberRange(0, 1000), _in_halves]
        super().__init__(label, checks, places=1, description=_l("measure.days_help"), **kwargs)

    @property
    def half_days(self):
        return int(self.data * 2)


def _in_halves(form, field):
    if field.data is not None and (field.data * 2) % 1:
        raise ValidationError(gettext("measure.halves"))


class NewWorkedMonthForm(BaseForm):
    month = MonthField(_l("measure.month"), [InputRequired()])
    days = HalfDaysField(_l("measure.days"))


class EditWorkedMonthForm(VersionedForm):
    days = HalfDaysField(_l("measure.days"))

    @staticmethod
    def of(worked):
        return EditWorkedMonthForm(data={"days": Decimal(worked.half_days) / 2, "version": worked.version})


class NewGoalForm(BaseForm):
    first_day = DateField(_l("measure.first_day"), [InputRequired()])
    last_day = DateField(_l("measure.last_day"), [InputRequired()])
    dwellings = IntegerField(_l("measure.dwellings"), [InputRequired(), NumberRange(1, 100_000)])


class EditGoalForm(VersionedForm):
    last_day = DateField(_l("measure.last_day"), [InputRequired()])
    dwellings = IntegerField(_l("measure.dwellings"), [InputRequired(), NumberRange(1, 100_000)])

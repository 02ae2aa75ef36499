"""Forms on the settings of a capteur programme."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField


class DelaysForm(VersionedForm):
    confirm_days = IntegerField(
        _l("capteur.setting.confirm_days"),
        [InputRequired(), NumberRange(1, 365)],
        description=_l("capteur.setting.confirm_help"),
    )
    price_months = IntegerField(_l("capteur.setting.price_months"), [InputRequired(), NumberRange(1, 60)])
    response_days = IntegerField(_l("convention.response_days"), [InputRequired(), NumberRange(1, 60)])
    case_percent = IntegerField(
        _l("load.case_percent"), [InputRequired(), NumberRange(1, 100)], description=_l("load.case_percent_help")
    )
    squeezed_percent = IntegerField(
        _l("load.squeezed_percent"), [InputRequired(), NumberRange(1, 99)], description=_l("load.squeezed_help")
    )
    squeezed_weeks = IntegerField(_l("load.squeezed_weeks"), [InputRequired(), NumberRange(1, 26)])
    frees_reserved = BooleanField(
        _l("capteur.setting.frees_reserved"), description=_l("capteur.setting.frees_reserved_help")
    )


class NewSeatForm(BaseForm):
    organisation = RecordField(_l("setting.organisation"), [InputRequired()])
    first_day = DateField(_l("setting.first_day"), [InputRequired()], default=today)
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("setting.last_day_help"))


class EditSeatForm(VersionedForm):
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("setting.last_day_help"))


class NewAreaForm(BaseForm):
    name = StringField(_l("capteur.area.name"), [DataRequired(), Length(max=80)])


class EditAreaForm(VersionedForm):
    name = StringField(_l("capteur.area.name"), [DataRequired(), Length(max=80)])
    closed_on = DateField(_l("setting.closed_on"), [Optional()], description=_l("setting.closed_help"))

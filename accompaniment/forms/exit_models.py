"""The list of steps that exit plans begin with, in the settings."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.vocab_exits import ExitTarget
from app.i18n.labels import choices
from app.web.forms import BaseForm, VersionedForm


class StepModelFields(BaseForm):
    name_fr = StringField(_l("exit_model.name_fr"), validators=[InputRequired(), Length(max=120)])
    name_nl = StringField(_l("exit_model.name_nl"), validators=[InputRequired(), Length(max=120)])
    name_en = StringField(_l("exit_model.name_en"), validators=[InputRequired(), Length(max=120)])
    days = IntegerField(_l("exit_model.days"), validators=[InputRequired(), NumberRange(min=0, max=1000)])


class NewStepModelForm(StepModelFields):
    target = SelectField(_l("exit_plan.target"), choices=lambda: choices(ExitTarget), validators=[InputRequired()])


class EditStepModelForm(VersionedForm, StepModelFields):
    closed_on = DateField(_l("exit_model.closed_on"), validators=[Optional()])

"""Forms on households, their needs and the workers named for them."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.clock import today
from app.i18n.labels import choices
from app.web.fields import CheckboxesField
from app.web.forms import BaseForm, VersionedForm
from axes.services.break_glass import MIN_REASON
from axes.vocab import NeedKind


class EditHouseholdForm(VersionedForm):
    wished_communes = StringField(
        _l("household.wished_communes"),
        description=_l("household.wished_communes_help"),
        validators=[Optional(), Length(max=120)],
    )


class NeedForm(BaseForm):
    kind = SelectField(_l("need.kind"), choices=lambda: choices(NeedKind))
    start_on = DateField(_l("need.start_on"), default=today, validators=[InputRequired()])


class EndForm(VersionedForm):
    """The first day that something is over."""

    end_on = DateField(_l("household.end_on"), default=today, validators=[InputRequired()])


class ProtectionForm(VersionedForm):
    workers = CheckboxesField(
        _l("protection.workers"),
        description=_l("protection.workers_help"),
        validators=[InputRequired(_l("protection.names_own_worker"))],
    )


class BreakGlassForm(BaseForm):
    tells_doubles = False  # opened again in another session, for the same reason
    reason = TextAreaField(
        _l("break_glass.reason"),
        description=_l("break_glass.reason_help", least=MIN_REASON),
        validators=[InputRequired(), Length(max=1000)],
        render_kw={"rows": 4},
    )


class LiftingForm(BaseForm):
    reason = TextAreaField(
        _l("protection.lift.reason"),
        description=_l("protection.lift.reason_help", least=MIN_REASON),
        validators=[InputRequired(), Length(max=1000)],
        render_kw={"rows": 4},
    )

"""Forms on consents."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.clock import today
from app.i18n.labels import choices
from app.web.forms import BaseForm
from app.web.records import RecordField
from axes.vocab import ConsentScope


def _scopes():
    """Those noted here: one for a service of the network is noted where something is asked of it."""
    return [(code, text) for code, text in choices(ConsentScope) if code != ConsentScope.SHARE_SERVICE]


class ConsentForm(BaseForm):
    scope = RadioField(_l("consent.scope"), choices=_scopes, validators=[InputRequired()])
    organisation = RecordField(
        _l("consent.organisation"), description=_l("consent.organisation_help"), validators=[Optional()]
    )
    purpose = StringField(
        _l("consent.purpose"), description=_l("consent.purpose_help"), validators=[InputRequired(), Length(max=200)]
    )
    given_on = DateField(_l("consent.given_on"), default=today, validators=[InputRequired()])
    last_day = DateField(_l("consent.last_day"), description=_l("consent.last_day_help"), validators=[Optional()])

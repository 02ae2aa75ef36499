"""One's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.web.context import LANGUAGE_NAMES
from app.web.forms import VersionedForm


class AccountForm(VersionedForm):
    name = StringField(
        _l("account.name"), validators=[InputRequired(), Length(max=120)], render_kw={"autocomplete": "name"}
    )
    locale = RadioField(_l("account.language"), choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()])
    wants_digest = BooleanField(_l("account.digest"), description=_l("account.digest_help"))

"""Forms on housing operators."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from app.web.fields import CodeField
from app.web.forms import BaseForm, VersionedForm
from sites.vocab import OperatorKind


class OperatorForm(BaseForm):
    name = StringField(_l("operator.name"), validators=[InputRequired(), Length(max=120)])
    short_name = StringField(_l("operator.short_name"), validators=[Optional(), Length(max=40)])
    kind = CodeField(_l("operator.kind"), enum=OperatorKind)
    contact = StringField(
        _l("operator.contact"), description=_l("operator.contact_help"), validators=[Optional(), Length(max=200)]
    )


class EditOperatorForm(OperatorForm, VersionedForm):
    pass

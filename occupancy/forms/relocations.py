"""Forms of plans of relocation: keeping one, turning it into proposals."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from app.web.forms import BaseForm, VersionedForm


class KeepPlanForm(BaseForm):
    name = StringField(_l("relocation.name"), [DataRequired(), Length(max=80)], description=_l("relocation.name_help"))


class ProposePlanForm(VersionedForm):
    rest = BooleanField(_l("relocation.rest"), description=_l("relocation.rest_help"))

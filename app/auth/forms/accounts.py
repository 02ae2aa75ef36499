"""Accounts of others and organisations, for administrators."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.auth.vocab import OrganisationKind, Role
from app.i18n.labels import key_of
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField

# One "@" between texts without spaces: whether mail arrives there, only a mail can tell.
ADDRESS = r"^[^@\s<>,;:\"]+@[^@\s<>,;:\"]+\.[^@\s<>,;:\".]+$"


def _codes(enum):
    return [SelectChoice("", "—"), *(SelectChoice(member.value, _l(key_of(member))) for member in enum)]


class UserForm(BaseForm):
    name = StringField(_l("user.name"), validators=[InputRequired(), Length(max=120)])
    email = StringField(
        _l("user.email"),
        validators=[InputRequired(), Length(max=254), Regexp(ADDRESS, message=_l("user.refused.email"))],
        render_kw={"type": "email", "spellcheck": "false"},
    )
    organisation = RecordField(_l("user.organisation"), [InputRequired()])
    role = SelectField(_l("user.role"), choices=_codes(Role), validators=[InputRequired()])
    health_right = BooleanField(_l("user.health_right"), description=_l("user.health_right_help"))


class EditUserForm(UserForm, VersionedForm):
    pass


class OrganisationForm(BaseForm):
    name = StringField(_l("organisation.name"), validators=[InputRequired(), Length(max=120)])
    short_name = StringField(_l("organisation.short_name"), validators=[Optional(), Length(max=40)])
    kind = SelectField(_l("organisation.kind"), choices=_codes(OrganisationKind), validators=[InputRequired()])


class EditOrganisationForm(OrganisationForm, VersionedForm):
    closed_on = DateField(
        _l("organisation.closed_on"), description=_l("organisation.closed_on_help"), validators=[Optional()]
    )

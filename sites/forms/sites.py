"""Forms on sites."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.web.forms import BaseForm, VersionedForm


class SiteForm(BaseForm):
    name = StringField(_l("site.name"), validators=[InputRequired(), Length(max=80)])
    housing_operator = SelectField(_l("site.housing_operator"), validators=[InputRequired()])
    rental_manager = SelectField(
        _l("site.rental_manager"), description=_l("site.rental_manager_help"), validators=[Optional()]
    )
    address = StringField(_l("site.address"), validators=[Optional(), Length(max=160)])
    postal_code = SelectField(_l("site.commune"), validators=[Optional()])
    planned_units = IntegerField(
        _l("site.planned_units"),
        description=_l("site.planned_units_help"),
        validators=[Optional(), NumberRange(min=0, max=5000)],
    )
    note = TextAreaField(_l("site.note"), validators=[Optional(), Length(max=2000)], render_kw={"rows": 4})

    def offer(self, *, operators, managers, communes):
        """Hand in the choices: pairs of public name and text."""
        offered = ((self.housing_operator, operators), (self.rental_manager, managers), (self.postal_code, communes))
        for field, pairs in offered:
            field.choices = [SelectChoice("", "—"), *(SelectChoice(name, text) for name, text in pairs)]


class EditSiteForm(SiteForm, VersionedForm):
    pass

"""Forms on supports."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from accompaniment.vocab import Roof, SupportEnd
from app.clock import today
from app.i18n.labels import choices, label
from app.web.fields import CheckboxesField
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField


class SettingFields(BaseForm):
    """Who accompanies, under which roof. Choices are handed in; a household without a stay is not offered that roof."""

    people = CheckboxesField(_l("support.people"), validators=[InputRequired(_l("support.refusal.nobody"))])
    team = SelectField(_l("support.team"), validators=[InputRequired()])
    reference_worker = RecordField(_l("support.reference_worker"), validators=[Optional()])
    roof = RadioField(_l("support.roof"), choices=lambda: choices(Roof), validators=[InputRequired()])
    place = StringField(
        _l("support.place"), description=_l("support.place_help"), validators=[Optional(), Length(max=200)]
    )

    def offer(self, *, people, teams, housed):
        self.people.choices = people
        self.team.choices = teams
        self.roof.choices = [(one.value, label(one)) for one in Roof if housed or one is not Roof.STAY]


class NewSupportForm(SettingFields):
    start_on = DateField(_l("support.start_on"), default=today, validators=[InputRequired()])


class EditSupportForm(VersionedForm, SettingFields):
    pass


class EndSupportForm(VersionedForm):
    end_on = DateField(
        _l("support.end_on"), description=_l("support.end_help"), default=today, validators=[InputRequired()]
    )
    end_reason = SelectField(
        _l("support.end_reason"),
        choices=lambda: [
            ("", "—"),
            *((one.value, label(one)) for one in SupportEnd if one is not SupportEnd.TEAM_CHANGED),
        ],
        validators=[InputRequired()],
    )

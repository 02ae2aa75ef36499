"""Forms on the directory of the network and on its themes."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, Regexp

from accompaniment.forms.entitlements import CODE
from accompaniment.services.network import ServiceFacts
from accompaniment.vocab_network import ServiceCapacity, ServiceDoubt
from app.clock import today
from app.i18n.labels import choices, named
from app.web.days import lived
from app.web.fields import PHONE, CheckboxesField
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField
from axes.forms.persons import LanguagesField, language_choices


class ServiceFields(BaseForm):
    name = StringField(_l("network.name"), [DataRequired(), Length(max=120)], description=_l("network.name_help"))
    organisation = RecordField(_l("network.organisation"), [Optional()], description=_l("network.organisation_help"))
    organisation_name = StringField(
        _l("network.organisation_name"), [Optional(), Length(max=120)], description=_l("network.organisation_name_help")
    )
    themes = CheckboxesField(_l("network.themes"))
    everywhere = BooleanField(_l("network.everywhere"))
    communes = CheckboxesField(_l("network.communes"))
    languages = LanguagesField(_l("network.languages"), choices=language_choices)
    phone = TelField(
        _l("network.phone"),
        [Optional(), Regexp(PHONE, message=_l("person.phone_nonsense"))],
        description=_l("network.contact_help"),
    )
    email = StringField(_l("network.email"), [Optional(), Length(max=254), Email(message=_l("person.email_nonsense"))])
    address = StringField(_l("network.address"), [Optional(), Length(max=200)])
    conditions = TextAreaField(
        _l("network.conditions"),
        [Optional(), Length(max=500)],
        description=_l("network.conditions_help"),
        render_kw={"rows": 3},
    )
    capacity = RadioField(
        _l("network.capacity"),
        choices=lambda: choices(ServiceCapacity),
        default=ServiceCapacity.OPEN.value,
        validators=[InputRequired()],
    )
    waiting_days = IntegerField(_l("network.waiting_days"), [Optional(), NumberRange(1, 1000)])
    answer_days = IntegerField(
        _l("network.answer_days"),
        [InputRequired(), NumberRange(1, 365)],
        default=14,
        description=_l("network.answer_days_help"),
    )
    confirmed_on = DateField(
        _l("network.confirmed_on"),
        [InputRequired(), lived],
        default=today,
        description=_l("network.confirmed_help"),
    )

    def offer(self, *, themes, communes):
        """What there is to choose from, by public id; communes by postal code."""
        self.known = {one.public_id: one for one in themes}, {one.postal_code: one for one in communes}
        self.themes.choices = [(one.public_id, named(one)) for one in themes]
        self.communes.choices = [(one.postal_code, f"{one.postal_code} {named(one)}") for one in communes]

    @property
    def facts(self):
        """What was entered."""
        values = self.values | {"capacity": ServiceCapacity(self.capacity.data)}
        themes, communes = (
            [known[key] for key in values.pop(name) or ()]
            for name, known in zip(("themes", "communes"), self.known, strict=True)
        )
        return ServiceFacts(
            themes=themes,
            communes=[] if values["everywhere"] else communes,
            languages=tuple(values.pop("languages") or ()),
            organisation=self.organisation.record,
            plain={name: value for name, value in values.items() if name != "organisation"},
        )


class NewServiceForm(ServiceFields):
    pass


class EditServiceForm(VersionedForm, ServiceFields):
    closed_on = DateField(_l("setting.closed_on"), [Optional()], description=_l("setting.closed_help"))


class DoubtForm(VersionedForm):
    doubt = RadioField(_l("network.doubt"), choices=lambda: choices(ServiceDoubt), validators=[InputRequired()])


class ThemeFields(BaseForm):
    name_fr = StringField(_l("setting.name_fr"), [DataRequired(), Length(max=120)])
    name_nl = StringField(_l("setting.name_nl"), [DataRequired(), Length(max=120)])
    name_en = StringField(_l("setting.name_en"), [DataRequired(), Length(max=120)])
    sensitive = BooleanField(_l("network.theme.sensitive"), description=_l("network.theme.sensitive_help"))


class NewThemeForm(ThemeFields):
    code = StringField(_l("setting.code"), [DataRequired(), Length(max=40), CODE], description=_l("setting.code_help"))


class EditThemeForm(ThemeFields, VersionedForm):
    position = IntegerField(_l("setting.criterion.position"), [InputRequired(), NumberRange(0, 1000)])
    closed_on = DateField(_l("setting.closed_on"), [Optional()], description=_l("setting.closed_help"))

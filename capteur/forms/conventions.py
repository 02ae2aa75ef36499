"""Forms on conventions #1."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, Regexp

from app.clock import today
from app.i18n.labels import label
from app.web.fields import PHONE
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField
from capteur.vocab import ConventionEnd

GIVEN = (ConventionEnd.PARTNER, ConventionEnd.PROGRAMME, ConventionEnd.COMMON)


def _name(key):
    return StringField(_l(key), [DataRequired(), Length(max=120)])


def _phone(key):
    return TelField(_l(key), [Optional(), Regexp(PHONE, message=_l("person.phone_nonsense"))])


def _email(key):
    return StringField(_l(key), [Optional(), Length(max=254), Email(message=_l("person.email_nonsense"))])


class ConventionFields(BaseForm):
    contact = _name("convention.contact")
    contact_phone = _phone("convention.contact_phone")
    contact_email = _email("convention.contact_email")
    backup = _name("convention.backup")
    backup_phone = _phone("convention.backup_phone")
    backup_email = _email("convention.backup_email")
    response_days = IntegerField(
        _l("convention.response_days"),
        [InputRequired(), NumberRange(1, 60)],
        description=_l("convention.response_help"),
    )
    first_day = DateField(_l("setting.first_day"), [InputRequired()], default=today)
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("setting.last_day_help"))
    clauses = TextAreaField(_l("convention.clauses"), [Optional(), Length(max=8000)], render_kw={"rows": 8})


class NewConventionForm(ConventionFields):
    organisation = RecordField(_l("setting.organisation"), [InputRequired()])

    @property
    def terms(self):
        return {name: value for name, value in self.values.items() if name != "organisation"}


class EditConventionForm(VersionedForm, ConventionFields):
    pass


class SignForm(VersionedForm):
    signed_on = DateField(_l("setting.convention.signed_on"), [InputRequired()], default=today)
    partner_signatory = _name("convention.partner_signatory")
    programme_signatory = _name("convention.programme_signatory")


class EndForm(VersionedForm):
    ended_on = DateField(_l("convention.ended_on"), [InputRequired()], default=today)
    end_reason = RadioField(
        _l("convention.end_reason"), [InputRequired()], choices=lambda: [(one.value, label(one)) for one in GIVEN]
    )
    end_words = StringField(_l("convention.end_words"), [Optional(), Length(max=300)])

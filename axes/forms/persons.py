"""Forms on persons."""

from dataclasses import fields

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import Email, InputRequired, Length, Optional, Regexp

from app.clock import today
from app.crypto.search import sort_key
from app.i18n.labels import choices
from app.web.fields import PHONE, CheckboxesField
from app.web.forms import BaseForm, VersionedForm
from axes.services.persons import PersonFacts
from axes.vocab import Gender, MemberRole

# Languages most spoken by the people whom the partnership meets; ISO 639 codes.
_CODES = "fr nl en ar zgh am bg ckb de es fa ff ha hr it ku ln pl ps pt rn ro ru rw so sq sw ti tr uk ur wo"
LANGUAGES = tuple(_CODES.split(" "))
USUAL = ("fr", "nl", "en", "ar", "ro")


def language_name(code):
    """A language's name in the reader's own."""
    here = get_locale() or Locale("fr")
    return here.languages.get(code, code)


def language_choices():
    """The usual ones first, then all others by name."""
    others = ((code, language_name(code)) for code in LANGUAGES if code not in USUAL)
    return [(code, language_name(code)) for code in USUAL] + sorted(others, key=lambda pair: sort_key(pair[1]))


class LanguagesField(CheckboxesField):
    """Languages: the usual ones at sight, the others folded until one of them is ticked."""

    usual = len(USUAL)


class PersonFields(BaseForm):
    name = StringField(
        _l("person.name"), description=_l("person.name_help"), validators=[InputRequired(), Length(max=120)]
    )
    is_alias = BooleanField(_l("person.is_alias"))
    birth_year = IntegerField(_l("person.birth_year"), validators=[Optional()])
    birth_on = DateField(_l("person.birth_on"), description=_l("person.birth_on_help"), validators=[Optional()])
    is_minor = BooleanField(_l("person.is_minor"), description=_l("person.is_minor_help"))
    gender = SelectField(_l("person.gender"), choices=lambda: choices(Gender, empty=True), validators=[Optional()])
    languages = LanguagesField(_l("person.languages"), choices=language_choices)
    needs_interpreter = BooleanField(_l("person.needs_interpreter"))
    phone = TelField(_l("person.phone"), validators=[Optional(), Regexp(PHONE, message=_l("person.phone_nonsense"))])
    email = StringField(
        _l("person.email"), validators=[Optional(), Length(max=254), Email(message=_l("person.email_nonsense"))]
    )

    @property
    def facts(self):
        """What was typed, as the services take it."""
        typed = {one.name: self.values[one.name] for one in fields(PersonFacts)}
        gender = Gender(typed["gender"]) if typed["gender"] else None
        return PersonFacts(**(typed | {"gender": gender, "languages": tuple(typed["languages"] or ())}))

    @property
    def year(self):
        """Year of birth as text, from the date where there is one."""
        given = self.birth_on.data.year if self.birth_on.data else self.birth_year.data
        return str(given) if given else None


class NewPersonForm(PersonFields):
    """`distinct` is asked for once somebody of that name was found in the files the reader may open."""

    distinct = BooleanField(_l("person.distinct"))
    start_on = DateField(_l("member.start_on"), default=today, validators=[InputRequired()])


class NewMemberForm(NewPersonForm):
    role = SelectField(_l("member.role"), choices=lambda: choices(MemberRole), default=MemberRole.PARTNER.value)


class EditPersonForm(PersonFields, VersionedForm):
    pass

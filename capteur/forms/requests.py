"""Forms on housing requests."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.i18n.labels import choices, named
from app.web.fields import CheckboxesField, EurosField
from app.web.forms import VersionedForm
from app.web.records import RecordField
from axes.data.ethos import by_group
from axes.forms.persons import PersonFields
from capteur.forms.opportunities import KnownField
from capteur.rules.requests import ASKED
from capteur.services.requests import TAKEN_BACK, Written
from capteur.vocab import (
    DepositRoute,
    DwellingType,
    IncomeType,
    RequestConsent,
    RequestEventKind,
    RequestRefusal,
    RequestTrack,
    SupportRhythm,
)

LONG = Length(max=2000)
CODES = {
    "track": RequestTrack,
    "income_type": IncomeType,
    "deposit": DepositRoute,
    "dwelling_type": DwellingType,
    "rhythm": SupportRhythm,
    "consent_scope": RequestConsent,
}
ANSWERS = ("precarious", "direct_payment", "has_administrator", "housing_debts", "step_free", "animals")
EUROS = ("income", "max_rent", "max_charges")


def _code(name, enum, *, empty=True):
    return SelectField(_l(f"housing_request.{name}"), [Optional()], choices=lambda: choices(enum, empty=empty))


def _yes(name):
    return KnownField(_l(f"housing_request.{name}"))


class StartRequestForm(PersonFields):
    """Who it is for: a household known to the sender, asked first, or a new person."""

    household = RecordField(
        _l("referral.start.household"), [Optional()], description=_l("referral.start.household_help")
    )

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._fields.move_to_end("household", last=False)
        self.name.validators = [Optional(), Length(max=120)]
        self.name.flags.required = False

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if bool(self.household.data) is bool(self.name.data):
            wrong = "name_and_household" if self.name.data else "name_or_household"
            self.name.errors = [*self.name.errors, gettext(f"referral.start.{wrong}")]
            return False
        return valid


class RequestForm(VersionedForm):
    """What is asked. Saved incomplete as a draft; sending asks for what is needed."""

    track = _code("track", RequestTrack, empty=False)
    living_situation = SelectField(_l("housing_request.living_situation"), [Optional()])
    living_since = DateField(_l("housing_request.living_since"), [Optional()])
    precarious = _yes("precarious")
    care = KnownField(_l("housing_request.care"), description=_l("housing_request.care_help"))
    income_type = _code("income_type", IncomeType)
    income = EurosField(_l("housing_request.income"), [Optional()])
    direct_payment = _yes("direct_payment")
    has_administrator = _yes("has_administrator")
    housing_debts = _yes("housing_debts")
    deposit = _code("deposit", DepositRoute, empty=False)
    max_rent = EurosField(_l("housing_request.max_rent"), [Optional()])
    max_charges = EurosField(_l("housing_request.max_charges"), [Optional()])
    dwelling_type = _code("dwelling_type", DwellingType)
    wanted = CheckboxesField(_l("housing_request.wanted"))
    excluded = CheckboxesField(_l("housing_request.excluded"))
    excluded_reason = TextAreaField(
        _l("housing_request.excluded_reason"), [LONG], description=_l("housing_request.excluded_help")
    )
    highest_floor = IntegerField(_l("housing_request.highest_floor"), [Optional(), NumberRange(0, 40)])
    step_free = _yes("step_free")
    animals = _yes("animals")
    accompanier = StringField(
        _l("housing_request.accompanier"), [Length(max=120)], description=_l("housing_request.accompanier_help")
    )
    rhythm = _code("rhythm", SupportRhythm)
    consent_on = DateField(
        _l("housing_request.consent_on"), [Optional()], description=_l("housing_request.consent_help")
    )
    consent_scope = _code("consent_scope", RequestConsent, empty=False)

    def __init__(self, areas, **kwargs):
        super().__init__(**kwargs)
        self.known = {one.public_id: one.id for one in areas}
        self.wanted.choices = self.excluded.choices = [(one.public_id, one.name) for one in areas]
        self.living_situation.choices = {
            "": [("", gettext("referral.choose"))],
            **{named(group): [(one.code, named(one)) for one in some] for group, some in by_group().items()},
        }

    def keep_only(self, names):
        """Leave out the fields that are not asked about: what is sent for them is not read."""
        names = {*names, *(("excluded", "excluded_reason") if "wanted" in names else ())}
        names |= {"consent_scope"} if "consent_on" in names else set()
        for name in [one.name for one in self if one.name not in {*names, "version", "csrf_token", "form_key"}]:
            del self[name]

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if "wanted" in self and "excluded" in self and set(self.wanted.data or ()) & set(self.excluded.data or ()):
            self.excluded.errors = [*self.excluded.errors, gettext("housing_request.both")]
            return False
        return valid

    @property
    def written(self):
        given = {name: value for name, value in self.values.items() if name not in {"wanted", "excluded", *EUROS}}
        given |= {name: enum(given[name]) if given[name] else None for name, enum in CODES.items() if name in given}
        given |= {f"{name}_cents": self[name].cents or None for name in EUROS if name in self}
        given |= {name: self[name].known for name in ANSWERS if name in given}
        if "care" in given:
            given["care"] = given["care"] or None
        areas = None
        if "wanted" in self and "excluded" in self:
            areas = {self.known[key]: True for key in self.excluded.data or ()}
            areas |= {self.known[key]: False for key in self.wanted.data or ()}
        return Written(given, areas)


class SendRequestForm(VersionedForm):
    """What the prices say is read, and acknowledged, before it is sent."""

    below_reason = TextAreaField(
        _l("housing_request.below_reason"), [LONG], description=_l("housing_request.below_help")
    )
    acknowledged = BooleanField(
        _l("housing_request.acknowledged"), [DataRequired(_l("housing_request.acknowledge_needed"))]
    )


class AskForm(VersionedForm):
    fields = CheckboxesField(_l("housing_request.fields"))
    text = TextAreaField(_l("housing_request.question"), [DataRequired(), LONG], render_kw={"rows": 3})

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields.choices = [(name, gettext(f"housing_request.{name}")) for name in ASKED]


class TakeForm(VersionedForm):
    """One button, and the version that was seen."""


class RefuseRequestForm(VersionedForm):
    refusal = RadioField(_l("housing_request.refusal"), [InputRequired()], choices=lambda: choices(RequestRefusal))
    text = TextAreaField(_l("housing_request.words"), [LONG], render_kw={"rows": 3})


class WithdrawRequestForm(VersionedForm):
    kind = RadioField(
        _l("housing_request.end_kind"),
        [InputRequired()],
        default=RequestEventKind.WITHDRAWN.value,
        choices=lambda: [(one.value, gettext(f"housing_request.end.{one.value}")) for one in TAKEN_BACK],
    )
    text = TextAreaField(_l("housing_request.words"), [LONG], render_kw={"rows": 3})

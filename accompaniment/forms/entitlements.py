"""Forms on rights: what happened to one, how a person stays, and the list itself."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from accompaniment.forms.documents import ACCEPTED
from accompaniment.services.entitlements import RightFacts
from accompaniment.vocab import NOTED_STATES, ResidenceKind, ResidenceRule, RightState, RightTheme
from app.clock import today
from app.files.fields import PapersField
from app.i18n.labels import choices, label
from app.web.days import lived
from app.web.forms import BaseForm, VersionedForm

CODE = Regexp(r"^[a-z0-9][a-z0-9_]*$", message=_l("setting.code_nonsense"))
ADDRESS = Regexp(r"^https?://\S+$", message=_l("right.setting.source_nonsense"))
DAY_OF_YEAR = Regexp(
    r"^(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])$|^(0[469]|11)-(0[1-9]|[12]\d|30)$|^02-(0[1-9]|1\d|2[0-8])$",
    message=_l("right.setting.yearly_nonsense"),
)


class RightForm(BaseForm):
    state = RadioField(
        _l("right.state"),
        choices=lambda: [(one.value, label(one)) for one in NOTED_STATES],
        validators=[InputRequired()],
    )
    happened_on = DateField(_l("right.happened_on"), default=today, validators=[InputRequired(), lived])
    valid_until = DateField(_l("right.valid_until"), validators=[Optional()])
    next_on = DateField(_l("right.next_on"), validators=[Optional()])
    proof = StringField(_l("right.proof"), description=_l("right.proof_help"), validators=[Optional(), Length(max=300)])

    files = PapersField(
        _l("right.files"), [Optional()], description=_l("right.files_help"), render_kw={"accept": ACCEPTED}
    )

    @property
    def facts(self):
        values = {name: value for name, value in self.values.items() if name != "files"}
        return RightFacts(**(values | {"state": RightState(values["state"])}))


class LastingRightForm(RightForm):
    """Of a right kept for a lasting home, while the household lives in a temporary unit."""

    confirmation = TextAreaField(
        _l("right.confirmation"),
        description=_l("right.confirmation_help"),
        validators=[Optional(), Length(max=500)],
        render_kw={"rows": 3},
    )


class CancelRightForm(VersionedForm):
    reason = StringField(_l("right.cancel_reason"), validators=[InputRequired(), Length(max=300)])


class ResidenceForm(BaseForm):
    kind = RadioField(_l("right.residence"), choices=lambda: choices(ResidenceKind), validators=[InputRequired()])
    since = DateField(_l("right.residence.since"), default=today, validators=[InputRequired(), lived])


def _text(key, longest=500):
    return TextAreaField(_l(key), validators=[Optional(), Length(max=longest)], render_kw={"rows": 2})


def _days(key, first, last, help_key=None):
    return IntegerField(_l(key), validators=[Optional(), NumberRange(first, last)], description=_l(help_key or key))


class EntitlementFields(BaseForm):
    name_fr = StringField(_l("setting.name_fr"), [DataRequired(), Length(max=120)])
    name_nl = StringField(_l("setting.name_nl"), [DataRequired(), Length(max=120)])
    name_en = StringField(_l("setting.name_en"), [DataRequired(), Length(max=120)])
    theme = SelectField(_l("right.theme"), choices=lambda: choices(RightTheme), validators=[InputRequired()])
    hint_fr, hint_nl, hint_en = (_text(f"right.setting.hint_{one}") for one in ("fr", "nl", "en"))
    warning_fr, warning_nl, warning_en = (_text(f"right.setting.warning_{one}") for one in ("fr", "nl", "en"))
    source = StringField(_l("right.setting.source"), [Optional(), Length(max=300), ADDRESS])
    warn_days = IntegerField(_l("right.setting.warn_days"), [InputRequired(), NumberRange(0, 365)], default=30)
    every_days = _days("right.setting.every_days", 1, 3650, "right.setting.every_help")
    yearly_on = StringField(
        _l("right.setting.yearly_on"), [Optional(), DAY_OF_YEAR], description=_l("right.setting.yearly_help")
    )
    papers_days = _days("right.setting.papers_days", 1, 3650, "right.setting.papers_help")
    entry_days = _days("right.setting.entry_days", 0, 365, "right.setting.entry_help")
    residence = SelectField(
        _l("right.setting.residence"), choices=lambda: choices(ResidenceRule), default=ResidenceRule.ANY.value
    )
    adults_only = BooleanField(_l("right.setting.adults_only"))
    once_in_lifetime = BooleanField(_l("right.setting.once"))
    for_lasting_home = BooleanField(_l("right.setting.lasting"))
    for_papers = BooleanField(_l("right.setting.for_papers"))
    sensitive = BooleanField(_l("right.setting.sensitive"), description=_l("setting.criterion.sensitive_help"))

    @property
    def facts(self):
        """Values of the columns."""
        codes = {"theme": RightTheme(self.theme.data), "residence": ResidenceRule(self.residence.data)}
        return self.values | codes


class NewEntitlementForm(EntitlementFields):
    code = StringField(_l("setting.code"), [DataRequired(), Length(max=40), CODE], description=_l("setting.code_help"))
    exclusive_group = StringField(
        _l("right.setting.group"), [Optional(), Length(max=40), CODE], description=_l("right.setting.group_help")
    )


class EditEntitlementForm(EntitlementFields, VersionedForm):
    position = IntegerField(_l("setting.criterion.position"), [InputRequired(), NumberRange(0, 1000)])
    closed_on = DateField(_l("setting.closed_on"), [Optional()], description=_l("setting.closed_help"))

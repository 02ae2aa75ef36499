"""Forms of a referral: begin, write, send, complete, decide."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.clock import today
from app.i18n.labels import choices, label, named
from app.periods import add_months
from app.web.fields import CheckboxesField
from app.web.forms import VersionedForm, nonsense
from app.web.records import RecordField
from axes.data.ethos import by_group
from axes.forms.persons import PersonFields
from axes.rules.referrals import COMMENTABLE, Content, missing
from axes.vocab import NeedKind, RefusalReason, Urgency

LONG = Length(max=4000)
MONTHS_BACK, MONTHS_AHEAD = 12, 24


class StartForm(PersonFields):
    """Who the request is for: a household known to the sender, or a new person.

    `distinct` is asked for once somebody of that name was found in the files the sender may open.
    """

    convention = SelectField(_l("referral.field.programme"))
    household = RecordField(_l("referral.start.household"), [Optional()])
    distinct = BooleanField(_l("person.distinct"))

    def __init__(self, conventions, **kwargs):
        super().__init__(**kwargs)
        self.convention.choices = [(one.public_id, one.programme.name) for one in conventions]
        self.name.validators = [Optional(), Length(max=120)]
        self.name.flags.required = False

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if bool(self.household.data) is bool(self.name.data):
            wrong = "name_and_household" if self.name.data else "name_or_household"
            self.name.errors = [*self.name.errors, gettext(f"referral.start.{wrong}")]
            return False
        return valid


class MemberForm(PersonFields):
    """Somebody who will live with the person of the request."""

    role = SelectField(_l("member.role"), [InputRequired()])

    def __init__(self, roles, **kwargs):
        super().__init__(**kwargs)
        self.role.choices = [(role.value, label(role)) for role in roles]


class ReferralForm(VersionedForm):
    """The request itself. Saved incomplete as a draft; `sending` asks for all that is needed."""

    living_situation = SelectField(_l("referral.field.living_situation"), [Optional()])
    situation = TextAreaField(_l("referral.field.situation"), [LONG], render_kw={"rows": 6})
    urgency = RadioField(_l("referral.field.urgency"))
    needs = CheckboxesField(_l("referral.field.needs"))
    wish = TextAreaField(_l("referral.field.wish"), [LONG], render_kw={"rows": 4})
    axis_wished = SelectField(_l("referral.field.axis_wished"), [Optional()])
    wished_from = DateField(_l("referral.field.wished_from"), [Optional()])

    def __init__(self, axes, members=0, **kwargs):
        super().__init__(**kwargs)
        self.members = members
        self.living_situation.choices = {
            "": [("", gettext("referral.choose"))],
            **{named(group): [(one.code, named(one)) for one in some] for group, some in by_group().items()},
        }
        self.urgency.choices = choices(Urgency)
        self.needs.choices = choices(NeedKind)
        empty = ("", gettext("referral.axis_unknown"))
        self.axis_wished.choices = [empty, *((axis.public_id, f"{axis.number} · {named(axis)}") for axis in axes)]
        self.axes = {axis.public_id: axis for axis in axes}

    def validate_wished_from(self, field):
        """A slip of the year is said at once; a day kept from when the request was written stays."""
        if field.data is None or field.data == field.object_data:
            return
        key = nonsense(field.data, add_months(today(), -MONTHS_BACK))
        if key is None and field.data > add_months(today(), MONTHS_AHEAD):
            key = "form.day_too_late"
        if key:
            raise ValidationError(gettext(key))

    def keep_only(self, names):
        """Leave out the fields that are not open: what is sent for them is not read."""
        for name in [one for one in COMMENTABLE if one not in names and one in self]:
            del self[name]

    @property
    def content(self):
        """The columns of a referral that these fields write."""
        plain = ("living_situation", "situation", "urgency", "wish", "wished_from")
        written = {name: self.values[name] for name in plain if name in self}
        if "urgency" in written:
            written["urgency"] = Urgency(written["urgency"])
        if "axis_wished" in self:
            axis = self.axes.get(self.axis_wished.data)
            written["axis_wished_id"] = axis.id if axis else None
        return written

    @property
    def kinds(self):
        return {NeedKind(value) for value in self.needs.data or ()} if "needs" in self else None

    def lacks(self, kept):
        """Put "needed" beside each field still empty; `kept` is what fields that are not open hold."""
        values = {name: self[name].data if name in self else kept.get(name) for name in _ASKED}
        lacking = missing(Content(self.members, *(values[name] for name in _ASKED)))
        for name in lacking:
            if name in self:
                self[name].errors = [*self[name].errors, gettext(f"referral.missing.{name}")]
            else:
                self.form_errors.append(gettext(f"referral.missing.{name}"))
        return bool(lacking)


_ASKED = ("living_situation", "situation", "wish")


class CompletionForm(ReferralForm):
    """The same fields, of which only those asked about are kept."""

    text = TextAreaField(_l("referral.completion.text"), [LONG], render_kw={"rows": 3})


class SendForm(VersionedForm):
    """What the household agrees to, then off it goes."""

    share = CheckboxesField(_l("referral.send.share"))
    health = BooleanField(_l("referral.send.health"))
    known = BooleanField(_l("referral.send.known"))
    last_day = DateField(_l("referral.send.until"), [InputRequired()])  # as the act that gives consent calls it
    agreed = BooleanField(_l("referral.send.agreed"), [DataRequired(_l("referral.send.agreed_needed"))])

    def __init__(self, organisations, share_needed, **kwargs):
        super().__init__(**kwargs)
        self.share.choices = [(one.public_id, one.name) for one in organisations]
        self.share_needed = share_needed
        self.share.flags.required = share_needed

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if self.share_needed and not self.share.data:
            self.share.errors = [gettext("referral.send.share_needed")]
            return False
        return valid


class RefusalForm(VersionedForm):
    reason = RadioField(_l("referral.refuse.reason"), [InputRequired()])
    text = TextAreaField(_l("referral.refuse.text"), [LONG], render_kw={"rows": 4})

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.reason.choices = choices(RefusalReason)


class AcceptForm(VersionedForm):
    """One button, and the version that was seen."""


class WithdrawForm(VersionedForm):
    text = TextAreaField(_l("referral.withdraw.text"), [LONG], render_kw={"rows": 3})


class NewsForm(VersionedForm):
    text = TextAreaField(_l("referral.news.text"), [DataRequired(), LONG], render_kw={"rows": 3})


class QuestionsForm(VersionedForm):
    """A question beside each field that should be completed."""

    text = TextAreaField(_l("referral.ask.text"), [LONG], render_kw={"rows": 3})

    @property
    def questions(self):
        return {name: self[f"ask_{name}"].data for name in COMMENTABLE if self[f"ask_{name}"].data}


for _name in COMMENTABLE:
    setattr(QuestionsForm, f"ask_{_name}", StringField(_l(f"referral.field.{_name}"), [Length(max=500)]))

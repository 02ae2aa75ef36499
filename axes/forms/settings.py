"""Forms of the settings."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from app.clock import today
from app.i18n.labels import choices
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField
from axes.vocab import ProgrammeKind, RuleKind

CODE = Regexp(r"^[a-z][a-z0-9_-]*$", message=_l("setting.code_nonsense"))


class ProgrammeFields(BaseForm):
    name = StringField(_l("setting.programme.name"), [DataRequired(), Length(max=80)])
    proposal_days = IntegerField(
        _l("setting.programme.proposal_days"), [InputRequired(), NumberRange(1, 90)], default=7
    )
    waiting_news_days = IntegerField(
        _l("setting.programme.waiting_news_days"), [InputRequired(), NumberRange(1, 365)], default=30
    )


class ProgrammeForm(ProgrammeFields, VersionedForm):
    pass


class NewProgrammeForm(ProgrammeFields):
    kind = RadioField(
        _l("setting.programme.kind"),
        [InputRequired()],
        choices=lambda: choices(ProgrammeKind),
        default=ProgrammeKind.TEMPORARY.value,
    )
    code = StringField(_l("setting.code"), [DataRequired(), Length(max=30), CODE], description=_l("setting.code_help"))


class AxisFields(BaseForm):
    name_fr = StringField(_l("setting.name_fr"), [DataRequired(), Length(max=120)])
    name_nl = StringField(_l("setting.name_nl"), [DataRequired(), Length(max=120)])
    name_en = StringField(_l("setting.name_en"), [DataRequired(), Length(max=120)])
    target_days = IntegerField(
        _l("setting.axis.target_days"),
        [InputRequired(), NumberRange(1, 3650)],
        default=180,
        description=_l("setting.axis.target_help"),
    )
    priority = IntegerField(
        _l("setting.axis.priority"),
        [InputRequired(), NumberRange(1, 20)],
        default=1,
        description=_l("setting.axis.priority_help"),
    )


class NewAxisForm(AxisFields):
    number = IntegerField(_l("setting.axis.number"), [InputRequired(), NumberRange(1, 6)])


class EditAxisForm(AxisFields, VersionedForm):
    closed_on = DateField(_l("setting.closed_on"), [Optional()], description=_l("setting.closed_help"))


class CriterionFields(BaseForm):
    name_fr = StringField(_l("setting.name_fr"), [DataRequired(), Length(max=200)])
    name_nl = StringField(_l("setting.name_nl"), [DataRequired(), Length(max=200)])
    name_en = StringField(_l("setting.name_en"), [DataRequired(), Length(max=200)])
    sensitive = BooleanField(_l("setting.criterion.sensitive"), description=_l("setting.criterion.sensitive_help"))


class NewCriterionForm(CriterionFields):
    code = StringField(_l("setting.code"), [DataRequired(), Length(max=40), CODE], description=_l("setting.code_help"))


class EditCriterionForm(CriterionFields, VersionedForm):
    position = IntegerField(_l("setting.criterion.position"), [InputRequired(), NumberRange(0, 1000)])
    closed_on = DateField(_l("setting.closed_on"), [Optional()], description=_l("setting.closed_help"))


class RulesForm(VersionedForm):
    """One select per criterion, added by `rules_form`."""

    @property
    def kinds(self):
        """Kinds by criterion id."""
        given = {f.name.removeprefix("r_"): f.data for f in self if f.name.startswith("r_")}
        return {int(key): RuleKind(kind) for key, kind in given.items() if kind}


def rules_form(criteria, label_of):
    """The form that asks how each of these criteria speaks for an axis."""
    empty = ("", _l("setting.rule.none"))
    fields = {
        f"r_{one.id}": SelectField(label_of(one), choices=lambda: [empty, *choices(RuleKind)], validators=[Optional()])
        for one in criteria
    }
    return type("RulesOfAxis", (RulesForm,), fields)


class NewTeamForm(BaseForm):
    axis = SelectField(_l("setting.team.axis"), [InputRequired()])
    organisation = RecordField(_l("setting.organisation"), [InputRequired()])
    capacity = IntegerField(_l("setting.team.capacity"), [InputRequired(), NumberRange(0, 500)], default=10)
    first_day = DateField(_l("setting.first_day"), [InputRequired()], default=today)
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("setting.last_day_help"))


class EditTeamForm(VersionedForm):
    capacity = IntegerField(_l("setting.team.capacity"), [InputRequired(), NumberRange(0, 500)])
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("setting.last_day_help"))


class JoinForm(BaseForm):
    user = RecordField(_l("setting.team.worker"), [InputRequired()])
    start_on = DateField(_l("setting.team.start_on"), [InputRequired()], default=today)
    is_lead = BooleanField(_l("setting.team.is_lead"), description=_l("setting.team.is_lead_help"))


class LeaveForm(BaseForm):
    end_on = DateField(_l("setting.team.end_on"), [InputRequired()], default=today)


class NewConventionForm(BaseForm):
    organisation = RecordField(_l("setting.organisation"), [InputRequired()])
    signed_on = DateField(_l("setting.convention.signed_on"), [InputRequired()], default=today)
    first_day = DateField(_l("setting.first_day"), [InputRequired()], default=today)
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("setting.last_day_help"))


class EditConventionForm(VersionedForm):
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("setting.last_day_help"))

"""Forms on incidents: what a phone asks first; who reads which text is said beside it."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from accompaniment.rules.incidents import GRADES
from accompaniment.services.incidents import IncidentFacts, StepFacts
from accompaniment.vocab_incidents import ANSWERS, IncidentKind, IncidentOutcome, IncidentReporter, IncidentStepKind
from app.clock import today
from app.i18n.formats import day as shown
from app.i18n.labels import choices, label
from app.web.days import lived, to_be_done
from app.web.forms import BaseForm, VersionedForm


def grade_choices():
    return [(str(grade), gettext(f"incident.grade.{grade}")) for grade in GRADES]


class GradeField(RadioField):
    """The grade, as its number."""

    @property
    def grade(self):
        return int(self.data)


def graded():
    return GradeField(_l("incident.grade"), choices=grade_choices, validators=[InputRequired(_l("incident.needed"))])


class IncidentFields(BaseForm):
    kind = RadioField(
        _l("incident.kind"), choices=lambda: choices(IncidentKind), validators=[InputRequired(_l("incident.needed"))]
    )
    happened_on = DateField(_l("incident.happened_on"), default=today, validators=[InputRequired(), lived])
    happened_at = TimeField(_l("incident.happened_at"), validators=[Optional()])
    reported_by = SelectField(
        _l("incident.reported_by"), choices=lambda: choices(IncidentReporter), validators=[InputRequired()]
    )
    account = TextAreaField(
        _l("incident.account"), validators=[InputRequired(), Length(max=4000)], render_kw={"rows": 4}
    )
    people = TextAreaField(
        _l("incident.people"),
        description=_l("incident.people_help"),
        validators=[Optional(), Length(max=1000)],
        render_kw={"rows": 2},
    )
    technical = TextAreaField(
        _l("incident.technical"),
        description=_l("incident.technical_help"),
        validators=[Optional(), Length(max=500)],
        render_kw={"rows": 3},
    )
    no_name = BooleanField(_l("incident.no_name"))

    def told(self, grade):
        """What was entered."""
        values = self.values
        names = ("happened_on", "happened_at", "account", "people", "technical", "no_name")
        return IncidentFacts(
            kind=IncidentKind(values["kind"]),
            reported_by=IncidentReporter(values["reported_by"]),
            grade=grade,
            **{name: values[name] for name in names},
        )


class NewIncidentForm(IncidentFields):
    """`household` is asked where it is not known already."""

    grade = graded()
    household = SelectField(
        _l("incident.household"), description=_l("incident.household_help"), validators=[Optional()]
    )

    def offer(self, there):
        """Hand in the households of the unit that the author is in charge of."""
        if not there:
            del self.household
            return
        since = [(one.public_id, gettext("incident.household_since", **_stay(one))) for one in there]
        self.household.choices = [("", gettext("incident.household_none")), *since]

    @property
    def chosen(self):
        """Public id of the household, if any."""
        return self.household.data if "household" in self else None

    @property
    def facts(self):
        return self.told(self.grade.grade)


def _stay(one):
    return {"reference": one.reference, "day": shown(one.start_on)}


class EditIncidentForm(VersionedForm, IncidentFields):
    pass


class GradeForm(VersionedForm):
    grade = graded()
    reason = StringField(_l("incident.reason"), validators=[InputRequired(), Length(max=300)])


class AnswerForm(BaseForm):
    kind = RadioField(
        _l("incident.answer"),
        choices=lambda: [(one.value, label(one)) for one in ANSWERS],
        validators=[InputRequired(_l("incident.needed"))],
    )
    taken_on = DateField(_l("incident.taken_on"), default=today, validators=[InputRequired(), lived])
    note = TextAreaField(_l("incident.note"), validators=[Optional(), Length(max=2000)], render_kw={"rows": 3})
    next_on = DateField(
        _l("incident.next_on"), description=_l("incident.next_on_help"), validators=[Optional(), to_be_done]
    )

    @property
    def facts(self):
        return StepFacts(**(self.values | {"kind": IncidentStepKind(self.kind.data)}))


class CloseIncidentForm(VersionedForm):
    outcome = RadioField(
        _l("incident.outcome"),
        choices=lambda: choices(IncidentOutcome),
        validators=[InputRequired(_l("incident.needed"))],
    )
    note = TextAreaField(_l("incident.note"), validators=[Optional(), Length(max=2000)], render_kw={"rows": 3})


class ReopenIncidentForm(VersionedForm):
    reason = StringField(_l("incident.reason"), validators=[InputRequired(), Length(max=300)])


class RepairedForm(VersionedForm):
    repaired_on = DateField(
        _l("repair.repaired_on"), description=_l("repair.repaired_on_help"), validators=[Optional(), lived]
    )


class LinkWorksForm(VersionedForm):
    outage = SelectField(_l("repair.works"), validators=[Optional()])

    def offer(self, outages):
        """Hand in the works and damage of the unit."""
        lines = [(one.public_id, gettext("repair.works_line", kind=label(one.kind), **_days(one))) for one in outages]
        self.outage.choices = [("", gettext("repair.no_works")), *lines]


def _days(outage):
    return {"first_day": shown(outage.first_day), "reason": outage.reason}

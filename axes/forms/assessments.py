"""Forms of an assessment: the answers, the decision, the team."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.clock import today
from app.i18n.labels import choices, named
from app.web.forms import BaseForm, VersionedForm
from axes.vocab import Answer

PREFIX = "c_"


class AnswersForm(BaseForm):
    """One question per criterion, added by `answers_form`."""

    assessed_on = DateField(_l("assessment.assessed_on"), default=today, validators=[InputRequired()])

    @property
    def answers(self):
        """Answers by criterion code."""
        given = {f.name.removeprefix(PREFIX): f.data for f in self if f.name.startswith(PREFIX)}
        return {code: Answer(answer) for code, answer in given.items()}


class CorrectedAnswersForm(AnswersForm, VersionedForm):
    pass


def answers_form(criteria, base=AnswersForm):
    """The form that asks these criteria."""
    questions = {
        PREFIX + one.code: RadioField(named(one), choices=lambda: choices(Answer), default=Answer.UNKNOWN.value)
        for one in criteria
    }
    return type("AnswersOfProgramme", (base,), questions)


class DecisionForm(VersionedForm):
    axis = RadioField(_l("assessment.decide.axis"), [InputRequired()])
    motive = TextAreaField(_l("assessment.decide.motive"), [Length(max=2000)], render_kw={"rows": 4})

    def __init__(self, axes, **kwargs):
        super().__init__(**kwargs)
        self.axis.choices = [(axis.public_id, f"{axis.number} · {named(axis)}") for axis in axes]


class AssignForm(BaseForm):
    """Workers and first day; the team is chosen first, with the loads in view."""

    reference_worker = SelectField(_l("assignment.reference_worker"), [InputRequired()])
    second_worker = SelectField(_l("assignment.second_worker"), [Optional()])
    start_on = DateField(_l("assignment.start_on"), default=today, validators=[InputRequired()])

    def __init__(self, workers, **kwargs):
        super().__init__(**kwargs)
        people = [(one.public_id, one.name) for one in workers]
        self.reference_worker.choices = [("", "—"), *people]
        self.second_worker.choices = [("", "—"), *people]


class ChangeForm(AssignForm):
    reason = TextAreaField(_l("assignment.reason"), [DataRequired(), Length(max=300)], render_kw={"rows": 3})


class EndForm(VersionedForm):
    end_on = DateField(_l("assignment.end_on"), default=today, validators=[InputRequired()])
    reason = TextAreaField(_l("assignment.reason"), [DataRequired(), Length(max=300)], render_kw={"rows": 3})


class CancelForm(VersionedForm):
    """One button, and the version that was seen."""

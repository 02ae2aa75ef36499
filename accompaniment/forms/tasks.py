"""Forms on tasks."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from accompaniment.services.tasks import TaskFacts
from accompaniment.vocab_tasks import TaskRhythm
from app.auth.models.users import User
from app.clock import today
from app.i18n.labels import label
from app.web.days import to_be_done
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField


def rhythm_choices():
    return [("", gettext("task.once")), *((one.value, label(one)) for one in TaskRhythm)]


class TaskFields(BaseForm):
    """`who` and `about` are handed in; without a household there is nothing that a task could be about."""

    title = StringField(
        _l("task.what"), description=_l("task.what_help"), validators=[InputRequired(), Length(max=200)]
    )
    due_on = DateField(_l("task.due_on"), default=today, validators=[InputRequired(), to_be_done])
    who = RecordField(_l("task.who"), description=_l("task.who_help"), validators=[InputRequired()])
    rhythm = SelectField(
        _l("task.rhythm"), description=_l("task.rhythm_help"), choices=rhythm_choices, validators=[Optional()]
    )
    about = SelectField(_l("task.about"), validators=[Optional()])

    def offer(self, offered):
        """Hand in who may do it, and what of the household it may be about."""
        self.who.among(offered.colleagues, *offered.kept)
        if offered.about:
            self.about.choices = offered.about
        else:
            del self.about

    def facts(self, offered):
        """What was entered."""
        chosen = offered.about_things.get(self.about.data, {}) if "about" in self else {}
        return TaskFacts(
            title=self.title.data,
            due_on=self.due_on.data,
            rhythm=TaskRhythm(self.rhythm.data) if self.rhythm.data else None,
            **{"worker" if isinstance(self.who.record, User) else "team": self.who.record},
            **chosen,
        )


class NewTaskForm(TaskFields):
    pass


class EditTaskForm(VersionedForm, TaskFields):
    pass


class DropTaskForm(VersionedForm):
    """`whole_series` is asked of a task that comes back."""

    reason = StringField(_l("task.drop_reason"), validators=[InputRequired(), Length(max=300)])
    whole_series = BooleanField(_l("task.whole_series"), description=_l("task.whole_series_help"))

    def of(self, task):
        """Ask only what makes sense for this task."""
        if task.rhythm is None:
            del self.whole_series
        return self

    @property
    def ends_series(self):
        return "whole_series" not in self or self.whole_series.data

"""Forms on amendments and on notice; stays past a new end get a day of their own in the form."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.clock import today
from app.files.fields import PaperField
from app.i18n.formats import day
from app.web.fields import CodeField
from app.web.forms import BaseForm, VersionedForm
from occupancy.forms.agreements import UnitsField, winter_field
from occupancy.services.amendments import AmendmentFacts
from occupancy.services.terminations import NoticeFacts
from occupancy.vocab import AmendmentKind, Party

LEAVES = "leaves_"


class AmendmentForm(BaseForm):
    kind = CodeField(_l("amendment.kind"), enum=AmendmentKind)
    reason = TextAreaField(_l("amendment.reason"), [InputRequired(), Length(max=300)])
    effective_on = DateField(
        _l("amendment.effective_on"), [InputRequired()], description=_l("amendment.effective_help")
    )
    new_last_day = DateField(_l("amendment.new_last_day"), [Optional()], description=_l("amendment.new_last_day_help"))
    winter_confirmation = winter_field()
    units = UnitsField(_l("amendment.units"), description=_l("amendment.units_help"))

    @property
    def facts(self):
        return AmendmentFacts(**{name: value for name, value in self.values.items() if name != "units"})


class Leaving:
    """What a form with a day per stay answers."""

    @property
    def outcomes(self):
        days = {field.name.removeprefix(LEAVES): field.data for field in self if field.name.startswith(LEAVES)}
        return {public_id: leaves_on for public_id, leaves_on in days.items() if leaves_on is not None}

    @property
    def leaving(self):
        return [field for field in self if field.name.startswith(LEAVES)]


class SignAmendmentForm(Leaving, VersionedForm):
    signed_on = DateField(_l("amendment.signed_on"), [InputRequired()], default=today)
    file = PaperField(_l("amendment.file"), description=_l("document.file_help"))
    winter_confirmation = winter_field()


class TerminationForm(Leaving, BaseForm):
    given_by = CodeField(_l("termination.given_by"), enum=Party)
    notified_on = DateField(_l("termination.notified_on"), [InputRequired()], default=today)
    last_day = DateField(_l("termination.last_day"), [InputRequired()], description=_l("termination.last_day_help"))
    reason = TextAreaField(_l("termination.reason"), [InputRequired(), Length(max=300)])
    winter_confirmation = winter_field()

    @property
    def facts(self):
        names = ("given_by", "notified_on", "last_day", "reason", "winter_confirmation")
        return NoticeFacts(**{name: self.values[name] for name in names})


def with_stays(form_class, late):
    """The form with one more field per stay past the new end that the reader may know: the day it leaves, by exit or
    by transfer."""
    fields = {}
    for one in late:
        if one.stay_public_id is None or one.is_over or one.reference is None:
            continue
        text = gettext("agreement.leaves_on", unit=one.unit_code, reference=one.reference, until=day(one.until))
        fields[f"{LEAVES}{one.stay_public_id}"] = DateField(text, [Optional()], default=one.planned_on)
    return type(form_class.__name__, (form_class,), fields)

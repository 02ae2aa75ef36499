"""Forms of transfers and exits."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.clock import today
from app.i18n.formats import day as shown
from app.i18n.labels import label, named
from app.web.fields import ChosenField, DayField
from app.web.forms import BaseForm, VersionedForm
from occupancy.rules.exits import DEATH
from occupancy.services.exits import Departure
from occupancy.vocab import ExitDecider, ExitReason


def _yes(value):
    """The answer as a boolean, whether it comes from the page or from a record."""
    return {"True": True, "yes": True, "False": False, "no": False}.get(str(value))


class TransferForm(VersionedForm):
    on = DayField(_l("stay.transfer.on"), [InputRequired()], default=today)
    unit = RadioField(_l("stay.transfer.unit"), [InputRequired()], validate_choice=False)  # the act says why not
    planned_end_on = DayField(_l("stay.planned_end_on"), [Optional()], description=_l("stay.transfer.end_help"))
    misfit_reason = TextAreaField(
        _l("stay.misfit_reason"), [Optional(), Length(max=300)], description=_l("stay.misfit_help")
    )

    def offer(self, units, promised):
        """The units one may choose among; the one held for the household is chosen, until another is."""
        self.unit.choices = [(row.unit_public_id, f"{row.site_name} · {row.unit_code}") for row in units]
        if promised and not self.unit.data:
            self.unit.data = promised[0].unit_public_id


class ExitFields(BaseForm):
    """`found` are destinations with what they count as; the page groups them by class."""

    left_on = DayField(_l("stay.exit.left_on"), [InputRequired()], description=_l("stay.exit.left_help"))
    destination = SelectField(_l("stay.exit.destination"), [InputRequired()])
    note = StringField(_l("stay.exit.note"), [Optional(), Length(max=200)], description=_l("stay.exit.note_help"))
    decided_by = ChosenField(_l("stay.exit.decided_by"), enum=ExitDecider)
    reason = ChosenField(_l("stay.exit.reason"), enum=ExitReason)
    voluntary = RadioField(_l("stay.exit.voluntary"), [InputRequired()], coerce=_yes)
    postal_code = SelectField(_l("stay.exit.postal_code"), [Optional()])
    exit_inventory_on = DayField(_l("stay.exit_inventory_on"), [Optional()])
    keys_back_on = DayField(_l("stay.keys_back_on"), [Optional()])

    def __init__(self, found, communes, **given):
        super().__init__(**given)
        self.known = {destination.code: destination for destination, _ in found}
        groups = {}
        for destination, outcome in found:
            groups.setdefault(label(outcome), []).append((destination.code, named(destination)))
        self.destination.choices = {"": [("", gettext("stay.choose"))]} | groups
        self.voluntary.choices = [(True, gettext("form.yes")), (False, gettext("form.no"))]
        places = [(one.postal_code, f"{one.postal_code} {named(one)}") for one in communes]
        self.postal_code.choices = [("", gettext("stay.exit.no_commune")), *places]

    @property
    def departure(self):
        plain = ("left_on", "decided_by", "reason", "voluntary", "postal_code", "note")
        values = {name: self.values[name] for name in (*plain, "exit_inventory_on", "keys_back_on")}
        return Departure(**values, destination=self.known[self.destination.data])


class ExitForm(ExitFields, VersionedForm):
    """`expected`: what is known of the departure; whoever says something else is asked once whether they mean it."""

    left_on = DayField(_l("stay.exit.left_on"), [InputRequired()], default=today, description=_l("stay.exit.left_help"))
    is_meant = BooleanField(_l("stay.exit.is_meant"))
    expected, is_asked = None, False

    def validate_destination(self, field):
        home = self.known.get(self.expected.destination) if self.expected else None
        if home and not self.is_meant.data and field.data not in {home.code, *DEATH}:
            self._ask("elsewhere", home=named(home))

    def validate_left_on(self, field):
        day = self.expected.accepted_on if self.expected else None
        if day and not self.is_meant.data and field.data and field.data < day:
            self._ask("before_offer", day=shown(day))

    def _ask(self, what, **said):
        self.is_asked = True
        raise ValidationError(gettext(f"stay.exit.{what}", **said))


class CorrectionForm(ExitFields):
    """`before` is the row being corrected: a second corrector is told."""

    before = HiddenField()
    why = TextAreaField(_l("stay.correct.why"), [InputRequired(), Length(max=300)], description=_l("stay.sealed_help"))

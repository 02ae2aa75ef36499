"""Forms of plans of relocation: what one assumes, keeping it, turning it into proposals."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, StopValidation

from app.clock import today
from app.i18n.formats import day as shown
from app.i18n.labels import named
from app.web.forms import BaseForm, VersionedForm
from occupancy.rules.scenarios import MOST_BEDROOMS, MOST_OPENINGS, MOST_PERSONS

OF_OPENINGS = ("persons", "opens_on", "closes_on")


def _is_number(_form, field):
    """What is no number is told once, not as one out of its range too."""
    if field.process_errors:
        raise StopValidation


def _number(label, least, most):
    return IntegerField(label, [Optional(), _is_number, NumberRange(least, most)])


class AssumptionsForm(BaseForm):
    """What a plan assumes, as an address asks it: nothing is changed by it, so it bears no key."""

    class Meta:
        csrf = False

    form_key = None
    last_day = DateField(_l("relocation.last_day"), [Optional()])
    moves_from = DateField(_l("relocation.moves_from"), [Optional()])
    with_planned = BooleanField(_l("relocation.with_planned"))
    count = _number(_l("relocation.count"), 0, MOST_OPENINGS)
    persons = _number(_l("relocation.persons"), 1, MOST_PERSONS)
    bedrooms = _number(_l("relocation.bedrooms"), 0, MOST_BEDROOMS)
    postal_code = SelectField(_l("relocation.commune"))
    opens_on = DateField(_l("relocation.opens_on"), [Optional()])
    closes_on = DateField(_l("relocation.closes_on"), [Optional()])
    step_free = BooleanField(_l("relocation.step_free"))
    animals = BooleanField(_l("relocation.animals"))

    def __init__(self, communes, asked, last_day):
        """`asked` are the arguments of the address, `last_day` the one known of the site."""
        super().__init__(formdata=asked, data={"last_day": last_day, "moves_from": today()})
        self.postal_code.choices = [("", gettext("relocation.any_commune"))]
        self.postal_code.choices += [(one.postal_code, f"{one.postal_code} {named(one)}") for one in communes]
        self.postal_code.data = self.postal_code.data or ""
        self.last_known = last_day

    def _bears_its_key(self):
        return True

    def validate(self, extra_validators=None):
        return super().validate(extra_validators) and not self._contradictions()

    def _contradictions(self):
        """Errors beside fields that say something each, and nothing together."""
        last = max(self.last_day.data or self.last_known, today())
        if self.moves_from.data and self.moves_from.data > last:
            self._wrong("moves_from", "relocation.wrong.moves_from", day=shown(last))
        if self.count.data:
            for name in OF_OPENINGS:
                if self[name].data is None:
                    self._wrong(name, "relocation.wrong.missing")
            self._check_openings(last)
        elif self.count.data is None and any(self[name].data is not None for name in (*OF_OPENINGS, "bedrooms")):
            self._wrong("count", "relocation.wrong.count")
        return self.errors

    def _check_openings(self, last):
        opens_on, closes_on = self.opens_on.data, self.closes_on.data
        if opens_on and opens_on > last:
            self._wrong("opens_on", "relocation.wrong.opens_on", day=shown(last))
        if opens_on and closes_on and closes_on < opens_on:
            self._wrong("closes_on", "relocation.wrong.closes_on", day=shown(opens_on))

    def _wrong(self, name, key, **values):
        self[name].errors = [*self[name].errors, gettext(key, **values)]


class KeepPlanForm(BaseForm):
    name = StringField(_l("relocation.name"), [DataRequired(), Length(max=80)], description=_l("relocation.name_help"))


class ProposePlanForm(VersionedForm):
    rest = BooleanField(_l("relocation.rest"), description=_l("relocation.rest_help"))

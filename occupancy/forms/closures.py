"""Forms of closings."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.clock import today
from app.i18n.labels import choices, named
from app.web.fields import CodeField, DayField
from app.web.forms import BaseForm, VersionedForm
from occupancy.vocab import ClosureCause, ClosureOutcomeKind


class ClosureForm(BaseForm):
    cause = CodeField(_l("closure.cause"), enum=ClosureCause)
    last_day = DayField(_l("closure.last_day"), [InputRequired()], description=_l("closure.last_day_help"))
    note = StringField(_l("closure.note"), [Optional(), Length(max=300)], description=_l("closure.note_help"))
    winter_confirmed = BooleanField(_l("closure.winter"), description=_l("closure.winter_help"))


class OutcomeForm(VersionedForm):
    """What becomes of one stay. `amendments` extend the site's agreement."""

    kind = RadioField(_l("closure.outcome"), [InputRequired()], coerce=ClosureOutcomeKind)
    planned_on = DayField(_l("closure.planned_on"), [InputRequired()])
    unit = SelectField(_l("closure.unit"), [Optional()], validate_choice=False)  # the act says why not
    amendment = SelectField(_l("closure.amendment"), [Optional()])
    note = StringField(_l("closure.note"), [Optional(), Length(max=300)], description=_l("closure.note_help"))

    def __init__(self, amendments, **given):
        super().__init__(**given)
        self.kind.choices = choices(ClosureOutcomeKind)
        nothing = ("", gettext("closure.none"))
        self.amendment.choices = [nothing, *((one.public_id, named_amendment(one)) for one in amendments)]

    def offer(self, units):
        """The units one may choose among."""
        named = ((row.unit_public_id, f"{row.site_name} · {row.unit_code}") for row in units)
        self.unit.choices = [("", gettext("closure.none")), *named]


def named_amendment(amendment):
    return gettext("closure.amendment_number", number=amendment.number)


class HandBackForm(VersionedForm):
    on = DayField(_l("closure.hand_back_on"), [InputRequired()], default=today)


class CancelForm(VersionedForm):
    """Nothing to enter: the version says what was read."""


class RelocateForm(BaseForm):
    """Where everybody goes, one choice a household: `unit:…` or `exit:…`, and why where a unit does not suit it.

    Made by `relocation_form`.
    """

    on = DayField(_l("closure.relocate_on"), [InputRequired()], default=today)

    def refuse(self, refusal):
        """Units that do not suit are all told at once, each beside its household."""
        super().refuse(refusal)
        for stay, words in getattr(refusal, "lines", {}).items():
            why = self[why_name(stay)]
            why.errors = [*why.errors, gettext("closure.refusal.misfit", why=words)]


def relocation_form(stays, units, destinations):
    """A form with a field per stay; labels are the unit and the household's reference."""
    rooms = [(f"unit:{row.unit_public_id}", _room(row)) for row in units]
    ways_out = [(f"exit:{one.code}", named(one)) for one in destinations]
    groups = {
        "": [("", gettext("closure.choose"))],
        gettext("closure.to_unit"): rooms,
        gettext("closure.out"): ways_out,
    }
    fields = {
        field_name(row.public_id): SelectField(
            f"{row.unit_code} · {row.reference}",
            [InputRequired()],
        )
        for row in stays
    }
    whys = {why_name(row.public_id): _why(row) for row in stays}
    form = type("RelocationForm", (RelocateForm,), fields | whys)()
    for name in fields:
        form[name].choices = {label: options for label, options in groups.items() if options}
    return form


def _room(row):
    """A unit with what decides whether it suits."""
    size = ngettext("stay.persons", "stay.persons", row.max_persons)
    told = [size, *([gettext("unit.told.step_free")] if row.step_free else [])]
    return f"{row.site_name} · {row.unit_code} ({', '.join(told)})"


def _why(row):
    text = gettext("closure.misfit_reason", unit=row.unit_code, household=row.reference)
    return StringField(text, [Optional(), Length(max=300)], description=_l("stay.sealed_help"))


def why_name(stay_public_id):
    """Name of the field that says why a household goes to a unit that does not suit it."""
    return f"why_{stay_public_id}"


def field_name(stay_public_id):
    """Name of a stay's field; a public id may begin with a dash, a field may not."""
    return f"where_{stay_public_id}"

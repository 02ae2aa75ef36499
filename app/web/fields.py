"""Fields of our own."""

import re
from datetime import date
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.i18n.labels import key_of, label
from app.web.forms import nonsense

PHONE = re.compile(r"[+0-9 ./()-]{6,30}\Z")
FIRST_DAY = date(1980, 1, 1)


class DayField(DateField):
    """A day within living memory and plans: a slip of the keyboard such as 0206 or 9999 is said at once."""

    def pre_validate(self, form):
        key = nonsense(self.data, FIRST_DAY)
        if key:
            raise ValidationError(gettext(key))


# Digits, in threes or not, then tenths, cents or nothing: no exponent, no sign, no digit of another script.
EUROS = re.compile(r"([0-9]{1,8}|[1-9][0-9]{0,2}( [0-9]{3}){1,2})([,.][0-9]{1,2})?")


class EurosField(DecimalField):
    """An amount typed in euros, with a comma or a point; `cents` gives whole cents."""

    def process_formdata(self, valuelist):
        text = (valuelist[0] if valuelist else "").replace("\u00a0", " ").replace("\u202f", " ").strip()
        self.data = None
        if not text:
            return
        if not EUROS.fullmatch(text):
            raise ValueError(gettext("site.euros_nonsense"))
        self.data = Decimal(text.replace(" ", "").replace(",", "."))

    def _value(self):
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.2f}".replace(".", ",")

    def pre_validate(self, form):
        if self.data is None:
            return
        if not 0 <= self.data <= 10_000_000:
            raise ValidationError(gettext("site.euros_nonsense"))

    @property
    def cents(self):
        return None if self.data is None else int(self.data * 100)


class CodeField(SelectField):
    """A choice among the members of an enum, in the enum's own order; `data` is the member."""

    def __init__(self, text=None, *, enum, **options):
        choices = [SelectChoice(member.value, _l(key_of(member))) for member in enum]
        super().__init__(text, choices=choices, coerce=enum, **options)


class ChosenField(SelectField):
    """One member of an enum (of `members`, unless all); `data` is the member, None until chosen."""

    def __init__(self, text=None, *, enum, members=None, **options):
        def choices():
            return [("", gettext("stay.choose")), *((one.value, label(one)) for one in members or enum)]

        super().__init__(
            text, [InputRequired()], choices=choices, coerce=lambda code: enum(code) if code else None, **options
        )


class CheckboxesField(SelectMultipleField):
    """Several among a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form):
        """What is not offered is refused without its name: it may be that of a record of others."""
        if not set(self.data or ()) <= {one.value for one in self.iter_choices()}:
            raise ValidationError(self.gettext("Not a valid choice."))

"""Forms on the indicative price table."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from app.clock import today
from app.web.fields import CodeField, EurosField
from app.web.forms import BaseForm, VersionedForm
from capteur.vocab import DwellingType


class TableFields(BaseForm):
    first_day = DateField(_l("price.first_day"), [InputRequired()], default=today)
    source = StringField(_l("price.source"), [DataRequired(), Length(max=300)], description=_l("price.source_help"))


class NewTableForm(TableFields):
    pass


class EditTableForm(VersionedForm, TableFields):
    pass


class PublishForm(VersionedForm):
    """One button, and the version that was seen."""


class PriceForm(BaseForm):
    area = SelectField(_l("price.area"), [InputRequired()])
    dwelling_type = CodeField(_l("price.type"), enum=DwellingType)
    low = EurosField(_l("price.low"), [InputRequired()])
    median = EurosField(_l("price.median"), [InputRequired()])
    high = EurosField(_l("price.high"), [InputRequired()])
    charges = EurosField(_l("price.charges"), [InputRequired()])

    def __init__(self, areas, **kwargs):
        super().__init__(**kwargs)
        self.area.choices = [(one.public_id, one.name) for one in areas]

    @property
    def amounts(self):
        return {f"{name}_cents": self[name].cents for name in ("low", "median", "high", "charges")}

"""Forms on units."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.web.fields import CodeField
from app.web.forms import BaseForm, VersionedForm
from sites.vocab import UnitUse


class UnitForm(BaseForm):
    code = StringField(_l("unit.code"), description=_l("unit.code_help"), validators=[InputRequired(), Length(max=20)])
    use = CodeField(_l("unit.use"), enum=UnitUse)
    bedrooms = IntegerField(_l("unit.bedrooms"), validators=[InputRequired(), NumberRange(min=0, max=12)])
    max_persons = IntegerField(_l("unit.max_persons"), validators=[InputRequired(), NumberRange(min=0, max=30)])
    surface_m2 = IntegerField(_l("unit.surface_m2"), validators=[Optional(), NumberRange(min=1, max=5000)])
    floor = IntegerField(
        _l("unit.floor"), description=_l("unit.floor_help"), validators=[Optional(), NumberRange(-5, 60)]
    )
    has_lift = BooleanField(_l("unit.has_lift"))
    step_free = BooleanField(_l("unit.step_free"))
    animals_allowed = BooleanField(_l("unit.animals_allowed"))
    note = TextAreaField(_l("unit.note"), validators=[Optional(), Length(max=2000)], render_kw={"rows": 3})


class EditUnitForm(UnitForm, VersionedForm):
    pass

"""After how many days late coordination is told."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from app.web.forms import VersionedForm


class DelayForm(VersionedForm):
    days = IntegerField(_l("delay.days"), [Optional(), NumberRange(1, 365)], description=_l("delay.days_help"))

"""A unit in one line, for lists to tick."""

from flask_babel import gettext

from app.i18n.labels import label
from sites.vocab import UnitUse


def unit_text(unit):
    if unit.use is not UnitUse.DWELLING:
        return gettext("agreement.unit_other", code=unit.code, use=label(unit.use))
    return gettext("agreement.unit", code=unit.code, bedrooms=unit.bedrooms, persons=unit.max_persons)

"""The form by which an exit plan asks a programme for a home."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.i18n.labels import label
from app.web.forms import BaseForm
from capteur.rules.dwellings import type_of


def _said(one):
    """A dwelling as whoever leads a plan may know of it: its size, its part of town, its rent."""
    parts = [one.reference, label(type_of(one.kind, one.bedrooms)), one.area.name if one.area else ""]
    return " · ".join(part for part in parts if part)


class AskForExitForm(BaseForm):
    """Which programme, and which of its dwellings kept for exits, where one is wished."""

    programme = RadioField(_l("exit_request.programme"), [InputRequired()])
    dwelling = SelectField(_l("exit_request.dwelling"), [Optional()], description=_l("exit_request.dwelling_help"))

    def __init__(self, programmes, dwellings, **given):
        super().__init__(**given)
        self.programmes = {one.public_id: one for one in programmes}
        self.dwellings = {one.public_id: one for one in dwellings}
        self.programme.choices = [(one.public_id, one.name) for one in programmes]
        if len(programmes) == 1 and not self.programme.data:
            self.programme.data = programmes[0].public_id
        kept = [(key, _said(one)) for key, one in self.dwellings.items()]
        self.dwelling.choices = [("", gettext("exit_request.any_dwelling")), *kept]

    @property
    def asked(self):
        return self.programmes[self.programme.data]

    @property
    def wished(self):
        return self.dwellings.get(self.dwelling.data)
